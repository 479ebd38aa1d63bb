package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.dist.WebCollection.Answer;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.trial.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are put to a REST service, as it is on good days and on bad ones. */
class RestRowsIT {
  private static final String FLOW =
      """
      name: rest-rows
      sources:
        documents:
          type: local-files
          path: $docs
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: rows}
      targets:
        rows: {type: rest-rows, address: $address}
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
    workshop.write("a", "a=1");
    workshop.write("b", "b=1");
    workshop.write("c", "c=1");
  }

  @AfterEach
  void close() {
    service.close();
  }

  private RunReport update() throws Exception {
    return workshop.update(flow);
  }

  private static String json(String text) {
    return "{\"text\":\"" + text + "\"}";
  }

  private Map<String, String> rows(String a, String b, String c) {
    return Map.of("a", json(a), "b", json(b), "c", json(c));
  }

  @Test
  void sendsOnlyTheRowsThatChanged() throws Exception {
    update();
    assertThat(service.elements()).isEqualTo(rows("1", "1", "1"));
    assertThat(service.takeRequests()).containsExactly("PUT a", "PUT b", "PUT c");

    workshop.write("b", "b=2\nd/ü ?=1");
    workshop.delete("c");
    RunReport report = update();

    assertThat(report.exitCode()).isZero();
    assertThat(report.targets().get("rows")).isEqualTo(new TargetCounts(2, 1, 0, 0));
    assertThat(service.takeRequests()).containsExactly("DELETE c", "PUT b", "PUT d/ü ?");
    assertThat(service.elements())
        .isEqualTo(Map.of("a", json("1"), "b", json("2"), "d/ü ?", json("1")));

    update();
    assertThat(service.takeRequests()).isEmpty();
  }

  @Test
  void aRefusedRowIsReportedWithTheAnswerAndTheOthersGoOn() throws Exception {
    service.interfere(
        request -> request.equals("PUT b") ? new Answer(422, "", "no such colour") : null);
    RunReport report = update();
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.key()).isEqualTo("b");
              assertThat(failure.reason()).isEqualTo("PUT was answered 422: no such colour");
            });
    assertThat(service.elements()).containsOnlyKeys("a", "c");

    service.interfere(request -> null);
    assertThat(update().exitCode()).isZero();
    assertThat(service.elements()).isEqualTo(rows("1", "1", "1"));
  }

  @Test
  void aRowThatIsGoneAlreadyCountsAsDeleted() throws Exception {
    update();
    service.delete("c");
    workshop.delete("c");
    assertThat(update().exitCode()).isZero();
    assertThat(service.elements()).containsOnlyKeys("a", "b");
  }

  @Test
  void aFlakyServiceGetsEveryRowInTheEnd() throws Exception {
    AtomicInteger number = new AtomicInteger();
    service.interfere(
        request ->
            switch (number.incrementAndGet()) {
              case 1 -> new Answer(429, "1", "");
              case 2, 9 -> new Answer(503);
              case 4, 11 -> new Answer(0);
              case 7 -> new Answer(500, "Wed, 21 Oct 2015 07:28:00 GMT", "");
              default -> null;
            });
    assertThat(update().exitCode()).isZero();
    assertThat(service.elements()).isEqualTo(rows("1", "1", "1"));

    workshop.write("a", "a=2");
    workshop.write("b", "b=2");
    assertThat(update().exitCode()).isZero();
    assertThat(service.elements()).isEqualTo(rows("2", "2", "1"));
    assertThat(number.get()).isGreaterThan(11);
  }

  @Test
  void aServiceThatWantsToBeLeftAloneForAnHourIs() throws Exception {
    update();
    service.takeRequests();
    service.interfere(request -> new Answer(429, "3600", "quota used up"));
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=2");
    assertThatThrownBy(this::update)
        .isInstanceOfSatisfying(
            RunFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(1);
              assertThat(failure).hasMessageContaining("429: quota used up");
            });
    assertThat(service.elements()).isEqualTo(rows("1", "1", "1"));

    service.interfere(request -> null);
    assertThat(update().exitCode()).isZero();
    assertThat(service.elements()).isEqualTo(rows("2", "1", "1"));
  }
}
