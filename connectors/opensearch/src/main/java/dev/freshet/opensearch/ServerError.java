package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * An error as the server says it, of a call or of one item of it.
 *
 * @param type the server's name for it; empty if it has none, as where a proxy answers
 */
record ServerError(int status, String type, String reason) {
  private static final int LONGEST = 500;

  /** The server repeats content of the document in some of its reasons. */
  private static final Pattern CONTENT =
      Pattern.compile("\\.? Preview of [a-z' ]+: .*", Pattern.DOTALL);

  /**
   * @param error the member {@code error} of an answer or item
   */
  static ServerError of(int status, JsonNode error) {
    if (!error.isObject()) {
      return new ServerError(status, "", shortened(error.asText()));
    }
    StringBuilder reason = new StringBuilder();
    String last = "";
    for (JsonNode each = error; each.isObject(); each = each.path("caused_by")) {
      String next = CONTENT.matcher(each.path("reason").asText()).replaceAll("");
      if (!next.isEmpty() && !last.contains(next)) {
        reason.append(reason.isEmpty() ? "" : "; ").append(next);
        last = next;
      }
    }
    return new ServerError(status, error.path("type").asText(), shortened(reason.toString()));
  }

  static ServerError ofText(int status, String body) {
    return new ServerError(status, "", shortened(body.strip()));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  boolean is(String wanted) {
    return type.equals(wanted);
  }

  /** Whether the index, or the server, does not take writes: the disk is full, or somebody said. */
  boolean isBlock() {
    return is("cluster_block_exception");
  }

  boolean isUnauthorized() {
    return !isBlock() && (status == 401 || status == 403);
  }

  /** Whether a document is to blame, if it was alone. */
  boolean blamesTheRow() {
    return status == 400 || status == 413;
  }

  /** Whether waiting may help. */
  boolean asksForPatience() {
    return status == 429 || status == 408 || (status >= 502 && status <= 504) || isBlock();
  }

  @Override
  public String toString() {
    return status + (type.isEmpty() ? "" : " " + type) + (reason.isEmpty() ? "" : ": " + reason);
  }
}
