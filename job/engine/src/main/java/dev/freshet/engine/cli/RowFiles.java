package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Row;
import dev.freshet.engine.encoding.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * One JSON file for each item, at {@code SOURCE/ITEM.json}, with the rows it declares by target. So
 * two directories show by {@code diff -r} what a change of the flow changes.
 */
final class RowFiles {
  private final Path directory;

  RowFiles(Path directory) {
    this.directory = directory;
  }

  void write(String source, String item, Map<String, List<Row>> rows) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("source", source).put("item", item);
    ObjectNode byTarget = json.putObject("rows");
    rows.forEach(
        (target, all) -> {
          ArrayNode array = byTarget.putArray(target);
          all.forEach(row -> array.add(RowJson.of(row)));
        });
    Path file = directory.resolve(source).resolve(ItemFileName.of(item));
    Files.createDirectories(file.getParent());
    Files.writeString(file, JsonText.pretty(json) + "\n", StandardOpenOption.CREATE_NEW);
  }
}
