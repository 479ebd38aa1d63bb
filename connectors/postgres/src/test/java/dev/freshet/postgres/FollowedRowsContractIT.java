package dev.freshet.postgres;

import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Followed by a slot of logical replication. */
final class FollowedRowsContractIT extends PostgresRowsContractIT {
  private final List<PostgresRows> followed = new ArrayList<>();

  @Override
  protected PostgresRows spec(String place) {
    return super.spec(place).withXminVersions().followedBySlot(place.toLowerCase());
  }

  @Override
  protected void create(PostgresRows spec) throws SQLException {
    Server.ONE.execute("CREATE TABLE " + spec.table() + " (id text PRIMARY KEY, body text)");
    followed.add(spec);
  }

  @AfterEach
  void dropSlots() throws Exception {
    for (PostgresRows spec : followed) {
      new PostgresRowsConnector()
          .applySetupChange(
              new SetupChange.Drop<>(
                  new Setup<>(
                      "rows", spec, new RowSchema(List.of(), List.of()), Duration.ofSeconds(10))));
    }
  }
}
