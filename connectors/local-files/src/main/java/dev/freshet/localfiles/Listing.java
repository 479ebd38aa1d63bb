package dev.freshet.localfiles;

import dev.freshet.api.ItemVersion;
import dev.freshet.localfiles.DirectoryWalk.Found;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One listing in which equal versions mean equal content.
 *
 * <p>A file that changed so recently that it could change again within the same tick of the clock
 * is looked at once more when the tick has passed. If it still changes, or the clock was set back
 * after it changed, its version is one that no listing ever reports again.
 */
final class Listing {
  private static final String PROCESS =
      Long.toString(ProcessHandle.current().pid(), 36)
          + '.'
          + Long.toString(System.currentTimeMillis(), 36)
          + '.'
          + Long.toString(System.nanoTime(), 36);
  private static final AtomicLong NEXT_UNIQUE = new AtomicLong();

  private final SourceRoot root;
  private final KeyFilter filter;
  private final boolean followLinks;
  private final long startedAt = FileState.now();
  private final List<Found> racy = new ArrayList<>();

  Listing(SourceRoot root, KeyFilter filter, boolean followLinks) {
    this.root = root;
    this.filter = filter;
    this.followLinks = followLinks;
  }

  /** Called once. */
  void run(Consumer<ItemVersion> items) throws Exception {
    new DirectoryWalk(root, filter, followLinks)
        .run(
            found -> {
              if (found.state().isRacy(startedAt)) {
                racy.add(found);
              } else {
                items.accept(new ItemVersion(found.key(), found.version()));
              }
            });
    awaitSettled();
    for (Found found : racy) {
      lookAgain(found.key(), items);
    }
  }

  private void awaitSettled() throws InterruptedException {
    long now = FileState.now();
    long wait =
        racy.stream()
            .mapToLong(found -> found.state().settledAt() - now)
            .filter(nanos -> nanos <= FileState.longestWait())
            .max()
            .orElse(0);
    if (wait > 0) {
      Thread.sleep(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
    }
  }

  private void lookAgain(String key, Consumer<ItemVersion> items) throws IOException {
    Path path = root.directory().resolve(key);
    long seenAt = FileState.now();
    try {
      FileState state = FileState.of(path, followLinks);
      if (state.kind() == FileState.Kind.FILE) {
        String version = state.version();
        items.accept(new ItemVersion(key, state.isRacy(seenAt) ? unique(version) : version));
      }
    } catch (NoSuchFileException e) {
      root.check();
    } catch (IOException e) {
      throw root.failure("cannot look at", path, e);
    }
  }

  private static String unique(String version) {
    return version + '~' + PROCESS + '.' + NEXT_UNIQUE.incrementAndGet();
  }
}
