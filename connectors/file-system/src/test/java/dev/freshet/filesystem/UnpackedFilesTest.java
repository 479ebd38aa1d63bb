package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UnpackedFilesTest {
  private static final FileSystemFiles SPEC = new FileSystemFiles("anywhere");

  private final AtomicInteger unpacked = new AtomicInteger();
  private final UnpackedFiles files = new UnpackedFiles(10_000, 2);

  private RecordTable borrow(String path, FileLook now, int bytes) throws Exception {
    return files.borrow(
        new UnpackedFiles.Key(SPEC, path),
        now,
        () -> {
          unpacked.incrementAndGet();
          RecordTable table = new RecordTable(List.of());
          table.accept(new byte[bytes]);
          table.finish(now);
          return table;
        });
  }

  @Test
  void aFileThatLooksTheSameIsUnpackedOnce() throws Exception {
    FileLook look = new FileLook("a", 5, 1);
    borrow("a", look, 10).release();
    borrow("a", look, 10).release();
    assertThat(unpacked).hasValue(1);
    borrow("a", new FileLook("a", 5, 2), 10).release();
    assertThat(unpacked).hasValue(2);
  }

  @Test
  void thoseUsedLastAreKeptAndOneInUseStaysReadable() throws Exception {
    FileLook look = new FileLook("", 5, 1);
    RecordTable inUse = borrow("a", look, 2 << 20);
    borrow("b", look, 6_000).release();
    borrow("c", look, 6_000).release();
    assertThat((byte[]) inUse.content(0)).hasSize(2 << 20);
    inUse.release();
    assertThat(unpacked).hasValue(3);
    borrow("c", look, 6_000).release();
    assertThat(unpacked).hasValue(3);
    borrow("b", look, 6_000).release();
    assertThat(unpacked).hasValue(4);
  }
}
