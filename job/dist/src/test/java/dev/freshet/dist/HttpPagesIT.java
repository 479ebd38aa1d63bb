package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.dist.WebCollection.Answer;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.trial.Workshop;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection that is read page by page. */
class HttpPagesIT {
  private static final String FLOW =
      """
      name: http-pages
      sources:
        articles:
          type: http-pages
          address: $address
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: files}
      targets:
        files: {type: local-directory, directory: $output}
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private WebCollection service;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    service = new WebCollection();
    workshop = new Workshop(directory);
    flow = workshop.flow(FLOW.replace("$address", service.address()));
    for (String id : new String[] {"a", "b", "c", "d", "e"}) {
      service.put(id, id + "=1");
    }
  }

  @AfterEach
  void close() {
    service.close();
  }

  private RunReport update() throws Exception {
    return workshop.update(flow);
  }

  @Test
  void readsOnlyWhatChanged() throws Exception {
    assertThat(update().sources().get("articles")).isEqualTo(new SourceCounts(5, 0, 0, 0, 0, 0));
    assertThat(workshop.pages())
        .isEqualTo(Map.of("a", "1", "b", "1", "c", "1", "d", "1", "e", "1"));
    service.takeRequests();

    service.put("b", "b=2");
    service.delete("e");
    RunReport report = update();

    assertThat(report.exitCode()).isZero();
    assertThat(report.sources().get("articles")).isEqualTo(new SourceCounts(0, 1, 3, 1, 0, 0));
    assertThat(report.targets().get("files")).isEqualTo(new TargetCounts(1, 1, 0, 0));
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "1", "b", "2", "c", "1", "d", "1"));
    assertThat(service.takeRequests()).contains("GET b").doesNotContain("GET a", "GET c", "GET d");
  }

  @Test
  void aPageThatIsNotUnderstoodDeletesNothing() throws Exception {
    expectFailure(new Answer(200, "", "{\"error\": \"please log in\"}"));
  }

  @Test
  void aPageThatFailsDeletesNothing() throws Exception {
    expectFailure(new Answer(0));
  }

  private void expectFailure(Answer answer) throws Exception {
    update();
    service.interfere(request -> request.equals("GET ?page=2") ? answer : null);
    service.put("b", "b=2");
    assertThatThrownBy(this::update)
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1));
    assertThat(workshop.pages()).hasSize(5).containsEntry("e", "1");

    service.interfere(request -> null);
    assertThat(update().exitCode()).isZero();
    assertThat(workshop.pages()).hasSize(5).containsEntry("b", "2");
  }

  @Test
  void aCollectionThatChangesWhileItIsListedIsListedAnew() throws Exception {
    update();
    AtomicBoolean changed = new AtomicBoolean();
    service.interfere(
        request -> {
          if (request.equals("GET ?page=1") && changed.compareAndSet(false, true)) {
            service.delete("a");
          }
          return null;
        });
    assertThat(update().exitCode()).isZero();
    assertThat(workshop.pages()).containsOnlyKeys("b", "c", "d", "e");
  }

  @Test
  void anItemThatCannotBeReadCostsThatItemOnly() throws Exception {
    service.interfere(request -> request.equals("GET c") ? new Answer(403) : null);
    RunReport report = update();
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).contains("403"));
    assertThat(workshop.pages()).containsOnlyKeys("a", "b", "d", "e");

    service.interfere(request -> null);
    assertThat(update().exitCode()).isZero();
    assertThat(workshop.pages()).hasSize(5);
  }

  @Test
  void aServiceThatIsBusyIsAskedAgain() throws Exception {
    AtomicBoolean busy = new AtomicBoolean(true);
    service.interfere(
        request ->
            request.equals("GET c") && busy.getAndSet(false) ? new Answer(429, "1", "") : null);
    assertThat(update().exitCode()).isZero();
    assertThat(workshop.pages()).hasSize(5);
  }
}
