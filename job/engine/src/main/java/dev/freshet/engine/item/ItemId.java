package dev.freshet.engine.item;

import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/** Names an item's place in keyed state. */
public final class ItemId {
  private ItemId() {}

  public static Fingerprint of(int source, String key) {
    return Fingerprint.of(new BinaryWriter(key.length() + 16).putInt(source).putString(key));
  }
}
