package dev.freshet.splittext;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingResult;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.regex.Pattern;

/** As the tokenizer of a model counts. */
final class Tokens implements Measure {
  /** More than most tokens have, so that one look is usually enough. */
  private static final int CHARACTERS_OF_A_TOKEN = 6;

  private static final Pattern HALF_PAIR = Pattern.compile("\\p{Cs}");

  private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

  private final Encoding encoding;

  private Tokens(Encoding encoding) {
    this.encoding = encoding;
  }

  static Tokens of(Unit unit) {
    return new Tokens(
        ENCODINGS.getEncoding(
            unit == Unit.O200K_BASE ? EncodingType.O200K_BASE : EncodingType.CL100K_BASE));
  }

  @Override
  public int longest(String text, int start, int end, int limit) {
    long window = (long) limit * CHARACTERS_OF_A_TOKEN;
    while (true) {
      int to = (int) Math.min(end, start + window);
      EncodingResult result = encoding.encodeOrdinary(wellFormed(text.substring(start, to)), limit);
      if (result.isTruncated()) {
        return start + result.getLastProcessedCharacterIndex() + 1;
      } else if (to == end) {
        return end;
      }
      window *= 2;
    }
  }

  @Override
  public int longestBefore(String text, int start, int end, int limit) {
    int low = (int) Math.max(start, end - (long) limit * CHARACTERS_OF_A_TOKEN);
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (fits(text, middle, end, limit)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Each token is at least one byte, and no character more than three. */
  @Override
  public boolean fits(String text, int start, int end, int limit) {
    return 3L * (end - start) <= limit
        || encoding.countTokensOrdinary(wellFormed(text.substring(start, end))) <= limit;
  }

  /**
   * A tokenizer knows no half of a surrogate pair; a character of the same length stands for it.
   */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return HALF_PAIR.matcher(text).replaceAll("\uFFFD");
      }
    }
    return text;
  }
}
