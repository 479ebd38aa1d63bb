package dev.freshet.benchmarks.functions;

import dev.freshet.models.EndpointEmbeddingModel;
import dev.freshet.models.ModelEndpoint;
import dev.langchain4j.data.segment.TextSegment;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The floor: as many threads as calls may run, each with the next full call. Remembers nothing. */
public final class PlainCalls {
  private static final String TEXT = "alpha beta *gamma* delta `epsilon` zeta eta theta iota ";

  private PlainCalls() {}

  /**
   * @param arguments url of the server, how many calls, how many texts in each, calls at once
   */
  public static void main(String[] arguments) throws Exception {
    var model = new EndpointEmbeddingModel(new ModelEndpoint(URI.create(arguments[0]), "words"));
    int batch = Integer.parseInt(arguments[2]);
    int atOnce = Integer.parseInt(arguments[3]);
    AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[1]));
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    List<Future<?>> ended = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      ended.add(
          threads.submit(
              () -> {
                for (int call = left.decrementAndGet(); call >= 0; call = left.decrementAndGet()) {
                  model.embedAll(texts(call, batch));
                }
              }));
    }
    for (Future<?> one : ended) {
      one.get();
    }
    threads.shutdown();
  }

  private static List<TextSegment> texts(int call, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TextSegment.from(TEXT.repeat(4) + call + " " + i))
        .toList();
  }
}
