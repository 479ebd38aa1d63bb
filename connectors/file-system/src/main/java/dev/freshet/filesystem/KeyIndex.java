package dev.freshet.filesystem;

import java.io.IOException;
import java.util.Arrays;

/** Which record has a key: twelve to twenty-four bytes a record, the keys themselves elsewhere. */
final class KeyIndex {
  private static final int NONE = -1;

  /** Says the key of a record. */
  @FunctionalInterface
  interface Keys {
    String of(int number) throws IOException;
  }

  private final Keys keys;
  private long[] hashes = new long[64];
  private int[] numbers = filled(64);
  private int count;

  KeyIndex(Keys keys) {
    this.keys = keys;
  }

  private static int[] filled(int size) {
    int[] numbers = new int[size];
    Arrays.fill(numbers, NONE);
    return numbers;
  }

  /** Returns the number of the record that has this key already, else a negative number. */
  int add(String key, int number) throws IOException {
    if (count * 2 >= numbers.length) {
      grow();
    }
    long hash = hash(key);
    int slot = find(key, hash);
    if (numbers[slot] != NONE) {
      return numbers[slot];
    }
    hashes[slot] = hash;
    numbers[slot] = number;
    count++;
    return NONE;
  }

  /** A negative number if no record has it. */
  int get(String key) throws IOException {
    return numbers[find(key, hash(key))];
  }

  private int find(String key, long hash) throws IOException {
    int slot = (int) hash & numbers.length - 1;
    while (numbers[slot] != NONE && !(hashes[slot] == hash && keys.of(numbers[slot]).equals(key))) {
      slot = slot + 1 & numbers.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldNumbers = numbers;
    hashes = new long[Math.multiplyExact(oldHashes.length, 2)];
    numbers = filled(hashes.length);
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != NONE) {
        int slot = (int) oldHashes[i] & numbers.length - 1;
        while (numbers[slot] != NONE) {
          slot = slot + 1 & numbers.length - 1;
        }
        hashes[slot] = oldHashes[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }

  long weight() {
    return 12L * numbers.length;
  }

  /** FNV-1a, then its bits mixed as the finalizer of MurmurHash3 does. */
  private static long hash(String key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }
}
