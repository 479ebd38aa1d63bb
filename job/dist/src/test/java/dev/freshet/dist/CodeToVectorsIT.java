package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.trial.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java of this repository as vectors, by the flow file that it comes with. */
class CodeToVectorsIT {
  private static final String INDEX = "{type: lucene, directory: $directory/index}";

  @TempDir Path directory;

  @Test
  void aQuestionFindsTheDefinitionAndAnEditCostsWhatItTouches() throws Exception {
    Workshop workshop = new Workshop(directory);
    try (VectorFlow flow = VectorFlow.of(workshop, "code-to-vectors.yaml", ".")) {
      String sources = "job/engine/src/main/java/item/";
      flow.copy(Path.of("../engine/src/main/java/dev/freshet/engine/item"), sources);
      RunReport first = flow.update(INDEX);
      assertThat(first.exitCode()).isZero();
      assertThat(first.targets().get("definitions").upserts()).isGreaterThan(50);
      List<String> found =
          flow.found(
              "Waits while the source is Unavailable: Duration waited, pause, asked, wait, PATIENCE,"
                  + " FIRST_PAUSE, LONGEST_PAUSE, retryAfter, contentsNow of looks",
              1);
      assertThat(found.get(0)).contains("ItemWorkers.java", "[ItemWorkers > ");

      flow.model().forget();
      Path file = workshop.docs.resolve(sources + "ItemWorkers.java");
      String text = Files.readString(file);
      Files.writeString(file, text.replace("up to its patience", "as long as it may"));
      RunReport second = flow.update(INDEX);
      assertThat(second.exitCode()).isZero();
      assertThat(flow.model().inputs()).hasSize(1).first().asString().contains("as long as it may");
    }
  }
}
