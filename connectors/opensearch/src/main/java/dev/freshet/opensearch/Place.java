package dev.freshet.opensearch;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.security.cert.CertificateException;
import java.time.Duration;

/** An index and its server, as errors name them. */
record Place(String index, Address address, String family) {

  static Place of(OpenSearchIndex spec) {
    String family =
        switch (spec.dialect()) {
          case OPENSEARCH -> "OpenSearch";
          case ELASTICSEARCH -> "Elasticsearch";
        };
    return new Place(spec.index(), Address.of(spec.url()), family);
  }

  String name() {
    return family + " index " + index + " at " + address;
  }

  /**
   * The error in words, with what to do: {@link Unavailable} where waiting may help.
   *
   * @param retryAfter what the server asked for, if it did
   */
  Exception failed(String doing, ServerError error, @Nullable Duration retryAfter) {
    String what = name() + ": " + doing + " failed, " + error;
    if (error.isBlock()) {
      return new Unavailable(
          what
              + ". The server takes no writes here: give its disks more room, or lift the block of"
              + " the index",
          null,
          retryAfter);
    }
    if (error.asksForPatience()) {
      return new Unavailable(what + ". The server asks for patience", null, retryAfter);
    }
    return new CallRefused(what + advice(error), error);
  }

  /** As {@link #failed}, while rows are written: what is no row's fault blames none. */
  Exception failedWriting(String doing, ServerError error, @Nullable Duration retryAfter) {
    Exception failure = failed(doing, error, retryAfter);
    return failure instanceof CallRefused refused ? unlessOfARow(refused) : failure;
  }

  static Exception unlessOfARow(CallRefused refused) {
    ServerError error = refused.error();
    return error.isUnauthorized() || error.status() == 404
        ? new Unavailable(String.valueOf(refused.getMessage()), refused)
        : refused;
  }

  private static String advice(ServerError error) {
    if (error.isUnauthorized()) {
      return ". Check the options user and password, or api-key, and what they may do";
    }
    if (error.is("index_not_found_exception")) {
      return ". If the index is gone, run update --full";
    }
    if (error.status() == 404 || error.status() == 405) {
      return ". Is the url that of the server, with its path?";
    }
    return error.status() == 413 ? ". Choose smaller bulk-bytes" : "";
  }

  /** No answer came: {@link NotTrusted}, or {@link Unavailable}. */
  Exception unanswered(String doing, Throwable why) {
    String what = name() + ": " + doing + " failed, " + said(why);
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        return new NotTrusted(what + ". The option certificate names an authority to trust", why);
      }
    }
    return new Unavailable(what + ". Is the server up, and " + listening(), why);
  }

  private static String said(Throwable why) {
    StringBuilder said = new StringBuilder(why.getClass().getSimpleName());
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (each.getMessage() != null) {
        return said.append(": ").append(each.getMessage()).toString();
      }
    }
    return said.toString();
  }

  private String listening() {
    return "does it listen on " + address.port() + (address.tls() ? " with" : " without") + " TLS?";
  }
}
