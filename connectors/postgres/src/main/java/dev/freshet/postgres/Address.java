package dev.freshet.postgres;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is, as written and without credentials.
 *
 * @param hosts one or several, each with its port if it has one
 * @param parameters for the driver
 */
record Address(String hosts, String database, Map<String, String> parameters) {
  private static final String WANTED = "wanted postgresql://host:5432/database";
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?://([\\w.,:%\\[\\]-]+)/([^/?#&@]+)(?:\\?([^#@]*))?");

  /** What says nothing about rows, and loads no classes. */
  private static final Set<String> PARAMETERS =
      Set.of(
          "ApplicationName",
          "channelBinding",
          "gssEncMode",
          "hostRecheckSeconds",
          "loadBalanceHosts",
          "prepareThreshold",
          "sslcert",
          "sslkey",
          "sslmode",
          "sslnegotiation",
          "sslrootcert",
          "targetServerType");

  /**
   * @throws IllegalArgumentException that says nothing of what was found where a password may be
   */
  static Address of(String url) {
    Matcher matcher = FORM.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          url.contains("@")
              ? "url: "
                  + WANTED
                  + ", found one with an @; a user and a password have options of their own"
              : "url: " + WANTED + ", found " + url.replaceFirst("\\?.*", "?..."));
    }
    String query = matcher.group(3) == null ? "" : matcher.group(3);
    return new Address(matcher.group(1), matcher.group(2), parameters(query));
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (String each : query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      if (equals < 0 || !PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            "url: the parameter "
                + name
                + " is not one of "
                + PARAMETERS.stream().sorted().toList());
      }
      parameters.put(name, each.substring(equals + 1));
    }
    return parameters;
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + hosts + "/" + database;
  }

  @Override
  public String toString() {
    return "postgresql://" + hosts + "/" + database;
  }
}
