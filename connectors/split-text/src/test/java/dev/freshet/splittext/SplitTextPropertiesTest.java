package dev.freshet.splittext;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every text, whatever is in it. */
class SplitTextPropertiesTest {
  private static final Encoding TOKENS =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

  @ParameterizedTest
  @EnumSource(value = Format.class, names = "BY_NAME", mode = EnumSource.Mode.EXCLUDE)
  void ofRandomTexts(Format format) {
    for (int seed = 0; seed < (format.isCode() ? 8 : 40); seed++) {
      Random random = new Random(seed);
      String text = Texts.random(random, random.nextInt(400));
      int size = 20 + random.nextInt(200);
      Unit unit = seed % 4 == 0 ? Unit.CL100K_BASE : Unit.CHARACTERS;
      int overlap = random.nextBoolean() ? 0 : random.nextInt(size / 2);
      check(new SplitText(size, overlap, format, unit), text, "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHARACTERS", "CL100K_BASE"})
  void ofTheDocumentsOfThisRepository(Unit unit) {
    for (String text : Texts.files("docs", ".md")) {
      check(
          new SplitText(300, 60, Format.MARKDOWN, unit), text, text.lines().findFirst().orElse(""));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHARACTERS", "CL100K_BASE"})
  void ofTheSourcesOfThisRepository(Unit unit) {
    for (String text : Texts.files("connectors/api/src/main", ".java")) {
      check(new SplitText(400, 0, Format.JAVA, unit), text, text.lines().findFirst().orElse(""));
    }
  }

  private static void check(SplitText splitter, String text, String name) {
    List<Chunk> chunks = splitter.split(text);
    assertThat(chunks).as(name).isEqualTo(splitter.split(text));
    int covered = 0;
    for (Chunk chunk : chunks) {
      assertThat(text.substring(chunk.start(), chunk.end())).as(name).isEqualTo(chunk.text());
      assertThat(chunk.text()).as(name).isNotBlank();
      assertThat(size(splitter, chunk.text())).as(name).isLessThanOrEqualTo(splitter.size());
      if (chunk.start() > covered) {
        assertThat(text.substring(covered, chunk.start())).as(name).isBlank();
      }
      assertThat(chunk.end()).as(name).isGreaterThan(covered);
      assertThat(isWithinACharacter(text, chunk.start())).as(name).isFalse();
      assertThat(isWithinACharacter(text, chunk.end())).as(name).isFalse();
      covered = chunk.end();
    }
    assertThat(text.substring(covered)).as(name).isBlank();
  }

  private static int size(SplitText splitter, String text) {
    return splitter.unit() == Unit.CHARACTERS
        ? text.length()
        : TOKENS.countTokensOrdinary(text.replaceAll("\\p{Cs}", "\uFFFD"));
  }

  private static boolean isWithinACharacter(String text, int position) {
    return position > 0
        && position < text.length()
        && Character.isSurrogatePair(text.charAt(position - 1), text.charAt(position));
  }
}
