package dev.freshet.benchmarks.rows;

import dev.freshet.api.Context;
import dev.freshet.api.Dimensions;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;
import java.util.Random;

/** The rows with vectors that are written by hand too, a hundred for each number. */
public record VectorRows(Target<WithVector> target) implements ItemFunction {
  private static final int ROWS_AN_ITEM = 100;
  private static final int LENGTH = 384;

  public record WithVector(
      @Key long id, String name, int amount, @Dimensions(LENGTH) float[] vector) {}

  @Override
  public void apply(Item item, Context context) {
    int first = Integer.parseInt(item.key()) * ROWS_AN_ITEM;
    for (int row = first; row < first + ROWS_AN_ITEM; row++) {
      Random random = new Random(row);
      float[] vector = new float[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        vector[i] = random.nextFloat();
      }
      String name = "The name of row " + row + ", a line of it";
      context.declare(target, new WithVector(row, name, row % 1000, vector));
    }
  }
}
