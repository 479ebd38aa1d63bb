package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.RowRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Any key: a file below the directory that no other key has, or a clear reason. */
class RowFileFuzzTest {
  private static final Path ROOT = Path.of("/root/of/it");

  /** Two keys, parted by the byte 0xFF, which UTF-8 never has. */
  @FuzzTest
  void everyKeyHasAFileOfItsOwnBelowTheRootOrNone(byte[] input) {
    int part = 0;
    while (part < input.length && input[part] != (byte) 0xFF) {
      part++;
    }
    String one = new String(input, 0, part, StandardCharsets.UTF_8);
    int rest = Math.min(input.length, part + 1);
    String other = new String(input, rest, input.length - rest, StandardCharsets.UTF_8);
    Path ofOne = below(one);
    Path ofOther = below(other);
    if (ofOne != null && ofOne.equals(ofOther)) {
      assertThat(one).isEqualTo(other);
    }
  }

  private static @Nullable Path below(String key) {
    RowFile file;
    try {
      file = RowFile.of(key, ".html");
    } catch (RowRefused e) {
      assertThat(e.reason()).isNotBlank();
      return null;
    }
    Path path = ROOT;
    for (String name : file.directories()) {
      path = path.resolve(name);
    }
    path = path.resolve(file.name());
    assertThat(path.normalize()).isEqualTo(path);
    assertThat(path.startsWith(ROOT) && !path.equals(ROOT)).isTrue();
    assertThat(ROOT.relativize(path).toString()).isEqualTo(key + ".html");
    assertThat(path.getNameCount()).isEqualTo(ROOT.getNameCount() + file.directories().size() + 1);
    return path;
  }
}
