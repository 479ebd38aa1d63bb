package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.KindClasses;
import dev.freshet.engine.encoding.RecordType;
import dev.freshet.engine.encoding.ValueCodec;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * How the keys and values of one target reach its connector: as the types that the connector gives
 * for K and V of {@link TargetConnector}. Immutable and thread safe.
 */
public final class MutationBinding {
  private final RowSchema schema;
  private final ValueCodec values;
  private final Function<Row, Object> key;
  private final Function<Row, Object> value;

  private MutationBinding(
      RowSchema schema, Function<Row, Object> key, Function<Row, Object> value) {
    this.schema = schema;
    this.values = new ValueCodec(schema.value());
    this.key = key;
    this.value = value;
  }

  /**
   * @throws IllegalArgumentException if rows of this schema do not fit the connector, saying why
   */
  public static MutationBinding of(TargetConnector<?, ?, ?, ?> connector, RowSchema schema) {
    List<Type> arguments =
        TypeArguments.of(GuardedTarget.classOf(connector), TargetConnector.class);
    String who = "the connector " + connector.type();
    return new MutationBinding(
        schema,
        key(who, arguments.get(2), schema.key()),
        rowOrRecord(who, "value", arguments.get(3), schema.value()));
  }

  /**
   * @param encoded by {@link CanonicalEncoding} with the schema's key fields
   */
  public Object key(byte[] encoded) {
    return key.apply(CanonicalEncoding.decode(schema.key(), encoded));
  }

  /**
   * @param encoded by a {@link ValueCodec}
   * @throws IllegalArgumentException if the row's type was another when it was declared
   */
  public Object value(byte[] encoded) {
    return value.apply(values.decode(encoded));
  }

  private static Function<Row, Object> key(String who, Type wanted, List<Field> fields) {
    if (!KindClasses.isSimple(wanted)) {
      return rowOrRecord(who, "key", wanted, fields);
    }
    Field only = fields.get(0);
    if (fields.size() > 1 || KindClasses.of(only.type().kind()) != wanted) {
      throw new IllegalArgumentException(
          "%s takes one key component of type %s, the row's key is %s"
              .formatted(who, ((Class<?>) wanted).getSimpleName(), describe(fields)));
    }
    return row -> Objects.requireNonNull(row.values().get(0));
  }

  private static Function<Row, Object> rowOrRecord(
      String who, String part, Type wanted, List<Field> fields) {
    if (wanted == Row.class) {
      return row -> row;
    }
    if (!(wanted instanceof Class<?> type) || !type.isRecord()) {
      throw new IllegalArgumentException(
          "%s cannot be given a %s as %s; it must name %sRow or a record for it in its class declaration"
              .formatted(
                  who, part, wanted.getTypeName(), part.equals("key") ? "a simple type, " : ""));
    }
    RecordType<?> record = RecordType.of(type.asSubclass(Record.class));
    List<String> misfits = misfits(record.fields(), fields);
    if (!misfits.isEmpty()) {
      throw new IllegalArgumentException(
          "%s takes the %s as %s, the row's is %s: %s"
              .formatted(
                  who,
                  part,
                  describe(record.fields()),
                  describe(fields),
                  String.join("; ", misfits)));
    }
    return record::create;
  }

  private static List<String> misfits(List<Field> wanted, List<Field> found) {
    List<String> misfits = new ArrayList<>();
    for (Field field : wanted) {
      Field match = byName(found, field.name());
      if (match == null && !field.nullable()) {
        misfits.add("there is no " + field.name());
      } else if (match != null && !fits(field, match)) {
        misfits.add(field.name() + " is not " + describe(field));
      }
    }
    for (Field field : found) {
      if (byName(wanted, field.name()) == null) {
        misfits.add(field.name() + " would be lost");
      }
    }
    return misfits;
  }

  private static boolean fits(Field wanted, Field found) {
    if (wanted.type().kind() != found.type().kind()
        || wanted.type().size() != found.type().size()
        || found.nullable() && !wanted.nullable()) {
      return false;
    }
    return misfits(wanted.type().fields(), found.type().fields()).isEmpty();
  }

  private static @Nullable Field byName(List<Field> fields, String name) {
    return fields.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
  }

  private static String describe(List<Field> fields) {
    return fields.stream().map(MutationBinding::describe).toList().toString();
  }

  private static String describe(Field field) {
    RowSchema.Type type = field.type();
    String inner = type.fields().isEmpty() ? "" : describe(type.fields());
    String size = type.kind() == Kind.VECTOR ? "(" + type.size() + ")" : "";
    String kind = type.kind().name().toLowerCase(Locale.ROOT);
    return field.name() + " " + kind + size + inner + (field.nullable() ? " or null" : "");
  }
}
