package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import java.nio.file.Path;

/** The sentences about files that cannot be read. */
final class Unreadable {
  /** For files without which rows could be lost or orphaned. */
  static final String RESTORE =
      "restore it from a backup, or forget the flow's state with --reset and look after the rows"
          + " that are already in its targets";

  private Unreadable() {}

  static StateException damaged(
      Path file, String name, String found, String remedy, @Nullable Throwable cause) {
    return new StateException(
        "The %s %s is damaged (%s): %s.".formatted(name, file, found, remedy), cause);
  }

  static NewerVersion newer(Path file, String name, int found, int known) {
    return new NewerVersion(
        "The %s %s has format version %d, this Freshet reads up to %d: use the newer Freshet that wrote it."
            .formatted(name, file, found, known));
  }

  /** Written by a newer Freshet: not damaged, and not ours to touch. */
  static final class NewerVersion extends StateException {
    private static final long serialVersionUID = 1L;

    private NewerVersion(String message) {
      super(message);
    }
  }
}
