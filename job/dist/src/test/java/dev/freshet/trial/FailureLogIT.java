package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.engine.flink.FlowSetup;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.engine.flow.Flows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails is written down once, and tried again. */
class FailureLogIT {
  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
    flow = workshop.linesFlow();
  }

  private List<JsonNode> logged() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String text : Workshop.files(workshop.state.resolve("lines/failures")).values()) {
      for (String line : text.lines().toList()) {
        lines.add(new ObjectMapper().readTree(line));
      }
    }
    return lines;
  }

  private List<String> loggedItems() throws Exception {
    return logged().stream()
        .map(line -> line.path("item").asText() + ": " + line.path("reason").asText())
        .sorted()
        .toList();
  }

  @Test
  void anItemThatFailsIsWrittenDownOnceForEachReason() throws Exception {
    shelf.put("a", "a=1");
    shelf.put("b", "fail sour");
    Instant before = Instant.now().minusSeconds(1);
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);

    assertThat(logged()).hasSize(1);
    JsonNode line = logged().get(0);
    assertThat(line.path("source").asText()).isEqualTo("items");
    assertThat(line.path("item").asText()).isEqualTo("b");
    assertThat(line.path("reason").asText()).contains("sour");
    assertThat(Instant.parse(line.path("time").asText())).isBetween(before, Instant.now());

    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    assertThat(logged()).hasSize(1);

    shelf.put("b", "fail bitter");
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    assertThat(loggedItems()).hasSize(2);
    assertThat(loggedItems().get(0)).contains("bitter");
    assertThat(loggedItems().get(1)).contains("sour");

    shelf.put("b", "b=1");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(logged()).hasSize(2);
  }

  @Test
  void aRunThatIsRestartedWritesEachDownOnce() throws Exception {
    AtomicInteger strikes = new AtomicInteger();
    ledger.refuse(text -> text.equals("bad") ? "refused" : null);
    ledger.aftermath(
        () -> {
          if (strikes.getAndIncrement() == 0) {
            throw new dev.freshet.api.Unavailable(
                "gone after it was done", null, java.time.Duration.ofMinutes(1));
          }
        });
    shelf.put("a", "fail sour");
    shelf.put("b", "b=bad");
    shelf.put("c", "c=good");

    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);

    assertThat(strikes).hasValueGreaterThan(1);
    assertThat(loggedItems()).hasSize(2);
    assertThat(loggedItems().get(0)).startsWith("a: ").contains("sour");
    assertThat(loggedItems().get(1)).isEqualTo("b: refused");
    assertThat(logged())
        .anySatisfy(
            line -> {
              assertThat(line.path("target").asText()).isEqualTo("lines");
              assertThat(line.path("key").asText()).isEqualTo("b");
            });
    workshop.update(flow);
    assertThat(loggedItems()).hasSize(2);
  }

  @Test
  void rejectedRowsAreTriedAgainWhileARunIsLive() throws Exception {
    ledger.refuse(text -> text.equals("bad") ? "refused" : null);
    shelf.put("a", "a=bad");
    shelf.put("b", "b=good");
    try (LiveRun live = workshop.live(flow)) {
      await().until(() -> !loggedItems().isEmpty());
      assertThat(ledger.rows()).isEqualTo(Map.of("b", "good"));
      ledger.refuse(text -> null);
      await().until(() -> ledger.rows().containsKey("a"));
      await()
          .until(
              () -> {
                List<RunReport> reports = workshop.refreshed();
                return reports.get(reports.size() - 1).exitCode() == 0;
              });
      live.stop();
    }
    assertThat(logged()).hasSize(1);
    assertThat(workshop.update(flow).exitCode()).isZero();
  }

  @Test
  void tenPoisonRowsOfAHundredThousandCostTenRows() throws Exception {
    ledger.poison(text -> text.startsWith("poison") ? "it burns" : null);
    for (int item = 0; item < 100; item++) {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 1000; row++) {
        boolean poison = item % 10 == 3 && row == 500 + item;
        rows.append(item).append('/').append(row).append(poison ? "=poison\n" : "=text\n");
      }
      shelf.put("i" + item, rows.toString());
    }

    RunReport report = workshop.update(flow);

    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.targets().get("lines")).isEqualTo(new TargetCounts(99_990, 0, 10, 0));
    assertThat(ledger.rows()).hasSize(99_990);
    assertThat(report.failures())
        .hasSize(10)
        .contains(new Failure("target", "lines", "3/503", "i3", "it burns"));
    assertThat(logged()).hasSize(10);
    ClassLoader loader = getClass().getClassLoader();
    FlowSetup setup = new FlowSetup(Flows.load(flow, loader), workshop.state, loader);
    assertThat(setup.rejected()).containsExactlyInAnyOrderElementsOf(report.failures());

    int before = workshop.trial.ledgerCalls().size();
    assertThat(workshop.update(flow).targets().get("lines").rejected()).isEqualTo(10);
    assertThat(workshop.trial.ledgerCalls().size() - before).isBetween(1, 40);
    assertThat(logged()).hasSize(10);
  }
}
