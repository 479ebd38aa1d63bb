package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.examples.Newsroom;
import dev.freshet.trial.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sources, two targets, and a row under a condition. */
class NewsroomIT {
  @TempDir Path directory;

  @Test
  void aRowComesAndGoesWithItsCondition() throws Exception {
    Workshop workshop = new Workshop(directory);
    Newsroom newsroom = new Newsroom(directory.toString());
    Path articles = Files.createDirectories(directory.resolve("articles"));
    Path notes = Files.createDirectories(directory.resolve("notes"));
    Files.writeString(articles.resolve("moon.md"), "# The moon\n");
    Files.writeString(articles.resolve("sun.md"), "Draft: the sun\n");
    Files.writeString(notes.resolve("rain.txt"), "It rains\n");

    RunReport first = workshop.update(newsroom);
    assertThat(first.exitCode()).isZero();
    assertThat(first.targets().get("pages")).isEqualTo(new TargetCounts(1, 0, 0, 0));
    assertThat(first.targets().get("headlines")).isEqualTo(new TargetCounts(3, 0, 0, 0));
    assertThat(site()).isEqualTo(Set.of("moon.md.html"));

    Files.writeString(articles.resolve("moon.md"), "Draft: the moon\n");
    Files.writeString(articles.resolve("sun.md"), "# The sun\n");
    RunReport second = workshop.update(newsroom);
    assertThat(second.exitCode()).isZero();
    assertThat(second.targets().get("pages")).isEqualTo(new TargetCounts(1, 1, 0, 0));
    assertThat(second.targets().get("headlines")).isEqualTo(new TargetCounts(2, 0, 0, 0));
    assertThat(site()).isEqualTo(Set.of("sun.md.html"));

    Files.delete(notes.resolve("rain.txt"));
    RunReport third = workshop.update(newsroom);
    assertThat(third.targets().get("pages")).isEqualTo(new TargetCounts(0, 0, 0, 0));
    assertThat(third.targets().get("headlines")).isEqualTo(new TargetCounts(0, 1, 0, 0));
  }

  private Set<String> site() throws Exception {
    return Workshop.files(directory.resolve("site")).keySet();
  }
}
