package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

record MapConversion(Component key, Component value, Type type) implements Conversion {
  MapConversion(Component key, Component value) {
    this(key, value, new Type(Kind.MAP, 0, List.of(key.field(), value.field())));
  }

  @Override
  public Class<?> rowClass() {
    return Map.class;
  }

  @Override
  public Object toRow(Object map, String path) {
    Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
    ((Map<?, ?>) map).forEach((k, v) -> converted.put(key.toRow(k), value.toRow(v)));
    return Collections.unmodifiableMap(converted);
  }

  @Override
  public Object toJava(Object map, String path) {
    Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
    ((Map<?, ?>) map).forEach((k, v) -> converted.put(key.toJava(k), value.toJava(v)));
    return Collections.unmodifiableMap(converted);
  }
}
