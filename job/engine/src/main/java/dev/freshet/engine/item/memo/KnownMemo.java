package dev.freshet.engine.item.memo;

import dev.freshet.api.Memo;
import dev.freshet.api.Memo.BatchFunction;
import dev.freshet.api.Memo.GradualFunction;
import dev.freshet.api.Memo.Ready;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.encoding.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A memo with its types prepared and, from the first miss on, its function. Thread safe. */
final class KnownMemo<I, O> {
  private static final int KEY_FORMAT = 1;

  private final Memo<I, O> memo;
  private final ValueType<I> inputs;
  private final ValueType<O> outputs;
  private final Fingerprint inputType;
  private final Fingerprint outputType;
  private @Nullable BatchFunction<I, O> function;
  private boolean closed;

  KnownMemo(Memo<I, O> memo) {
    this.memo = memo;
    inputs = ValueType.of(memo.inputType());
    outputs = ValueType.of(memo.outputType());
    inputType = inputs.fingerprint();
    outputType = outputs.fingerprint();
  }

  byte[] encode(I input) {
    try {
      return inputs.encode(input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(named("an input cannot be used: " + e.getMessage()), e);
    }
  }

  Fingerprint key(byte[] input) {
    BinaryWriter out = new BinaryWriter(input.length + 128);
    out.putByte(KEY_FORMAT).putString(memo.name()).putString(memo.version());
    inputType.write(out);
    outputType.write(out);
    return Fingerprint.of(out.putBytes(input));
  }

  O decode(byte[] result) {
    return outputs.decode(result);
  }

  /**
   * Runs the function on the inputs as they come out of their bytes, so that only those count.
   *
   * @param ready takes the results as bytes: each when the function hands it over, or else all when
   *     it returns
   */
  List<byte[]> compute(List<byte[]> encodedInputs, Ready<byte[]> ready) throws Exception {
    List<I> batch = encodedInputs.stream().map(inputs::decode).toList();
    BatchFunction<I, O> calls = function();
    if (!(calls instanceof GradualFunction<I, O> gradual)) {
      List<byte[]> encoded = encode(batch, calls.apply(batch));
      for (int i = 0; i < encoded.size(); i++) {
        ready.accept(i, encoded.get(i));
      }
      return encoded;
    }
    return encode(
        batch,
        gradual.apply(batch, (index, result) -> ready.accept(index, encodeResult(result, index))));
  }

  private List<byte[]> encode(List<I> batch, @Nullable List<O> results) {
    if (results == null || results.size() != batch.size()) {
      String found = results == null ? "null" : "a list of " + results.size();
      throw new IllegalStateException(
          named("wanted one result for each of " + batch.size() + " inputs, found " + found));
    }
    List<byte[]> encoded = new ArrayList<>(batch.size());
    for (O result : results) {
      encoded.add(encodeResult(result, encoded.size()));
    }
    return encoded;
  }

  synchronized void close() throws IOException {
    closed = true;
    if (function instanceof AutoCloseable closeable) {
      function = null;
      try {
        closeable.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(named("interrupted while its function was closed"), e);
      } catch (Exception e) {
        throw new IOException(named("its function could not be closed"), e);
      }
    }
  }

  private byte[] encodeResult(O result, int index) {
    if (result == null) {
      throw new IllegalStateException(named("result " + index + " is null; return a value"));
    }
    try {
      return outputs.encode(result);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          named("result " + index + " cannot be kept: " + e.getMessage()), e);
    }
  }

  private synchronized BatchFunction<I, O> function() {
    if (closed) {
      throw new IllegalStateException(named("called after its worker was closed"));
    }
    if (function == null) {
      function = memo.function().get();
    }
    if (function == null) {
      throw new IllegalStateException(named("its supplier gave no function but null"));
    }
    return function;
  }

  private String named(String what) {
    return "Memo " + memo.name() + ": " + what;
  }
}
