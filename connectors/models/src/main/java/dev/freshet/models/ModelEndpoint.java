package dev.freshet.models;

import dev.freshet.api.LogicVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * A model behind an HTTP interface as OpenAI has it; Ollama, vLLM and most clouds have it too.
 *
 * @param url what {@code /embeddings} and {@code /chat/completions} are appended to, as {@code
 *     https://api.openai.com/v1} or {@code http://localhost:11434/v1}
 * @param name of the model
 * @param apiKey sent as the bearer token; none if null
 * @param atOnce the most calls of one function that run at once in a worker process
 * @param timeout of one call
 * @param patience how long one call may be repeated while the server is busy or away
 */
@LogicVersion("1")
public record ModelEndpoint(
    URI url,
    String name,
    @Nullable Secret apiKey,
    int atOnce,
    Duration timeout,
    Duration patience) {

  public ModelEndpoint {
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())
        || url.getHost() == null
        || url.getUserInfo() != null
        || url.getQuery() != null) {
      throw new IllegalArgumentException(
          "the url of a model must be http://HOST or https://HOST and a path, without a user or a query; found "
              + url);
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of the model is blank");
    }
    if (atOnce < 1) {
      throw new IllegalArgumentException("at-once must be at least 1, found " + atOnce);
    }
    if (timeout.compareTo(Duration.ZERO) <= 0 || patience.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException("timeout and patience must be longer than zero");
    }
  }

  public ModelEndpoint(URI url, String name) {
    this(url, name, null, 4, Duration.ofMinutes(1), Duration.ofMinutes(2));
  }

  public ModelEndpoint withApiKey(Secret key) {
    return new ModelEndpoint(url, name, key, atOnce, timeout, patience);
  }

  public ModelEndpoint withAtOnce(int calls) {
    return new ModelEndpoint(url, name, apiKey, calls, timeout, patience);
  }

  public ModelEndpoint withTimeout(Duration longest) {
    return new ModelEndpoint(url, name, apiKey, atOnce, longest, patience);
  }

  public ModelEndpoint withPatience(Duration longest) {
    return new ModelEndpoint(url, name, apiKey, atOnce, timeout, longest);
  }

  /** What results depend on. */
  String identity() {
    return url + " " + name;
  }
}
