package dev.freshet.benchmarks.postgres;

import java.util.Random;

/**
 * Rows of a number, a text of some 40 characters, another number, and a vector if it has
 * dimensions.
 */
record Rows(int count, int dimensions) {
  Rows first(int some) {
    return new Rows(some, dimensions);
  }

  static String name(int row) {
    return "The name of row " + row + ", a line of it";
  }

  static int amount(int row) {
    return row % 1000;
  }

  float[] vector(int row) {
    Random random = new Random(row);
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }
}
