package dev.freshet.benchmarks.s3;

import dev.freshet.markdown.Markdown;
import java.net.URI;

/** The floor: list, then read, convert and write each object. Remembers nothing. */
public final class PlainLoop {
  private PlainLoop() {}

  /**
   * @param arguments endpoint, access key, secret, the prefix to write to
   */
  public static void main(String[] arguments) throws Exception {
    try (TestBucket bucket = TestBucket.at(URI.create(arguments[0]), arguments[1], arguments[2])) {
      TestBucket.inParallel(
          bucket.keys("docs/"),
          key ->
              bucket.put(
                  arguments[3] + key.substring("docs/".length()) + ".html",
                  Markdown.toHtml(bucket.text(key))));
    }
  }
}
