package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.RecordType;
import dev.freshet.engine.encoding.ValueCodec;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MutationBindingTest {
  private record Page(@Key String name, String text, @Nullable Integer size) {}

  private record Edge(@Key UUID from, @Key long to, String label) {}

  private record EdgeKey(long to, UUID from) {}

  private record Label(String label, @Nullable String color) {}

  private record Size(int size, String text) {}

  private record Spec() implements TargetSpec {}

  private abstract static class Base<A, V, K> implements TargetConnector<Spec, A, K, V> {
    @Override
    public String type() {
      return "base";
    }

    @Override
    public Class<Spec> specType() {
      return Spec.class;
    }

    @Override
    public String persistentKey(Setup<Spec> setup) {
      return "here";
    }

    @Override
    public A prepare(Setup<Spec> setup) {
      throw new UnsupportedOperationException("Nothing is prepared here");
    }

    @Override
    public void mutate(List<TargetMutations<A, K, V>> all) {}
  }

  private abstract static class Middle<T> extends Base<String, Row, T> {}

  private static final class TextToRow extends Middle<String> {}

  private static final class Edges extends Base<String, Label, EdgeKey> {}

  private static final class Rows extends Base<String, Row, Row> {}

  private static final class Sizes extends Base<String, Size, String> {}

  private static final class Open<K> extends Base<String, Row, K> {}

  @Test
  void bindsASimpleKeyThroughGenericBases() {
    RowSchema schema = RecordType.of(Page.class).schema();
    MutationBinding binding = MutationBinding.of(new TextToRow(), schema);

    assertThat(binding.key(encode(schema.key(), "a.md"))).isEqualTo("a.md");
    assertThat(binding.value(value(schema, "text", 3)))
        .isEqualTo(new Row(schema.value(), List.of("text", 3)));
  }

  @Test
  void bindsRecordsByName() {
    RowSchema schema = RecordType.of(Edge.class).schema();
    MutationBinding binding = MutationBinding.of(new Edges(), schema);
    UUID from = new UUID(1, 2);

    assertThat(binding.key(encode(schema.key(), from, 5L))).isEqualTo(new EdgeKey(5, from));
    assertThat(binding.value(value(schema, "knows"))).isEqualTo(new Label("knows", null));
    assertThat(MutationBinding.of(new Rows(), schema).key(encode(schema.key(), from, 5L)))
        .isEqualTo(new Row(schema.key(), List.of(from, 5L)));
  }

  @Test
  void refusesKeysThatAreNotThatOneType() {
    RowSchema schema = RecordType.of(Edge.class).schema();

    assertThatThrownBy(() -> MutationBinding.of(new TextToRow(), schema))
        .hasMessage(
            "the connector base takes one key component of type String, the row's key is"
                + " [from uuid, to long]");
  }

  @Test
  void refusesValuesThatTheConnectorCannotHold() {
    RowSchema page = RecordType.of(Page.class).schema();
    RowSchema edge = RecordType.of(Edge.class).schema();

    assertThatThrownBy(() -> MutationBinding.of(new Sizes(), page))
        .hasMessage(
            "the connector base takes the value as [size int, text text], the row's is"
                + " [text text, size int or null]: size is not size int");
    assertThatThrownBy(() -> MutationBinding.of(new Edges(), page))
        .hasMessage(
            "the connector base takes the key as [to long, from uuid], the row's is [name text]:"
                + " there is no to; there is no from; name would be lost");
    assertThatThrownBy(() -> MutationBinding.of(new Open<String>(), edge))
        .hasMessage(
            "the connector base cannot be given a key as K; it must name a simple type, Row or a"
                + " record for it in its class declaration");
  }

  /** The bytes of a text are those of its UTF-8. */
  @Test
  void refusesAValueOfAnotherTypeThoughItsBytesWouldDo() {
    record Blob(@Key String name, byte[] content) {}
    record Text(@Key String name, String content) {}
    RowSchema text = RecordType.of(Text.class).schema();
    MutationBinding binding = MutationBinding.of(new TextToRow(), text);
    RowSchema blob = RecordType.of(Blob.class).schema();

    assertThatThrownBy(() -> binding.value(value(blob, new byte[] {65})))
        .hasMessageContaining("the row's type was another");
    assertThat(value(blob, new byte[] {65})).isNotEqualTo(value(text, "A"));
  }

  private static byte[] value(RowSchema schema, Object... values) {
    return new ValueCodec(schema.value()).encode(List.of(values));
  }

  private static byte[] encode(List<RowSchema.Field> fields, Object... values) {
    return CanonicalEncoding.encode(fields, List.of(values));
  }
}
