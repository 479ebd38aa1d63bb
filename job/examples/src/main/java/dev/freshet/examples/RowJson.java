package dev.freshet.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as JSON objects; times and dates in ISO 8601, bytes in Base64. */
final class RowJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RowJson() {}

  static ObjectMapper mapper() {
    return JSON;
  }

  static String write(@Nullable Object value) throws JsonProcessingException {
    return JSON.writeValueAsString(plain(value));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Row row) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      row.fields().forEach(field -> object.put(field.name(), plain(row.get(field.name()))));
      return object;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      map.forEach((key, each) -> object.put(String.valueOf(plain(key)), plain(each)));
      return object;
    } else if (value instanceof List<?> list) {
      List<@Nullable Object> array = new ArrayList<>();
      list.forEach(each -> array.add(plain(each)));
      return array;
    } else if (value instanceof Instant || value instanceof LocalDate) {
      return value.toString();
    }
    return value;
  }
}
