package dev.freshet.engine.flow;

import dev.freshet.api.Context;
import dev.freshet.api.EmbedsText;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.LogicVersion;

/** A chain of which a step can say the vector of any text. */
@LogicVersion("1")
record EmbeddingChain(Chain chain) implements ItemFunction, EmbedsText {
  @Override
  public void apply(Item item, Context context) throws Exception {
    chain.apply(item, context);
  }

  /** By the first of its steps that can. */
  @Override
  public float[] embedText(String text) throws Exception {
    for (Record step : chain.steps()) {
      if (step instanceof EmbedsText embeds) {
        return step.getClass().getClassLoader() instanceof IsolatedClassLoader own
            ? own.<float[], Exception>asContext(() -> embeds.embedText(text))
            : embeds.embedText(text);
      }
    }
    throw new IllegalStateException("No step makes vectors of texts");
  }
}
