package dev.freshet.dist;

import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Runs that write files are killed. */
class KilledRunsIT extends KilledRuns {
  @Override
  KilledTarget target(Path directory) {
    return new KilledTarget() {
      @Override
      public String yaml(String place) {
        return "{type: local-directory, directory: " + directory.resolve(place) + "}";
      }

      @Override
      public Map<String, String> rows(String place) throws IOException {
        return Workshop.files(directory.resolve(place));
      }
    };
  }
}
