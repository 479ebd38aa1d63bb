package dev.freshet.qdrant;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a server listens. */
record Address(boolean tls, String host, int port) {
  private static final int GRPC = 6334;

  /**
   * @throws IllegalArgumentException if this is no address of a server, without showing a
   *     credential that may be in it
   */
  static Address of(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url is no URL: " + e.getReason() + wanted());
    }
    if (uri.getUserInfo() != null || uri.getQuery() != null || url.contains("@")) {
      throw new IllegalArgumentException(
          "url has a credential or parameters in it, which it would show in plans and logs; the"
              + " API key is the option api-key, as env:NAME or file:/path");
    }
    boolean plain = "http".equals(uri.getScheme());
    if (uri.getHost() == null || (!plain && !"https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException("url is \"" + url + "\"" + wanted());
    }
    if (uri.getPath() != null && !uri.getPath().isEmpty() && !uri.getPath().equals("/")) {
      throw new IllegalArgumentException(
          "url is \"" + url + "\" with a path, which gRPC has none of" + wanted());
    }
    return new Address(!plain, uri.getHost(), uri.getPort() < 0 ? GRPC : uri.getPort());
  }

  private static String wanted() {
    return "; wanted http://host:6334 or, for TLS, https://host:6334";
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + host + ":" + port;
  }
}
