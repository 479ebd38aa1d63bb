package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What earlier builds wrote reads back, byte for byte what this one writes; and whatever is damaged
 * or newer is refused.
 */
class StoredFormatsTest {
  private static final Fingerprint FLOW = new Fingerprint(0x0123456789abcdefL, 42);
  private static final Snapshot SNAPSHOT = new Snapshot(7, 31, "7/job/chk-31");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Path root;
  private final StateDirectory state;

  StoredFormatsTest(@TempDir Path root) throws IOException {
    this.root = root;
    state = StateDirectory.of(root, "pages");
  }

  @Test
  void readsSetup() throws IOException {
    SetupState now = withSlot(setup());
    state.setup().write(now);
    golden("setup-2.json", state.path().resolve("setup.json"));

    assertThat(state.setup().read()).isEqualTo(now);
    refusesDamage(state.path().resolve("setup.json"), () -> state.setup().read());
  }

  @Test
  void readsSetupOfVersionOne() throws IOException {
    state.setup().write(SetupState.empty());
    try (InputStream in = StoredFormatsTest.class.getResourceAsStream("golden/setup.json")) {
      Files.write(state.path().resolve("setup.json"), Objects.requireNonNull(in).readAllBytes());
    }

    assertThat(state.setup().read()).isEqualTo(setup());
  }

  /** With a source for which something is set up, and changed. */
  private static SetupState withSlot(SetupState setup) {
    DeclaredSource table =
        new DeclaredSource("products", "postgres", "here", JsonFormat.object().put("slot", "a"));
    DeclaredSource changed =
        new DeclaredSource("products", "postgres", "here", JsonFormat.object().put("slot", "b"));
    List<TrackedSource> sources = new ArrayList<>(setup.sources());
    sources.add(new TrackedSource(2, table, changed, false));
    return new SetupState(setup.nextGeneration(), 3, sources, setup.targets());
  }

  @Test
  void readsLastRun() throws IOException {
    ObjectNode report = JsonFormat.object().put("flow", "pages").put("seconds", 1.25);
    LastRun run = new LastRun(3, report, NOON, Duration.ofMillis(1250), SNAPSHOT);
    state.lastRun().write(run);
    golden("last-run.json", state.path().resolve("last-run.json"));

    assertThat(state.lastRun().read()).contains(run);
    refusesDamage(state.path().resolve("last-run.json"), () -> state.lastRun().read());
  }

  @Test
  void readsADigest() throws IOException {
    RunDigest digest =
        new RunDigest(
            Map.of(1, new ListingSum(1, 2, 3, 4, 5), 300, new ListingSum(-1, -2, -3, -4, 6)),
            SNAPSHOT,
            FLOW,
            Set.of(2, 200));
    state.digest().write(digest);
    golden("digest", state.path().resolve("digest"));

    assertThat(state.digest().read()).contains(digest);
    refusesDamage(state.path().resolve("digest"), () -> state.digest().read());
  }

  @Test
  void readsALogicEpoch() throws IOException {
    state.epoch().raise(new Fingerprint(1, 2));
    state.epoch().raise(FLOW);
    golden("epoch", state.path().resolve("epoch"));

    assertThat(state.epoch().raise(FLOW)).isEqualTo(2);
    refusesDamage(state.path().resolve("epoch"), () -> state.epoch().raise(FLOW));
  }

  @Test
  void readsALock() throws IOException {
    ProcessIdentity holder = new ProcessIdentity("host", "boot pid:[1]", 4711, "123456");
    LockEntry entry = LockEntry.taken(holder, NOON, "update", 7).renewed();
    Path file = root.resolve("lock");
    StateFiles.write(file, entry.encode());
    golden("lock", file);

    assertThat(LockEntry.decode(file, Files.readAllBytes(file))).isEqualTo(entry);
    refusesDamage(file, () -> LockEntry.decode(file, Files.readAllBytes(file)));
  }

