package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What one parallel writer collected between two checkpoints: part of the later one, and applied
 * after it completed.
 *
 * @param sequence rises from batch to batch of the same rows
 * @param watermark every scan up to this number is contained in this and earlier batches
 * @param mutations how many
 * @param obsoleteSpills files that no snapshot names any more once this batch is committed
 * @param content the encoded mutations, or null when they are in {@code spill}
 */
public record MutationBatch(
    long sequence,
    long watermark,
    int mutations,
    byte @Nullable [] content,
    @Nullable SpillFile spill,
    List<String> obsoleteSpills) {
  private static final int VERSION = 1;

  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(64 + (content == null ? 0 : content.length));
    out.putByte(VERSION).putLong(sequence).putLong(watermark).putVarInt(mutations);
    out.putBoolean(content != null);
    if (content != null) {
      out.putBytes(content);
    }
    out.putBoolean(spill != null);
    if (spill != null) {
      spill.write(out);
    }
    out.putVarInt(obsoleteSpills.size());
    obsoleteSpills.forEach(out::putString);
    return out.toByteArray();
  }

  public static MutationBatch fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION) {
      throw in.malformed("a batch of version " + version + ", known is " + VERSION);
    }
    long sequence = in.getLong();
    long watermark = in.getLong();
    int mutations = in.getVarInt();
    byte[] content = in.getBoolean() ? in.getBytes() : null;
    SpillFile spill = in.getBoolean() ? SpillFile.read(in) : null;
    int count = in.getCount();
    List<String> obsolete = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      obsolete.add(in.getString());
    }
    in.expectEnd();
    return new MutationBatch(sequence, watermark, mutations, content, spill, obsolete);
  }
}
