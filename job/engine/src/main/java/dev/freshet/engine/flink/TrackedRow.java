package dev.freshet.engine.flink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.engine.row.Written;
import java.util.List;
import java.util.Locale;

/**
 * What is remembered of one row.
 *
 * @param items that claim it, the one whose value stands first
 * @param fingerprint of the value that stands
 * @param written null if it is not known when and why
 * @param rejected why the target does not take it; null if nothing is known against it
 */
public record TrackedRow(
    String target,
    String key,
    List<Item> items,
    String fingerprint,
    @Nullable Written written,
    @Nullable String rejected) {
  /** One that claims the row. */
  public record Item(String source, String key) {}

  public TrackedRow {
    items = List.copyOf(items);
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("target", target).put("key", key).put("fingerprint", fingerprint);
    var itemsJson = json.putArray("items");
    items.forEach(item -> itemsJson.addObject().put("source", item.source).put("item", item.key));
    if (written != null) {
      String reason = written.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      json.putObject("written").put("time", written.time().toString()).put("reason", reason);
    }
    if (rejected != null) {
      json.put("rejected", rejected);
    }
    return json;
  }
}
