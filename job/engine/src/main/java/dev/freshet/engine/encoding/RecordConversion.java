package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records as rows, with the ways into and out of the record looked up once. */
final class RecordConversion implements Conversion {
  private final List<Component> components;
  private final List<Field> fields;
  private final Type type;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;

  /**
   * @throws IllegalAccessException if the record is closed to this class
   */
  RecordConversion(Class<?> recordClass, List<Component> components) throws IllegalAccessException {
    this.components = List.copyOf(components);
    fields = components.stream().map(Component::field).toList();
    type = new Type(Kind.STRUCT, 0, fields);
    RecordComponent[] declared = recordClass.getRecordComponents();
    accessors = new MethodHandle[declared.length];
    for (int i = 0; i < declared.length; i++) {
      accessors[i] = accessor(declared[i].getAccessor());
    }
    constructor = constructor(recordClass, declared);
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public Class<?> rowClass() {
    return Row.class;
  }

  List<Field> fields() {
    return fields;
  }

  List<@Nullable Object> values(Object record) {
    List<@Nullable Object> values = new ArrayList<>(accessors.length);
    for (int i = 0; i < accessors.length; i++) {
      values.add(components.get(i).toRow(read(accessors[i], record)));
    }
    return values;
  }

  @Override
  public Object toRow(Object value, String path) {
    return new Row(fields, values(value));
  }

  @Override
  public Object toJava(Object value, String path) {
    Row row = (Row) value;
    @Nullable Object[] arguments = new @Nullable Object[accessors.length];
    for (int i = 0; i < arguments.length; i++) {
      Component component = components.get(i);
      int at = position(row, component.field().name(), i);
      if (at < 0 && !component.field().nullable()) {
        throw new IllegalArgumentException(
            component.path() + " has no field in the row, which has " + names(row));
      }
      arguments[i] = at < 0 ? null : component.toJava(row.values().get(at));
    }
    return construct(arguments);
  }

  /** Looks first where the field stands if the row was made from the same record. */
  private static int position(Row row, String name, int likely) {
    List<Field> fields = row.fields();
    if (likely < fields.size() && fields.get(likely).name().equals(name)) {
      return likely;
    }
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> names(Row row) {
    return row.fields().stream().map(Field::name).toList();
  }

  private static @Nullable Object read(MethodHandle accessor, Object record) {
    try {
      return (Object) accessor.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("A record's accessor failed", e);
    }
  }

  private Object construct(@Nullable Object[] arguments) {
    try {
      return (Object) constructor.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("A record's constructor failed", e);
    }
  }

  private static MethodHandle accessor(Method method) throws IllegalAccessException {
    method.setAccessible(true);
    return MethodHandles.lookup()
        .unreflect(method)
        .asType(MethodType.methodType(Object.class, Object.class));
  }

  private static MethodHandle constructor(Class<?> recordClass, RecordComponent[] declared)
      throws IllegalAccessException {
    Class<?>[] types =
        Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = recordClass.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectConstructor(canonical)
          .asSpreader(Object[].class, types.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (NoSuchMethodException e) {
      throw new AssertionError("Every record has its canonical constructor", e);
    }
  }
}
