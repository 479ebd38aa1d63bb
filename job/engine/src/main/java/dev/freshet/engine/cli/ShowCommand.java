package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.engine.flink.FlowSetup;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.flow.RemovalLimit;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.TargetDefinition;
import dev.freshet.engine.setup.LastRun;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shows a flow: what it declares, what is tracked of it, and what is not right. */
final class ShowCommand {
  private final Invocation invocation;
  private final Terminal terminal;
  private final ObjectNode report = JsonNodeFactory.instance.objectNode();

  ShowCommand(Invocation invocation) {
    this.invocation = invocation;
    this.terminal = invocation.terminal();
  }

  int run() throws Exception {
    if (invocation.arguments().has(Option.ROW)) {
      return new ShowRow(invocation).run();
    }
    LoadedFlow loaded = invocation.flow();
    FlowDefinition flow = loaded.definition();
    FlowSetup setup = new FlowSetup(loaded, invocation.state(), invocation.loader());
    terminal.say("flow " + flow.name() + ", " + loaded.reference().origin());
    report.put("flow", flow.name());
    tell("sources", sources(flow, setup.sourcePlaces(), report.putObject("sources")));
    tell("targets", targets(flow, setup.targetPlaces(), report.putObject("targets")));
    tell("to be set up by the next update", planned(setup, report.putArray("setup")));
    Optional<LastRun> last = setup.state().lastRun().read();
    terminal.say("last run: " + last.map(LastRunText::of).orElse("none"));
    last.ifPresent(run -> report.set("lastRun", LastRunText.json(run)));
    tell("not right", failures(last, setup.rejected(), report.putArray("failures")));
    invocation.report().write(report);
    return 0;
  }

  private void tell(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      terminal.say(title + ":");
      lines.forEach(line -> terminal.say("  " + line));
    }
  }

  private static List<String> sources(
      FlowDefinition flow, Map<String, String> places, ObjectNode json) {
    Columns columns = new Columns();
    for (SourceDefinition source : flow.sources()) {
      String place = places.getOrDefault(source.name(), "");
      columns.add(source.name(), source.type() + ": " + place);
      columns.add("", "function " + function(source));
      columns.add("", rhythm(source));
      json.putObject(source.name())
          .put("type", source.type())
          .put("place", place)
          .put("function", function(source));
    }
    return columns.lines();
  }

  private static String function(SourceDefinition source) {
    if (source.function() instanceof Record) {
      return source.function().toString();
    }
    String name = source.function().getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : "in " + name.substring(0, lambda);
  }

  private static String rhythm(SourceDefinition source) {
    Duration refresh = source.refreshInterval();
    String listed = refresh == null ? "once" : "every " + refresh.toString().substring(2);
    return (source.watch() ? "watched, and " : "")
        + "listed "
        + listed.toLowerCase(Locale.ROOT)
        + " when live; "
        + source.concurrency()
        + " items at once"
        + guard(source.removals());
  }

  private static String guard(RemovalLimit removals) {
    if (removals.equals(RemovalLimit.DEFAULT)) {
      return "";
    }
    return removals.guarded()
        ? "; holds removals of over %s %% and at least %d"
            .formatted(
                BigDecimal.valueOf(removals.fraction())
                    .movePointRight(2)
                    .stripTrailingZeros()
                    .toPlainString(),
                removals.fewest())
        : "; removals are not guarded";
  }

  private static List<String> targets(
      FlowDefinition flow, Map<String, String> places, ObjectNode json) {
    Columns columns = new Columns();
    for (TargetDefinition<?> target : flow.targets()) {
      String place = places.getOrDefault(target.name(), "");
      columns.add(
          target.name(),
          target.type()
              + ": "
              + place
              + (target.managedByUser() ? ", managed by you" : "")
              + (target.shared() ? ", shared" : ""));
      json.putObject(target.name()).put("type", target.type()).put("place", place);
    }
    return columns.lines();
  }

  private static List<String> planned(FlowSetup setup, ArrayNode json) throws RunFailure {
    List<String> lines = setup.plan().describe();
    lines.forEach(json::add);
    return lines;
  }

  /** What failed, is held or contested as of the last run, and what targets refuse until now. */
  private static List<String> failures(
      Optional<LastRun> last, List<Failure> rejected, ArrayNode json) {
    Set<String> lines = new LinkedHashSet<>();
    last.ifPresent(run -> run.report().path("failures").forEach(node -> lines.add(line(node))));
    rejected.forEach(
        row -> lines.add(line(row.kind(), row.place(), row.key(), row.reason(), row.item())));
    lines.forEach(json::add);
    return lines.stream().map(Printable::line).toList();
  }

  private static String line(JsonNode failure) {
    String kind = failure.has("target") ? "target" : "source";
    return line(
        kind,
        failure.path(kind).asText(),
        failure.path("key").asText(),
        failure.path("reason").asText(),
        failure.path("item").asText());
  }

  private static String line(String kind, String place, String key, String reason, String item) {
    String of = kind.equals("source") || item.equals(key) ? "" : " (item " + item + ")";
    return place + " " + key + ": " + reason + of;
  }
}
