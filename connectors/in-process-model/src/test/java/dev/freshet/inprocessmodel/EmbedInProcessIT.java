package dev.freshet.inprocessmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbedInProcessIT {
  private static final EmbedInProcess MODEL = new EmbedInProcess();
  private static final List<String> TEXTS =
      List.of(
          "The cat sleeps on the warm windowsill.",
          "Interest rates were raised by the central bank.",
          "Bake the dough for forty minutes until the crust is brown.",
          "The ship left the harbour before the storm.");

  private static double similarity(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static String nearest(String question) {
    float[] vector = MODEL.embedText(question);
    return TEXTS.stream()
        .max(Comparator.comparingDouble(text -> similarity(vector, MODEL.embedText(text))))
        .orElseThrow();
  }

  @Test
  void textsOfOneMeaningAreNearWithoutAWordInCommon() {
    assertThat(nearest("A kitten is napping")).isEqualTo(TEXTS.get(0));
    assertThat(nearest("monetary policy and inflation")).isEqualTo(TEXTS.get(1));
    assertThat(nearest("how do I make bread?")).isEqualTo(TEXTS.get(2));
    assertThat(nearest("sailing in bad weather")).isEqualTo(TEXTS.get(3));
  }

  @Test
  void vectorsHaveTheLengthThatIsDeclaredAndAreTheSameInEveryBatch() {
    List<EmbedInProcess.Vector> together = new MiniLanguageModel().apply(TEXTS);
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(together.get(i).numbers()).hasSize(EmbedInProcess.DIMENSIONS);
      assertThat(together.get(i).numbers()).isEqualTo(MODEL.embedText(TEXTS.get(i)));
    }
  }

  @Test
  void aTextOfManyPagesHasAVectorToo() {
    float[] vector = MODEL.embedText("Bread is baked from dough, flour and water. ".repeat(500));
    assertThat(similarity(vector, MODEL.embedText(TEXTS.get(2)))).isGreaterThan(0.3);
  }
}
