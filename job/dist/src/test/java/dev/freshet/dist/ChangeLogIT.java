package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.dist.WebCollection.Answer;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.trial.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of changes: each is in it once, whatever happened between. */
class ChangeLogIT {
  private static final String FLOW =
      """
      name: change-log
      sources:
        documents:
          type: local-files
          path: $docs
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: log}
      targets:
        log: {type: change-log, directory: $output}
      """;

  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void prepare() throws Exception {
    // What is written together is committed together, so that neither target waits for the other.
    workshop = new Workshop(directory).settings(Map.of("execution.checkpointing.interval", "1h"));
    workshop.write("a", "a=1");
    workshop.write("b", "b=1");
  }

  private void update(String flow) throws Exception {
    assertThat(workshop.update(workshop.flow(flow)).exitCode()).isZero();
  }

  /** Such as {@code a=1}, and {@code a} for a deletion, in the order of the log. */
  private List<String> entries() throws Exception {
    List<String> entries = new ArrayList<>();
    for (Map.Entry<String, String> file : workshop.pages().entrySet()) {
      assertThat(file.getKey()).matches("\\d{6}/\\d{19}/[0-9a-f-]{36}\\.jsonl");
      for (String line : file.getValue().lines().sorted().toList()) {
        JsonNode entry = new ObjectMapper().readTree(line);
        JsonNode value = entry.get("value");
        String id = entry.get("key").get("id").asText();
        entries.add(value.isNull() ? id : id + "=" + value.get("text").asText());
      }
    }
    return entries;
  }

  @Test
  void tellsEachChangeOnce() throws Exception {
    update(FLOW);
    assertThat(entries()).containsExactlyInAnyOrder("a=1", "b=1");

    workshop.write("a", "a=2");
    update(FLOW);
    workshop.delete("b");
    update(FLOW);
    update(FLOW);
    assertThat(entries().subList(2, 4)).containsExactly("a=2", "b");
    assertThat(entries()).hasSize(4);
  }

  @Test
  void aTargetThatLeavesTheFlowEndsItsLogAndOneThatComesBackBeginsAVolume() throws Exception {
    update(FLOW);
    update(FLOW.replace("$output", "$directory/elsewhere"));
    assertThat(entries().subList(2, 4)).containsExactlyInAnyOrder("a", "b");
    update(FLOW);
    assertThat(entries().subList(4, 6)).containsExactlyInAnyOrder("a=1", "b=1");
    assertThat(workshop.pages().keySet()).anyMatch(file -> file.startsWith("000002/"));
  }

  /** Its batch is applied again when the job restarts because of the other target. */
  @Test
  void aBatchThatIsRepeatedIsNotToldTwice() throws Exception {
    try (WebCollection service = new WebCollection()) {
      String both =
          FLOW.replace("trial.Lines", "trial.TwiceLines")
              .replace("target: log}", "first: log, second: rows}")
              .concat("  rows: {type: rest-rows, address: " + service.address() + "}\n");
      service.interfere(request -> entries().size() < 2 ? new Answer(503, "3600", "") : null);
      update(both);
      assertThat(service.elements()).hasSize(2);
      assertThat(entries()).containsExactlyInAnyOrder("a=1", "b=1");

      service.interfere(request -> new Answer(503, "3600", ""));
      workshop.write("a", "a=2");
      workshop.giveUpAfter(Duration.ofSeconds(1));
      assertThatThrownBy(() -> update(both)).isInstanceOf(RunFailure.class);
      service.interfere(request -> null);
      update(both);
      assertThat(entries()).hasSize(3).endsWith("a=2");
    }
  }
}
