package dev.freshet.trial;

import dev.freshet.api.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a careless driver does with a password at the places it is told. */
record Leak(Secret password, List<String> places) {
  void at(String place) throws Exception {
    if (places.contains(place)) {
      throw failure(place);
    }
  }

  void uncheckedAt(String place) {
    if (places.contains(place)) {
      throw new IllegalArgumentException(text(place), failure(place));
    }
  }

  Exception failure(String place) {
    Exception failure = new IOException("login failed at " + place, new Refused(text(place)));
    failure.addSuppressed(new IOException("and so did " + text(place)));
    return new IOException(text(place), failure);
  }

  /** The password as it is, and as it stands in a URL. */
  String text(String place) {
    try {
      String value = password.reveal();
      String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
      return place + " https://me:" + encoded + "@host?password=" + value + " was refused";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a class that Flink cannot know. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }
}
