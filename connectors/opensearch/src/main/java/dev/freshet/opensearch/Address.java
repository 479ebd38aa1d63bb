package dev.freshet.opensearch;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a server listens.
 *
 * @param path that its own begin with; empty, or beginning and not ending with a slash
 */
record Address(boolean tls, String host, int port, String path) {
  private static final int HTTP = 9200;
  private static final int HTTPS = 443;

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
          "url has a credential or parameters in it, which it would show in plans and logs; say who"
              + " you are with the options user and password, or api-key, as env:NAME or"
              + " file:/path");
    }
    boolean plain = "http".equals(uri.getScheme());
    if (uri.getHost() == null
        || uri.getFragment() != null
        || (!plain && !"https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException("url is \"" + url + "\"" + wanted());
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : plain ? HTTP : HTTPS;
    return new Address(!plain, uri.getHost(), port, uri.getRawPath().replaceAll("/+$", ""));
  }

  private static String wanted() {
    return "; wanted http://host:9200 or, for TLS, https://host, with a path if there is one";
  }

  /** Without what says how it is spoken to. */
  String place() {
    return host + ":" + port + path;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + place();
  }
}
