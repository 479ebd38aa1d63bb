package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Any content where the state directory has a file, once with the right checksum, so that what is
 * behind it is reached too.
 */
class StateFilesFuzzTest {
  private static final Path FILE = Path.of("file");
  private static final BinaryFormat BINARY = new BinaryFormat("file", 'X', 1, "do something");
  private static final JsonFormat JSON = new JsonFormat("file", 1, "do something");

  /** The first byte says which file. */
  @FuzzTest
  void anyContentIsReadOrRefused(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0] & 7) {
      case 0 -> binary(content, in -> RunDigest.read(in).written().toByteArray());
      case 1 -> binary(content, RejectedRow::read);
      case 2 -> lock(content);
      case 3 -> json(content, SetupJson::read);
      case 4 -> json(content, LastRun::read);
      case 5 -> refusedOr(() -> JSON.decode(FILE, content, json -> json));
      case 6 -> refusedOr(() -> BINARY.decode(FILE, content, in -> in));
      default -> binary(content, ListingSum::read);
    }
  }

  private interface Reading {
    Object read() throws StateException;
  }

  private static void refusedOr(Reading reading) {
    try {
      reading.read();
    } catch (StateException e) {
      assertThat(e).hasMessageContaining("file").hasMessageContaining(":");
    }
  }

  private static void binary(byte[] content, Function<BinaryReader, Object> reader) {
    byte[] framed = BINARY.encode(new BinaryWriter().putRaw(content));
    refusedOr(() -> BINARY.decode(FILE, framed, reader));
  }

  private static void lock(byte[] content) {
    byte[] framed =
        new BinaryFormat("lock", 'L', 1, "do something").encode(new BinaryWriter().putRaw(content));
    refusedOr(() -> LockEntry.decode(FILE, framed));
  }

  private static void json(byte[] content, Function<JsonNode, Object> reader) {
    JsonNode node;
    try {
      node = JsonText.read(new String(content, StandardCharsets.UTF_8));
    } catch (IOException notJson) {
      return;
    }
    byte[] framed = JSON.encode(node);
    refusedOr(() -> JSON.decode(FILE, framed, reader));
  }
}
