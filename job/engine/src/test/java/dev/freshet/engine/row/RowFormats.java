package dev.freshet.engine.row;

import dev.freshet.engine.GoldenFormat;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Written.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/** What this package writes into snapshots and beside them. */
public final class RowFormats {
  private static final String GOLDEN = "dev/freshet/engine/row/golden/";
  private static final String SPILL = "7-01234567-89ab-cdef-0123-456789abcdef.mutations";

  private RowFormats() {}

  public static List<GoldenFormat<?>> all() {
    return List.of(
        new GoldenFormat<>(
            GOLDEN + "row-state-2",
            rowState(),
            0,
            false,
            (state, directory) -> state.toBytes(),
            (bytes, directory) -> RowState.fromBytes(bytes)),
        new GoldenFormat<>(
            GOLDEN + "batch",
            batch(),
            0,
            false,
            (batch, directory) -> batch.toBytes(),
            (bytes, directory) -> MutationBatch.fromBytes(bytes)),
        new GoldenFormat<>(
            GOLDEN + "batch-mutations",
            mutations(),
            0,
            false,
            (mutations, directory) -> Mutations.inline(mutations).toBytes(),
            (bytes, directory) -> read(MutationBatch.fromBytes(bytes), directory)),
        new GoldenFormat<>(
            GOLDEN + "batch-spilled",
            new MutationBatch(-1, 5, 3, null, new SpillFile(SPILL, 123, -4), List.of()),
            0,
            false,
            (batch, directory) -> batch.toBytes(),
            (bytes, directory) -> MutationBatch.fromBytes(bytes)),
        new GoldenFormat<>(
            GOLDEN + "spill",
            mutations(),
            0,
            false,
            RowFormats::writeSpill,
            RowFormats::readSpill));
  }

  static RowState rowState() {
    RowValue value = new RowValue(new Fingerprint(1, 2), 1);
    RowValue other = new RowValue(new Fingerprint(3, 4), 300);
    return new RowState(
        300,
        new byte[] {1, 2, 3},
        List.of(
            new Claim(new Claimant(1, "docs/a.md"), value, null),
            new Claim(new Claimant(300, "docs/ä.md"), other, new byte[] {9, 8})),
        new Written(Reason.CHANGED, Instant.parse("2026-01-01T00:00:00Z")));
  }

  private static MutationBatch batch() {
    return new MutationBatch(7, 1L << 32, 2, new byte[] {1, 2, 3}, null, List.of("a", "b"));
  }

  private static List<Mutation> mutations() {
    return List.of(
        Mutations.upsert("docs/ä.md", "<p>ä</p>"),
        Mutations.delete("b"),
        Mutations.of(300, "", ""));
  }

  private static List<Mutation> read(MutationBatch batch, Path directory) throws Exception {
    List<Mutation> read = new ArrayList<>();
    new Spills(directory, 7).read(batch, 2, Long.MAX_VALUE, read::addAll);
    return read;
  }

  private static byte[] writeSpill(List<Mutation> mutations, Path directory) throws IOException {
    SpillFile file = new Spills(directory, 7).write(Mutations.encoded(mutations));
    return Files.readAllBytes(directory.resolve(file.name()));
  }

  /** With the checksum that damage has, so that more than the checksum is tried. */
  private static List<Mutation> readSpill(byte[] bytes, Path directory) throws Exception {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    String name = "7-" + UUID.randomUUID() + ".mutations";
    Files.write(directory.resolve(name), bytes);
    SpillFile file = new SpillFile(name, bytes.length, checksum.getValue());
    return read(new MutationBatch(1, 1, 3, null, file, List.of()), directory);
  }
}
