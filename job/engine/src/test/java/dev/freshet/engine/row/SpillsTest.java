package dev.freshet.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillsTest {
  @TempDir private Path directory;

  private Spills spills() {
    return new Spills(directory, 4);
  }

  private static MutationBatch batch(SpillFile file, int mutations) {
    return new MutationBatch(1, 2, mutations, null, file, List.of());
  }

  private List<List<String>> read(MutationBatch batch, int mostRows, long mostBytes)
      throws Exception {
    List<List<String>> parts = new ArrayList<>();
    spills().read(batch, mostRows, mostBytes, part -> parts.add(Mutations.texts(part)));
    return parts;
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void handsOutPartsOfBearableSizeInOrder() throws Exception {
    List<Mutation> mutations = Mutations.upserts(10);
    for (MutationBatch batch :
        List.of(
            Mutations.inline(mutations), batch(spills().write(Mutations.encoded(mutations)), 10))) {
      assertThat(read(batch, 4, Long.MAX_VALUE)).map(List::size).containsExactly(4, 4, 2);
      assertThat(read(batch, 100, 2L * mutations.get(0).size()))
          .map(List::size)
          .containsExactly(2, 2, 2, 2, 2);
      assertThat(read(batch, 3, 1).stream().flatMap(List::stream).toList())
          .isEqualTo(Mutations.texts(mutations));
    }
  }

  @Test
  void anEmptyBatchHandsOutNothing() throws Exception {
    assertThat(read(Mutations.inline(List.of()), 10, 10)).isEmpty();
    assertThat(read(batch(spills().write(Mutations.encoded(List.of())), 0), 10, 10)).isEmpty();
  }

  @Test
  void aMissingFileIsAClearError() throws Exception {
    SpillFile file = spills().write(Mutations.encoded(Mutations.upserts(3)));
    Files.delete(only());

    refuses(batch(file, 3), "missing");
  }

  @Test
  void everyFlippedByteAndEveryCutIsFoundBeforeAnythingIsHandedOut() throws Exception {
    SpillFile file = spills().write(Mutations.encoded(Mutations.upserts(3)));
    byte[] whole = Files.readAllBytes(only());
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Files.write(only(), flipped);
      refuses(batch(file, 3), "another checksum");
      Files.write(only(), Arrays.copyOf(whole, i));
      refuses(batch(file, 3), "another length");
    }
    Files.write(only(), Arrays.copyOf(whole, whole.length + 1));
    refuses(batch(file, 3), "another length");
  }

  @Test
  void aBatchThatCountsOtherwiseThanItsFileIsRefusedBeforeAnythingIsHandedOut() throws Exception {
    SpillFile file = spills().write(Mutations.encoded(Mutations.upserts(3)));

    for (int wrong : List.of(0, 2, 4, -1, Integer.MAX_VALUE)) {
      refuses(batch(file, wrong), "holds 3 rows");
    }
  }

  @Test
  void damagedContentInTheBatchItselfHandsOutNothing() {
    byte[] whole = Objects.requireNonNull(Mutations.inline(Mutations.upserts(3)).content());
    MutationBatch cut =
        new MutationBatch(1, 2, 3, Arrays.copyOf(whole, whole.length - 1), null, List.of());
    MutationBatch miscounted = new MutationBatch(1, 2, 2, whole, null, List.of());

    assertThatThrownBy(() -> read(cut, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read(miscounted, 1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileOfANewerVersionIsRefused() throws Exception {
    SpillFile file = spills().write(Mutations.encoded(Mutations.upserts(3)));
    byte[] newer = Files.readAllBytes(only());
    newer[0] = 2;
    Files.write(only(), newer);
    CRC32C checksum = new CRC32C();
    checksum.update(newer);

    refuses(
        batch(new SpillFile(file.name(), file.length(), checksum.getValue()), 3),
        "version 2, known is 1");
  }

  private void refuses(MutationBatch batch, String why) throws IOException {
    List<Mutation> handedOut = new ArrayList<>();
    assertThatThrownBy(() -> spills().read(batch, 1, 1, handedOut::addAll))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(why);
    assertThat(handedOut).isEmpty();
  }

  @Test
  void aNameThatLeadsOutOfTheDirectoryIsRefused() throws Exception {
    SpillFile file = spills().write(Mutations.encoded(Mutations.upserts(1)));

    refuses(batch(new SpillFile("../" + file.name(), file.length(), file.checksum()), 1), "name");
  }

  @Test
  void aCommittedFileIsMarkedUntilItIsDeleted() throws Exception {
    String name = spills().write(Mutations.encoded(Mutations.upserts(1))).name();
    assertThat(spills().isCommitted(name)).isFalse();
    spills().markCommitted(name);
    assertThat(spills().isCommitted(name)).isTrue();
    spills().delete(name);
    spills().delete(name);

    assertThat(spills().isCommitted(name)).isFalse();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void deletesTheFilesOfEarlierRunsAndNothingElse() throws Exception {
    SpillFile earlier = new Spills(directory, 3).write(Mutations.encoded(Mutations.upserts(1)));
    spills().markCommitted(earlier.name());
    SpillFile own = spills().write(Mutations.encoded(Mutations.upserts(1)));
    SpillFile later = new Spills(directory, 10).write(Mutations.encoded(Mutations.upserts(1)));
    Files.write(directory.resolve(".DS_Store"), new byte[1]);
    Files.write(directory.resolve("no-fence"), new byte[1]);
    spills().deleteOlder();

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(own.name(), later.name(), ".DS_Store", "no-fence");
    }
  }

  @Test
  void aRunWithoutSpillsHasNothingToDelete() throws Exception {
    new Spills(directory.resolve("none"), 4).deleteOlder();

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void everyMutationReadsBack() throws Exception {
    List<Mutation> mutations =
        List.of(
            Mutations.delete("a"),
            Mutations.upsert("b", ""),
            Mutations.of(70_000, "ä", "\u0000"),
            Mutations.upsert("", "x".repeat(100_000)));
    List<Mutation> read = new ArrayList<>();
    spills()
        .read(
            batch(spills().write(Mutations.encoded(mutations)), 4),
            10,
            Long.MAX_VALUE,
            read::addAll);

    assertThat(Mutations.inline(read).toBytes()).isEqualTo(Mutations.inline(mutations).toBytes());
  }
}
