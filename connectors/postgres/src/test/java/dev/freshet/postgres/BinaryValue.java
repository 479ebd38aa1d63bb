package dev.freshet.postgres;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/** A value in the form that COPY gives it, as the parameter of a statement. */
final class BinaryValue extends PGobject implements PGBinaryObject {
  private static final long serialVersionUID = 1L;

  private static final int BEFORE = 19 + 2 + 4;
  private static final int AFTER = 2;

  private final byte[] bytes;

  BinaryValue(String typeName, byte[] bytes) {
    setType(typeName);
    this.bytes = bytes;
  }

  /** What is copied for one row with this one value. */
  static byte[] of(Wire wire, Object stored) throws Exception {
    ByteArrayOutputStream copied = new ByteArrayOutputStream();
    CopyIn copy =
        (CopyIn)
            Proxy.newProxyInstance(
                BinaryValue.class.getClassLoader(),
                new Class<?>[] {CopyIn.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("writeToCopy")) {
                    copied.write(
                        (byte[]) arguments[0], (Integer) arguments[1], (Integer) arguments[2]);
                  }
                  return method.getReturnType() == long.class ? (Object) 1L : null;
                });
    FoundColumn found =
        new FoundColumn("c", 0, -1, wire.sql, wire.sql, wire.sql, false, false, false, true);
    Field field = TrialTable.field("c", Kind.VECTOR);
    Row key = new Row(List.of(), List.of());
    StoredRow row = new StoredRow(new Delete<>(key), new Object[] {stored}, 0);
    CopyRows.write(copy, List.of(new Column(field, false, found, wire)), List.of(row));
    return Arrays.copyOfRange(copied.toByteArray(), BEFORE, copied.size() - AFTER);
  }

  @Override
  public void setByteValue(byte[] value, int offset) {
    throw new UnsupportedOperationException("It is only sent");
  }

  @Override
  public int lengthInBytes() {
    return bytes.length;
  }

  @Override
  public void toBytes(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }
}
