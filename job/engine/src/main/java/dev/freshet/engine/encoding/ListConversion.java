package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

record ListConversion(Component element, Type type) implements Conversion {
  ListConversion(Component element) {
    this(element, new Type(Kind.LIST, 0, List.of(element.field())));
  }

  @Override
  public Class<?> rowClass() {
    return List.class;
  }

  @Override
  public Object toRow(Object value, String path) {
    List<?> list = (List<?>) value;
    List<@Nullable Object> converted = new ArrayList<>(list.size());
    for (Object one : list) {
      converted.add(element.toRow(one));
    }
    return Collections.unmodifiableList(converted);
  }

  @Override
  public Object toJava(Object value, String path) {
    List<?> list = (List<?>) value;
    List<@Nullable Object> converted = new ArrayList<>(list.size());
    for (Object one : list) {
      converted.add(element.toJava(one));
    }
    return Collections.unmodifiableList(converted);
  }
}
