package dev.freshet.examples;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** The target {@code rest-rows}: a PUT or DELETE for each row. */
public final class RestRowsConnector implements TargetConnector<RestRows, HttpCalls, String, Row> {
  /** What servers and proxies take for a path, not for a name. */
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  @Override
  public String type() {
    return "rest-rows";
  }

  @Override
  public Class<RestRows> specType() {
    return RestRows.class;
  }

  @Override
  public void check(Setup<RestRows> setup) {
    HttpCalls.check("target " + setup.name(), setup.spec().address());
  }

  @Override
  public String persistentKey(Setup<RestRows> setup) {
    return setup.spec().address().toString();
  }

  @Override
  public String describe(String persistentKey) {
    return "rows at " + persistentKey;
  }

  /** Another token changes no row. */
  @Override
  public Compatibility compatibility(Setup<RestRows> previous, Setup<RestRows> current) {
    return previous.schema().equals(current.schema())
        ? Compatibility.COMPATIBLE
        : Compatibility.REWRITE_ROWS;
  }

  /** The collection is the server's own; nothing but our rows is ever removed from it. */
  @Override
  public boolean dropDeletesRows() {
    return false;
  }

  @Override
  public HttpCalls prepare(Setup<RestRows> setup) throws IOException {
    return HttpCalls.to(setup.spec().address(), setup.spec().token(), setup.callDeadline());
  }

  @Override
  public void mutate(List<TargetMutations<HttpCalls, String, Row>> all) throws Exception {
    for (TargetMutations<HttpCalls, String, Row> target : all) {
      for (Delete<String> row : target.deletes()) {
        target.checkFence();
        delete(target, row);
      }
      for (Upsert<String, Row> row : target.upserts()) {
        target.checkFence();
        put(target, row);
      }
    }
  }

  private static void delete(TargetMutations<HttpCalls, String, Row> target, Delete<String> row)
      throws Exception {
    if (NO_NAMES.contains(row.key())) {
      return;
    }
    HttpCalls calls = target.prepared();
    HttpResponse<byte[]> answer =
        calls.send(calls.request(calls.element(row.key())).DELETE().build());
    if (!HttpCalls.succeeded(answer) && !HttpCalls.isGone(answer)) {
      target.reject(row, "DELETE was answered " + HttpCalls.summary(answer));
    }
  }

  private static void put(TargetMutations<HttpCalls, String, Row> target, Upsert<String, Row> row)
      throws Exception {
    if (NO_NAMES.contains(row.key())) {
      target.reject(row, "\"" + row.key() + "\" cannot be the last part of an address");
      return;
    }
    HttpCalls calls = target.prepared();
    HttpResponse<byte[]> answer =
        calls.send(
            calls
                .request(calls.element(row.key()))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(RowJson.write(row.value())))
                .build());
    if (!HttpCalls.succeeded(answer)) {
      target.reject(row, "PUT was answered " + HttpCalls.summary(answer));
    }
  }
}
