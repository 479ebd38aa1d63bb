package dev.freshet.engine.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"ü \\\" \\u0000 😀\"",
        "{\"a\":{\"b\":[1,-2,3.5,1e300,true,false,null]},\"c\":[[],{}]}",
        "[2147483648,9223372036854775808,0.1,-0.0]"
      })
  void readsAndWritesAsJacksonDoes(String json) throws IOException {
    assertThat(JsonText.read(json)).isEqualTo(JACKSON.readTree(json));
    assertThat(JsonText.compact(JsonText.read(json))).isEqualTo(JACKSON.readTree(json).toString());
    assertThat(JsonText.pretty(JsonText.read(json)))
        .isEqualTo(JACKSON.readTree(json).toPrettyString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1", "{\"a\":}", "{} {}", "nul", "[1,]"})
  void refusesWhatIsNotOneValue(String json) {
    assertThatThrownBy(() -> JsonText.read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void writesBytesAsBase64() {
    var node = JACKSON.getNodeFactory().binaryNode(new byte[] {1, 2, 3});
    assertThat(JsonText.compact(node)).isEqualTo("\"AQID\"");
  }
}
