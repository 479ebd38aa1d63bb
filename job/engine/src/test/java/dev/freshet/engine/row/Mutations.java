package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Mutations with short texts for keys and values. */
final class Mutations {
  private Mutations() {}

  static Mutation upsert(String key, String value) {
    return of(1, key, value);
  }

  static Mutation delete(String key) {
    return of(1, key, null);
  }

  static Mutation of(int generation, String key, @Nullable String value) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    return new Mutation(
        RowId.of(generation, keyBytes), generation, keyBytes, bytes, new Claimant(1, "item"));
  }

  static EncodedMutations encoded(List<Mutation> mutations) {
    EncodedMutations encoded = new EncodedMutations();
    mutations.forEach(encoded::put);
    return encoded;
  }

  static List<Mutation> upserts(int count) {
    return IntStream.range(0, count).mapToObj(i -> upsert("r" + i, "v" + i)).toList();
  }

  /** {@code key=value}, or {@code key!} for a delete. */
  static String text(Mutation mutation) {
    String key = new String(mutation.key(), StandardCharsets.UTF_8);
    return mutation.isDelete()
        ? key + "!"
        : key + "=" + new String(Objects.requireNonNull(mutation.value()), StandardCharsets.UTF_8);
  }

  static List<String> texts(List<Mutation> mutations) {
    return mutations.stream().map(Mutations::text).toList();
  }

  static MutationBatch inline(List<Mutation> mutations) {
    BinaryWriter out = new BinaryWriter();
    mutations.forEach(mutation -> mutation.write(out));
    return new MutationBatch(1, 2, mutations.size(), out.toByteArray(), null, List.of());
  }
}
