package dev.freshet.inprocessmodel;

import dev.freshet.api.Memo.BatchFunction;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;

/** The model, loaded once in a process. Thread safe. */
final class MiniLanguageModel implements BatchFunction<String, EmbedInProcess.Vector> {
  private final EmbeddingModel model = load();

  @Override
  public List<EmbedInProcess.Vector> apply(List<String> texts) {
    List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
    return model.embedAll(segments).content().stream()
        .map(embedding -> new EmbedInProcess.Vector(embedding.vector()))
        .toList();
  }

  /** It looks for its files with the thread's class loader. */
  private static EmbeddingModel load() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(MiniLanguageModel.class.getClassLoader());
    try {
      return new AllMiniLmL6V2QuantizedEmbeddingModel();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
