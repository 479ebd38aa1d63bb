package dev.freshet.dist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.Key;
import dev.freshet.examples.ChangeLog;
import dev.freshet.examples.ChangeLogConnector;
import dev.freshet.testkit.TargetConnectorContract;
import dev.freshet.trial.Workshop;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code change-log}, told from its begin, is the rows that the engine relies on. */
final class ChangeLogContractIT
    extends TargetConnectorContract<ChangeLog, ChangeLogContractIT.Line> {
  record Line(@Key String id, String text) {}

  @TempDir Path root;

  @Override
  protected ChangeLogConnector connector() {
    return new ChangeLogConnector();
  }

  @Override
  protected ChangeLog spec(String place) {
    return new ChangeLog(root.resolve(place).toString());
  }

  @Override
  protected Line row(String key, String text) {
    return new Line(key, text);
  }

  @Override
  protected boolean writesRowByRow() {
    return false;
  }

  @Override
  protected Collection<Line> rowsAt(ChangeLog spec) throws Exception {
    Map<String, Line> rows = new TreeMap<>();
    for (Map.Entry<String, String> file : Workshop.files(Path.of(spec.directory())).entrySet()) {
      if (file.getKey().endsWith(".jsonl")) {
        for (String line : file.getValue().lines().toList()) {
          apply(rows, new ObjectMapper().readTree(line));
        }
      }
    }
    return rows.values();
  }

  private static void apply(Map<String, Line> rows, JsonNode entry) {
    String id = entry.get("key").get("id").textValue();
    JsonNode value = entry.get("value");
    if (value.isNull()) {
      rows.remove(id);
    } else {
      rows.put(id, new Line(id, value.get("text").textValue()));
    }
  }
}
