package dev.freshet.filesystem;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The files of one listing, each when what it looks like tells it from any later state. A file that
 * changed just now is looked at once more when its clock has certainly moved on.
 */
record SettledFiles(Place place, FileFilter filter) {
  @FunctionalInterface
  interface Visitor {
    /**
     * @param isRacy whether it may still change and look the same
     */
    void visit(FileLook file, boolean isRacy) throws Exception;
  }

  void run(Visitor files) throws Exception {
    long startedAt = FileLook.now();
    List<FileLook> racy = new ArrayList<>();
    new TreeWalk(place, filter)
        .run(
            file -> {
              if (file.isRacy(startedAt)) {
                racy.add(file);
              } else {
                files.visit(file, false);
              }
            });
    awaitSettled(racy);
    for (FileLook file : racy) {
      long seenAt = FileLook.now();
      FileLook again = place.look(file.key());
      if (again != null) {
        files.visit(again, again.isRacy(seenAt));
      }
    }
  }

  private static void awaitSettled(List<FileLook> racy) throws InterruptedException {
    long now = FileLook.now();
    long wait =
        racy.stream()
            .mapToLong(file -> file.settledAt() - now)
            .filter(nanos -> nanos <= FileLook.longestWait())
            .max()
            .orElse(0);
    if (wait > 0) {
      Thread.sleep(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
    }
  }
}
