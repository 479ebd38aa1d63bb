package dev.freshet.localfiles;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemWatch;
import java.time.Duration;
import java.util.List;

final class DirectoryWatch implements ItemWatch {
  DirectoryWatch(SourceRoot root, KeyFilter filter) {}

  @Override
  public List<ItemChange> poll(Duration atMost) {
    return List.of();
  }
}
