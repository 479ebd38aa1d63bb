package dev.freshet.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flow.Flows;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.item.SourceProgress;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.trial.Workshop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader of the job's source, without a job. */
class ListingReaderIT {
  @TempDir private Path directory;
  private final Output output = new Output();
  private Workshop workshop;
  private RunLock lock;
  private ListingReader reader;

  private static final class Output implements ReaderOutput<ShardMessage> {
    final List<ShardMessage> messages = new ArrayList<>();
    final List<Long> watermarks = new ArrayList<>();

    @Override
    public void collect(ShardMessage message) {
      messages.add(message);
    }

    @Override
    public void collect(ShardMessage message, long timestamp) {
      throw new AssertionError("Nothing has a time of its own");
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      watermarks.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<ShardMessage> createOutputForSplit(String split) {
      throw new AssertionError("There are no outputs of splits");
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(directory);
    for (int i = 0; i < 2000; i++) {
      workshop.write(i + ".md", "# " + i);
    }
    LoadedFlow loaded = Flows.load(workshop.markdownFlow(), getClass().getClassLoader());
    StateDirectory state = StateDirectory.of(workshop.state, "markdown-to-html");
    lock = state.lock("test");
    ClassLoader loader = getClass().getClassLoader();
    Preparation preparation = new Preparation(loaded.definition(), loader, state);
    preparation.apply(preparation.plan(false));
    RunPlan plan =
        new RunPlan(
            loaded.reference(),
            "markdown-to-html",
            workshop.state.toString(),
            lock.fence().number(),
            1,
            true,
            false,
            false,
            BatchCommit.MOST_PATIENCE,
            1 << 20,
            false);
    ProgressFiles.of(plan).create();
    reader = new ListingReader(RunningFlow.load(plan, loaded.definition(), loader));
    reader.addSplits(List.of(new FlowSplit(0, 0, List.of())));
  }

  @AfterEach
  void close() throws Exception {
    reader.close();
    lock.close();
  }

  private void pollUntil(int messages) {
    await()
        .until(
            () -> {
              var unused = reader.pollNext(output);
              return output.messages.size() >= messages;
            });
  }

  /** An import that is killed half way must not leave its rows unguarded. */
  @Test
  void aSnapshotWithinTheFirstScanKnowsItsKeys() throws Exception {
    pollUntil(1);
    SourceProgress source = reader.snapshotState(1).get(0).sources().get(0);
    assertThat(source.shards()).isGreaterThan(1);
    assertThat(source.knownKeys()).isNotNull();
    assertThat(output.watermarks).isEmpty();
  }

  @Test
  void listsAgainOnlyWhenTheScanBeforeIsOut() throws Exception {
    pollUntil(1);
    Path keys = workshop.state.resolve("markdown-to-html/keys");
    assertThat(Workshop.files(keys)).hasSize(1);
    for (int i = 0; i < 300; i++) {
      workshop.delete(i + ".md");
    }
    workshop.write("new.md", "# New");
    assertThat(Workshop.files(keys)).hasSize(1);

    await()
        .until(
            () -> {
              var unused = reader.pollNext(output);
              return output.watermarks.size() >= 2;
            });
    assertThat(Workshop.files(keys).size()).isGreaterThan(1);
  }
}
