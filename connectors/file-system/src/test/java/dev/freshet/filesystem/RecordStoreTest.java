package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordStoreTest {
  private static final long SEED = 20261123;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 3_000, 30_000})
  void recordsComeBackOneByOneAndInTheirOrder(int count) throws Exception {
    Random random = new Random(SEED);
    List<byte[]> records = new ArrayList<>();
    try (RecordStore store = new RecordStore()) {
      for (int i = 0; i < count; i++) {
        byte[] record = new byte[random.nextInt(i % 1_000 == 7 ? 600_000 : 200)];
        random.nextBytes(record);
        records.add(record);
        store.add(record);
        if (i % 100 == 0) {
          assertThat(store.get(i)).isEqualTo(record);
        }
      }
      store.finish();
      assertThat(store.size()).isEqualTo(count);
      assertThat(store.isInFile()).isEqualTo(count >= 3_000);
      store.each((number, record) -> assertThat(record).isEqualTo(records.get(number)));
      for (int i = 0; i < Math.min(count, 500); i++) {
        int number = random.nextInt(count);
        assertThat(store.get(number)).isEqualTo(records.get(number));
      }
    }
  }
}
