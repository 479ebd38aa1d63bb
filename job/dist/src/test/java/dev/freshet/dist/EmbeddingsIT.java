package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.examples.Embeddings;
import dev.freshet.trial.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is asked once for each paragraph, wherever it stands. */
class EmbeddingsIT {
  @TempDir Path directory;

  @Test
  void asksTheModelOnlyForWhatIsNew() throws Exception {
    Workshop workshop = new Workshop(directory);
    Path texts = Files.createDirectories(directory.resolve("texts"));
    Embeddings embeddings = new Embeddings(texts.toString());
    Files.writeString(texts.resolve("a.txt"), "one\n\ntwo\n\nthree");

    RunReport first = workshop.update(embeddings);
    assertThat(first.exitCode()).isZero();
    assertThat(first.calls().misses()).isEqualTo(3);
    assertThat(first.targets().get("paragraphs")).isEqualTo(new TargetCounts(3, 0, 0, 0));

    Files.writeString(texts.resolve("a.txt"), "one\n\n2\n\nthree");
    RunReport second = workshop.update(embeddings);
    assertThat(second.calls().misses()).isEqualTo(1);
    assertThat(second.targets().get("paragraphs")).isEqualTo(new TargetCounts(1, 0, 0, 0));

    Files.move(texts.resolve("a.txt"), texts.resolve("b.txt"));
    RunReport third = workshop.update(embeddings);
    assertThat(third.calls().misses()).isZero();
    assertThat(third.targets().get("paragraphs")).isEqualTo(new TargetCounts(3, 3, 0, 0));
  }
}
