package dev.freshet.s3;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.S3Error;

/** The deletes of one target in one {@code mutate} call, up to a thousand a request. */
final class ObjectDeletion {
  private final TargetMutations<PrefixTarget, String, Row> mutations;
  private final PrefixTarget target;

  ObjectDeletion(TargetMutations<PrefixTarget, String, Row> mutations) {
    this.mutations = mutations;
    target = mutations.prepared();
  }

  void run() throws Exception {
    Map<String, Delete<String>> together = new LinkedHashMap<>();
    for (Delete<String> row : mutations.deletes()) {
      mutations.checkFence();
      try {
        together.put(target.name(row.key()), row);
      } catch (RowRefused neverWritten) {
        continue;
      }
      if (together.size() == Bucket.MOST_KEYS) {
        delete(together);
        together.clear();
      }
    }
    if (!together.isEmpty()) {
      delete(together);
    }
  }

  /** Where none at all could be deleted, no row is to blame. */
  private void delete(Map<String, Delete<String>> rows) throws Exception {
    List<S3Error> failed = target.bucket().delete(List.copyOf(rows.keySet()));
    for (S3Error failure : failed) {
      String problem = words(failure);
      if (S3Failures.isTemporary(failure.code())) {
        throw new Unavailable(problem);
      }
      Delete<String> row = rows.get(failure.key());
      if (row == null || failed.size() == rows.size()) {
        throw new IOException(problem);
      }
      mutations.reject(row, problem);
    }
  }

  private String words(S3Error failure) {
    return "cannot delete "
        + failure.key()
        + " in "
        + target.bucket().failures().bucket()
        + ": "
        + failure.code()
        + ", "
        + failure.message();
  }
}