  @Test
  void readsARejectedRow() throws IOException {
    byte[] key = "a".getBytes(StandardCharsets.UTF_8);
    RejectedRow.Id id = new RejectedRow.Id(5, Fingerprint.of(key));
    RejectedRow row =
        new RejectedRow(id, 41, key, new byte[] {1, 2}, "documents", "a.md", "too long", NOON);
    state.rejected().put(List.of(row));
    String name = id.row().toString();
    Path file = state.path().resolve("rejected/5").resolve(name.substring(0, 2)).resolve(name);
    golden("rejected-row", file);

    assertThat(state.rejected().rows().toList()).usingRecursiveComparison().isEqualTo(List.of(row));
    refusesDamage(file, () -> state.rejected().rows().toList());
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static void golden(String name, Path written) throws IOException {
    try (InputStream in = StoredFormatsTest.class.getResourceAsStream("golden/" + name)) {
      byte[] golden = Objects.requireNonNull(in, name).readAllBytes();
      assertThat(Files.readAllBytes(written)).isEqualTo(golden);
    }
  }

  private static void refusesDamage(Path file, Reading reading) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int step = Math.max(1, whole.length / 150);
    for (int i = 0; i < whole.length; i += step) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      if (!sameContent(whole, damaged)) {
        refuses(file, damaged, reading, "damaged");
      }
    }
    for (int length = 0; length < whole.length - 1; length += step) {
      refuses(file, Arrays.copyOf(whole, length), reading, "damaged");
    }
    refuses(file, newer(whole), reading, "newer Freshet");
  }

  private static void refuses(Path file, byte[] content, Reading reading, String why)
      throws IOException {
    Files.write(file, content);
    try {
      reading.read();
    } catch (StateException refused) {
      assertThat(refused).hasMessageContaining(file.toString());
      return;
    } catch (UncheckedIOException refused) {
      assertThat(refused.getCause()).hasMessageContaining(file.toString());
      return;
    }
    fail("Read what is " + why + ": " + file);
  }

  private static byte[] newer(byte[] whole) {
    if (whole[0] == '{') {
      return new String(whole, StandardCharsets.UTF_8)
          .replaceFirst("\"version\" : \\d+", "\"version\" : 99")
          .getBytes(StandardCharsets.UTF_8);
    }
    byte[] newer = whole.clone();
    newer[5] = 99;
    return newer;
  }

  /** White space and the form of a number may change in a JSON file without harm. */
  private static boolean sameContent(byte[] one, byte[] other) {
    if (one[0] != '{') {
      return false;
    }
    JsonMapper mapper = JsonMapper.builder().build();
    try {
      return mapper.readTree(one).equals(mapper.readTree(other));
    } catch (IOException broken) {
      return false;
    }
  }

  private static SetupState setup() {
    ObjectNode spec = JsonFormat.object().put("directory", "output_html");
    spec.put("limit", 5L).put("ratio", 0.5f).putArray("include").add("**/*.md");
    Type vector = new Type(Kind.VECTOR, 384, List.of());
    Type list = new Type(Kind.LIST, 0, List.of(new Field("element", Type.of(Kind.TEXT), true)));
    RowSchema schema =
        new RowSchema(
            List.of(new Field("filename", Type.of(Kind.TEXT), false)),
            List.of(new Field("embedding", vector, false), new Field("tags", list, true)));
    DeclaredTarget pages =
        new DeclaredTarget("pages", "local-directory", "output_html", spec, schema, false, true);
    DeclaredTarget altered =
        new DeclaredTarget(
            "pages",
            "local-directory",
            "output_html",
            spec.deepCopy().put("limit", 6),
            schema,
            false,
            true);
    TrackedTarget changing = TrackedTarget.created(3, pages).applied(pages).attempting(altered);
    TrackedTarget dropping =
        TrackedTarget.created(2, pages)
            .applied(pages)
            .withLoaded()
            .withRevision(4)
            .with(TrackedTarget.Status.DROPPING);
    TrackedTarget created = TrackedTarget.created(4, altered);
    TrackedSource source = new TrackedSource(1, Examples.DOCUMENTS, null, true);
    return new SetupState(5, 2, List.of(source), List.of(dropping, changing, created));
  }
}
