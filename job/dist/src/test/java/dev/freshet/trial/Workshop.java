package dev.freshet.trial;

import dev.freshet.api.Flow;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunListener;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunRequest;
import dev.freshet.engine.flink.Runs;
import dev.freshet.engine.flow.Flows;
import dev.freshet.engine.flow.LoadedFlow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A directory with documents, a flow, its state and its output; and runs of the flow in this JVM.
 */
public final class Workshop {
  static {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  public final Path directory;
  public final Path docs;
  public final Path output;
  public final Path state;
  public final Trial trial = Trial.named(UUID.randomUUID().toString());
  private final List<RunReport> refreshed = new CopyOnWriteArrayList<>();
  private final List<String> restarts = new CopyOnWriteArrayList<>();
  private final List<String> applied = new CopyOnWriteArrayList<>();
  private int parallelism = 2;
  private boolean consents = true;
  private boolean full;
  private boolean reset;
  private boolean confirmRemovals;
  private Duration giveUpAfter = Duration.ofSeconds(30);
  private Map<String, String> settings = Map.of();
  private ClassLoader loader = Workshop.class.getClassLoader();

  public Workshop(Path directory) throws IOException {
    this.directory = directory;
    this.docs = Files.createDirectories(directory.resolve("docs"));
    this.output = directory.resolve("output_html");
    this.state = directory.resolve("state");
  }

  public Workshop parallelism(int newParallelism) {
    parallelism = newParallelism;
    return this;
  }

  public Workshop settings(Map<String, String> newSettings) {
    settings = newSettings;
    return this;
  }

  public Workshop full(boolean newFull) {
    full = newFull;
    return this;
  }

  public Workshop reset(boolean newReset) {
    reset = newReset;
    return this;
  }

  public Workshop confirmRemovals(boolean newConfirmRemovals) {
    confirmRemovals = newConfirmRemovals;
    return this;
  }

  public Workshop consents(boolean newConsents) {
    consents = newConsents;
    return this;
  }

  public Workshop giveUpAfter(Duration newGiveUpAfter) {
    giveUpAfter = newGiveUpAfter;
    return this;
  }

  public Workshop loader(ClassLoader newLoader) {
    loader = newLoader;
    return this;
  }

  public void write(String name, String text) throws IOException {
    Path file = docs.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  public void delete(String name) throws IOException {
    Files.delete(docs.resolve(name));
  }

  /** Of the flow that the README begins with. */
  public String markdownFlow() throws IOException {
    return flow(
        """
        name: markdown-to-html
        sources:
          documents:
            type: local-files
            path: $docs
            include: ["**/*.md"]
            refresh-interval: 200ms
            process: {type: markdown-to-html, target: pages}
        targets:
          pages: {type: local-directory, directory: $output, extension: .html}
        """);
  }

  /** From the shelf {@code items} to the ledger {@code lines}. */
  public String linesFlow() throws IOException {
    return flow(
        """
        name: lines
        sources:
          items:
            type: shelf
            trial: $trial
            shelf: items
            refresh-interval: 20ms
            process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
        targets:
          lines: {type: ledger, trial: $trial, ledger: lines}
        """);
  }

  /** Writes the flow file; {@code $docs}, {@code $output} and {@code $trial} are those here. */
  public String flow(String yaml) throws IOException {
    String text =
        yaml.replace("$docs", docs.toString())
            .replace("$output", output.toString())
            .replace("$directory", directory.toString())
            .replace("$trial", trial.name());
    return Files.writeString(directory.resolve("flow.yaml"), text).toString();
  }

  public RunReport update(String flow) throws RunFailure, InterruptedException {
    return runs(flow).update();
  }

  public RunReport update(Flow flow) throws RunFailure, InterruptedException {
    return runs(Flows.load(flow, loader)).update();
  }

  public LiveRun live(String flow) throws RunFailure {
    return new LiveRun(runs(flow));
  }

  public Runs runs(String flow) throws RunFailure {
    return runs(Flows.load(flow, loader));
  }

  private Runs runs(LoadedFlow flow) throws RunFailure {
    RunRequest request =
        new RunRequest(
            flow,
            state,
            parallelism,
            settings,
            full,
            reset,
            confirmRemovals,
            giveUpAfter,
            64 << 20,
            loader,
            List.of(),
            null);
    return new Runs(request, new Ear());
  }

  /** Reports of live runs, as they were published. */
  public List<RunReport> refreshed() {
    return refreshed;
  }

  /** The reasons for restarts of jobs. */
  public List<String> restarts() {
    return restarts;
  }

  /** The structural changes that were announced. */
  public List<String> applied() {
    return applied;
  }

  /**
   * The runs of this flow that left snapshots; one more after a run means that it started Flink.
   */
  public TreeSet<String> startsOfFlink(String flowName) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    Path snapshots = state.resolve(flowName).resolve("snapshots");
    if (Files.exists(snapshots)) {
      try (Stream<Path> runs = Files.list(snapshots)) {
        runs.forEach(run -> names.add(run.getFileName().toString()));
      }
    }
    return names;
  }

  /** Path below the output directory to what is in the file. */
  public Map<String, String> pages() throws IOException {
    return files(output);
  }

  public static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(root)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(root.relativize(file).toString(), read(file)));
    } catch (NoSuchFileException e) {
      return files(root);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return files(root);
      }
      throw e;
    }
    return files;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Ear implements RunListener {
    @Override
    public boolean consents(List<String> plan) {
      return consents;
    }

    @Override
    public void applying(List<String> plan) {
      applied.addAll(plan);
    }

    @Override
    public void refreshed(RunReport report) {
      refreshed.add(report);
    }

    @Override
    public void restarting(String reason) {
      restarts.add(reason);
    }
  }
}
