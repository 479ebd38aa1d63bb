package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The records of one file. Filled by one thread, then used by many, until each has let go. */
final class RecordTable implements RecordFormat.Records {
  private static final int VERSION_BYTES = 16;

  private final List<String> keyColumns;
  private final RecordStore store = new RecordStore();
  private final @Nullable KeyIndex index;
  private @Nullable List<Field> fields;
  private byte[] schema = {};
  private @Nullable FileLook look;
  private int users = 1;

  /**
   * @param keyColumns empty if records are known by their numbers
   */
  RecordTable(List<String> keyColumns) {
    this.keyColumns = keyColumns;
    index = keyColumns.isEmpty() ? null : new KeyIndex(this::key);
  }

  @Override
  public void accept(Object record) throws IOException {
    store.add(encoded(record));
    if (index != null) {
      int number = store.size() - 1;
      String key = RecordKeys.text((Row) record, keyColumns);
      int other = index.add(key, number);
      if (other >= 0) {
        throw new IOException(
            "the records %d and %d both have %s = %s: name key columns that tell all records of a file apart"
                .formatted(other, number, keyColumns, key));
      }
    }
  }

  private byte[] encoded(Object record) throws IOException {
    if (record instanceof byte[] bytes) {
      return bytes;
    }
    Row row = (Row) record;
    if (fields == null) {
      fields = row.fields();
      BinaryWriter out = new BinaryWriter();
      CanonicalEncoding.writeSchema(row.fields(), out);
      schema = out.toByteArray();
    } else if (!fields.equals(row.fields())) {
      throw new IOException("record " + store.size() + " has other fields than the first");
    }
    return CanonicalEncoding.encode(row.fields(), row.values());
  }

  /**
   * No more records come.
   *
   * @param holdsFor what the file looks like for as long as these are its records; null if that
   *     cannot be said
   */
  void finish(@Nullable FileLook holdsFor) throws IOException {
    store.finish();
    look = holdsFor;
  }

  boolean holdsFor(FileLook now) {
    return look != null && look.isSameAs(now);
  }

  long weight() {
    return store.weight() + (index == null ? 0 : index.weight());
  }

  boolean isInFile() {
    return store.isInFile();
  }

  /** Gets each record in its order. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param key the number of the record, or the text of its key columns
     */
    void visit(String key, String version);
  }

  void each(Visitor visitor) throws Exception {
    store.each((number, record) -> visitor.visit(key(number, record), version(record)));
  }

  private String key(int number) throws IOException {
    return key(number, store.get(number));
  }

  private String key(int number, byte[] encoded) throws IOException {
    return index == null
        ? Integer.toString(number)
        : RecordKeys.text((Row) content(encoded), keyColumns);
  }

  /** A negative number if there is no such record. */
  int find(String key) throws IOException {
    if (index != null) {
      return index.get(key);
    }
    int number = RecordKeys.number(key);
    return number < store.size() ? number : -1;
  }

  String version(int number) throws IOException {
    return version(store.get(number));
  }

  private String version(byte[] encoded) {
    MessageDigest digest = CanonicalEncoding.sha256();
    digest.update(schema);
    byte[] hash = digest.digest(encoded);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(hash, VERSION_BYTES));
  }

  /** A row or bytes. */
  Object content(int number) throws IOException {
    return content(store.get(number));
  }

  private Object content(byte[] encoded) {
    return fields == null ? encoded : CanonicalEncoding.decode(fields, encoded);
  }

  synchronized boolean retain() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  synchronized void release() throws IOException {
    users--;
    if (users == 0) {
      store.close();
    }
  }
}
