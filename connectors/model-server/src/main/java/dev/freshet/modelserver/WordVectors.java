package dev.freshet.modelserver;

import java.util.Locale;

/** Vectors of length 1 in which texts with common words are near each other. */
final class WordVectors {
  private WordVectors() {}

  /**
   * @param dimensions of the vector that is returned
   */
  static float[] of(String text, int dimensions) {
    float[] vector = new float[dimensions];
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
      int hash = word.hashCode() * 0x9E3779B9;
      vector[Math.floorMod(hash >>> 8, dimensions)] += (hash & 1) == 0 ? 1 : -1;
    }
    double sum = 0;
    for (float number : vector) {
      sum += number * number;
    }
    if (sum == 0) {
      vector[0] = 1;
      return vector;
    }
    float length = (float) Math.sqrt(sum);
    for (int i = 0; i < dimensions; i++) {
      vector[i] /= length;
    }
    return vector;
  }
}
