package dev.freshet.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An expensive function whose results are remembered by name, version, types and input.
 *
 * <p>Whatever else the result depends on (a model, a prompt, a setting) belongs in the version. The
 * remembered results are shared by all items and flows and may be lost at any time, so the function
 * must be safe to repeat.
 *
 * @param inputType a simple type or a record; likewise {@code outputType}. A list is wrapped in a
 *     record
 * @param maxBatch the most inputs one call of the function gets
 * @param function made at the first miss on each worker and closed with it if it is {@link
 *     AutoCloseable}
 */
public record Memo<I, O>(
    String name,
    String version,
    Class<I> inputType,
    Class<O> outputType,
    int maxBatch,
    Supplier<? extends BatchFunction<I, O>> function) {

  public Memo {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A memo needs a name that is not blank");
    }
    if (maxBatch < 1) {
      throw new IllegalArgumentException(
          "Memo " + name + ": maxBatch must be at least 1, found " + maxBatch);
    }
  }

  public static <I, O> Memo<I, O> of(
      String name,
      String version,
      Class<I> inputType,
      Class<O> outputType,
      SingleFunction<I, O> function) {
    BatchFunction<I, O> oneByOne =
        inputs -> {
          List<O> outputs = new ArrayList<>(inputs.size());
          for (I input : inputs) {
            outputs.add(function.apply(input));
          }
          return outputs;
        };
    return new Memo<>(name, version, inputType, outputType, 1, () -> oneByOne);
  }

  public static <I, O> Memo<I, O> batched(
      String name,
      String version,
      Class<I> inputType,
      Class<O> outputType,
      int maxBatch,
      Supplier<? extends BatchFunction<I, O>> function) {
    return new Memo<>(name, version, inputType, outputType, maxBatch, function);
  }

  /** Called by several threads at once. */
  @FunctionalInterface
  public interface SingleFunction<I, O> {
    O apply(I input) throws Exception;
  }

  /** Called by several threads at once; returns one result per input, in their order, none null. */
  @FunctionalInterface
  public interface BatchFunction<I, O> {
    List<O> apply(List<I> inputs) throws Exception;
  }

  /**
   * A function that hands over each result as soon as it has it, from when on it is remembered,
   * whatever becomes of the rest.
   */
  public interface GradualFunction<I, O> extends BatchFunction<I, O> {
    /**
     * @param ready takes each result once, from any thread, also after this has thrown
     * @return as {@link BatchFunction} does, all results again
     */
    List<O> apply(List<I> inputs, Ready<O> ready) throws Exception;

    @Override
    default List<O> apply(List<I> inputs) throws Exception {
      return apply(inputs, (index, result) -> {});
    }
  }

  /** Takes results of a {@link GradualFunction}. Thread safe. */
  @FunctionalInterface
  public interface Ready<O> {
    /**
     * @param index of the input that this is the result of
     */
    void accept(int index, O result);
  }
}
