package dev.freshet.engine.item.memo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class RocksDbMemoStoreIT {
  private static final long ROOM = 16 << 20;

  private final Path parent;

  RocksDbMemoStoreIT(@TempDir Path parent) {
    this.parent = parent;
  }

  private RocksDbMemoStore open() {
    return RocksDbMemoStore.open(parent, ROOM);
  }

  private static byte @Nullable [] get(MemoStore store, int number) throws IOException {
    Fingerprint key = MemoProcess.key(number);
    return store.get(List.of(key)).get(key);
  }

  private static void put(MemoStore store, int number) throws IOException {
    store.put(Map.of(MemoProcess.key(number), MemoProcess.result(number)));
  }

  private Path first() {
    return parent.resolve("0");
  }

  @Test
  void keepsEntriesWhenOpenedAgain() throws IOException {
    try (RocksDbMemoStore store = open()) {
      put(store, 1);
      assertThat(get(store, 1)).isEqualTo(MemoProcess.result(1));
      assertThat(store.bytes()).isPositive();
    }
    try (RocksDbMemoStore store = open()) {
      assertThat(get(store, 1)).isEqualTo(MemoProcess.result(1));
      assertThat(get(store, 2)).isNull();
    }
  }

  @Test
  void opensNothingBeforeTheFirstUse() throws IOException {
    try (RocksDbMemoStore store = open()) {
      assertThat(store.bytes()).isZero();
      assertThat(parent).isEmptyDirectory();
      get(store, 1);
      assertThat(first()).isDirectory();
    }
  }

  @Test
  void givesEachStoreADirectoryOfItsOwnAndTakesItAgain() throws IOException {
    try (RocksDbMemoStore one = open();
        RocksDbMemoStore two = open()) {
      put(one, 1);
      put(two, 2);
      assertThat(get(two, 1)).isNull();
      assertThat(parent.resolve("1")).isDirectory();
    }
    try (RocksDbMemoStore one = open();
        RocksDbMemoStore two = open()) {
      assertThat(get(one, 1)).isNotNull();
      assertThat(get(two, 2)).isNotNull();
      assertThat(parent.resolve("2")).doesNotExist();
    }
  }

  @Test
  void leavesTheDirectoryOfAnotherProcessAloneAndFindsWhatItWroteBeforeItWasKilled()
      throws Exception {
    Process other = MemoProcess.start(parent, 500);
    try {
      assertThat(other.getInputStream().read()).isEqualTo('!');
      try (RocksDbMemoStore store = open()) {
        put(store, 1_000);
        assertThat(get(store, 1)).isNull();
        assertThat(parent.resolve("1")).isDirectory();
      }
    } finally {
      other.destroyForcibly().waitFor();
    }

    try (RocksDbMemoStore store = open()) {
      for (int number = 0; number < 500; number++) {
        assertThat(get(store, number)).isEqualTo(MemoProcess.result(number));
      }
    }
  }

  @Test
  void staysWithinItsBytesAndDropsTheOldestFirst() throws IOException {
    Random random = new Random(1);
    long most = 0;
    int number = 0;
    for (int opening = 0; opening < 12; opening++) {
      try (RocksDbMemoStore store = RocksDbMemoStore.open(parent, 4 << 20)) {
        for (int i = 0; i < 250; i++) {
          byte[] result = new byte[random.nextInt(20_000)];
          random.nextBytes(result);
          store.put(Map.of(MemoProcess.key(number++), result));
          most = Math.max(most, i % 3 == 0 ? store.bytes() : 0);
        }
        assertThat(get(store, number - 1)).isNotNull();
        assertThat(get(store, number - 100)).isNotNull();
        assertThat(get(store, 0) == null).isEqualTo(opening > 0);
      }
    }

    assertThat(most).isBetween(2L << 20, 4L << 20);
  }

  @Test
  void staysWithinItsBytesWithManyShortRuns() throws IOException {
    byte[] result = new byte[30_000];
    for (int run = 0; run < 120; run++) {
      try (RocksDbMemoStore store = RocksDbMemoStore.open(parent, 2 << 20)) {
        new Random(run).nextBytes(result);
        store.put(Map.of(MemoProcess.key(run), result.clone()));
        assertThat(get(store, Math.max(0, run - 10))).isNotNull();
        assertThat(store.bytes()).isLessThan(2 << 20);
      }
    }
  }

  @Test
  void leavesOutAnEntryThatIsTooLarge() throws IOException {
    try (RocksDbMemoStore store = open()) {
      store.put(Map.of(MemoProcess.key(1), new byte[(int) ROOM]));
      assertThat(get(store, 1)).isNull();
      assertThat(store.bytes()).isLessThan(2 << 20);
    }
  }

  @Test
  void refusesTooFewBytes() {
    assertThatIllegalArgumentException().isThrownBy(() -> RocksDbMemoStore.open(parent, 1000));
  }

  @Test
  void neverReturnsAWrongResultWhateverIsDamaged() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      try (RocksDbMemoStore store = open()) {
        for (int number = 0; number < 50; number++) {
          byte[] result = get(store, number);
          assertThat(
                  result == null
                      || new String(result, StandardCharsets.UTF_8).equals("result " + number))
              .as("seed %d", seed)
              .isTrue();
          put(store, number);
          assertThat(get(store, number)).as("seed %d", seed).isEqualTo(MemoProcess.result(number));
        }
      }
      damageOneFile(random);
    }
  }

  private void damageOneFile(Random random) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(first())) {
      files = all.filter(file -> file.toFile().length() > 0).sorted().toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    switch (random.nextInt(3)) {
      case 0 -> Files.delete(file);
      case 1 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      default -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, bytes);
      }
    }
  }

  @Test
  void startsAnewInADirectoryOfSomethingElse() throws Exception {
    RocksDB.loadLibrary();
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB foreign = RocksDB.open(options, first().toString())) {
      foreign
          .createColumnFamily(new ColumnFamilyDescriptor("x".getBytes(StandardCharsets.UTF_8)))
          .close();
    }
    try (RocksDbMemoStore store = open()) {
      put(store, 1);
      assertThat(get(store, 1)).isNotNull();
      assertThat(parent.resolve("1")).doesNotExist();
    }
  }

  @Test
  void startsAnewInPlaceOfAFile() throws IOException {
    Files.writeString(first(), "not a directory");

    try (RocksDbMemoStore store = open()) {
      put(store, 1);
      assertThat(get(store, 1)).isNotNull();
    }
  }

  @Test
  void goesOnWhenItsFilesAreDeletedWhileItIsOpen() throws IOException {
    try (RocksDbMemoStore store = RocksDbMemoStore.open(parent, 2 << 20)) {
      put(store, 1);
      RocksDbFiles.delete(first());
      for (int number = 0; number < 200; number++) {
        store.put(Map.of(MemoProcess.key(number), new byte[10_000]));
      }
      put(store, 1_000);
      assertThat(get(store, 1_000)).isNotNull();
    }
    try (RocksDbMemoStore store = RocksDbMemoStore.open(parent, 2 << 20)) {
      assertThat(get(store, 1_000)).isNotNull();
    }
  }

  @Test
  void canBeClosedWhileOthersUseIt() throws Exception {
    RocksDbMemoStore store = open();
    put(store, 1);
    ExecutorService users = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> uses =
          IntStream.range(0, 4)
              .<Future<?>>mapToObj(user -> users.submit(() -> use(store)))
              .toList();
      store.close();
      for (Future<?> use : uses) {
        use.get();
      }
    } finally {
      users.shutdownNow();
    }
  }

  private static Void use(RocksDbMemoStore store) {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              for (int number = 0; true; number++) {
                put(store, number);
                get(store, number);
              }
            })
        .withMessageContaining("is closed");
    return null;
  }
}
