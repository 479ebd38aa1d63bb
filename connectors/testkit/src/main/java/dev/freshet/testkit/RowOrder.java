package dev.freshet.testkit;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.internal.CanonicalEncoding;
import java.util.Arrays;
import java.util.Comparator;

/** Orders keys of one schema as a reader expects, value by value. */
enum RowOrder implements Comparator<Row> {
  BY_VALUES;

  @Override
  public int compare(Row left, Row right) {
    for (int i = 0; i < left.values().size(); i++) {
      int order = compareValues(left.values().get(i), right.values().get(i));
      if (order != 0) {
        return order;
      }
    }
    return Arrays.compareUnsigned(encoded(left), encoded(right));
  }

  /** Equal where the kind of value has no order. */
  @SuppressWarnings("unchecked")
  private static int compareValues(@Nullable Object left, @Nullable Object right) {
    return left instanceof Comparable<?> comparable
            && right != null
            && left.getClass() == right.getClass()
        ? ((Comparable<Object>) comparable).compareTo(right)
        : 0;
  }

  private static byte[] encoded(Row row) {
    return CanonicalEncoding.encode(row.fields(), row.values());
  }
}
