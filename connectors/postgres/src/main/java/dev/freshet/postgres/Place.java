package dev.freshet.postgres;

import dev.freshet.api.Unavailable;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A table or query as messages name it, and what a failure there means. */
record Place(String name) {
  /** Connection, conflict with others, no resources, shut down, in use, input and output. */
  private static final List<String> PASSING = List.of("08", "40", "53", "55", "57", "58", "25006");

  /** Values, constraints, limits, views with a check option, what functions of the user raise. */
  private static final List<String> OF_A_ROW = List.of("22", "23", "54", "44", "P0");

  /** Transactions, who may do what, what there is. */
  private static final List<String> OF_THE_TABLE = List.of("0A", "25", "28", "3D", "3F", "42");

  static Place of(PostgresTable spec) {
    return new Place("table " + Names.table(spec) + " of " + Address.of(spec.url()));
  }

  static Place of(PostgresRows spec) {
    String rows = spec.query() == null ? "table " + Names.table(spec) : "the query";
    return new Place(rows + " of " + Address.of(spec.url()));
  }

  static boolean blamesRow(SQLException failure) {
    return is(OF_A_ROW, failure);
  }

  /** For the server's own limits. */
  static boolean isTooLarge(SQLException failure) {
    return is(List.of("54"), failure);
  }

  /** Of opening or changing what is there. */
  Exception preparing(SQLException failure) {
    return is(PASSING, failure) ? unavailable(failure) : failed(failure);
  }

  /** Of writing rows: where all rows would fail alike, none is to blame. */
  Exception writing(SQLException failure) {
    return is(PASSING, failure) || is(OF_THE_TABLE, failure)
        ? unavailable(failure)
        : failed(failure);
  }

  /** Of reading rows; a query that wants to write will never succeed. */
  Exception reading(SQLException failure) {
    return is(List.of("25006"), failure) ? failed(failure) : preparing(failure);
  }

  private Unavailable unavailable(SQLException failure) {
    return new Unavailable(name + ": " + cause(failure), failure);
  }

  private SQLException failed(SQLException failure) {
    return new SQLException(name + ": " + cause(failure), failure.getSQLState(), failure);
  }

  /** In the server's words, without the values that it may give as detail. */
  static String cause(SQLException failure) {
    ServerErrorMessage server =
        failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
    String message = server == null ? failure.getMessage() : server.getMessage();
    String hint = server == null || server.getHint() == null ? "" : "; " + server.getHint();
    String words = message == null ? failure.getClass().getSimpleName() : message.strip();
    return words + hint + " (" + failure.getSQLState() + ")";
  }

  private static boolean is(List<String> classes, SQLException failure) {
    String state = failure.getSQLState();
    return state != null && classes.stream().anyMatch(state::startsWith);
  }
}
