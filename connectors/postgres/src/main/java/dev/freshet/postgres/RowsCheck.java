package dev.freshet.postgres;

import dev.freshet.api.Setup;
import dev.freshet.postgres.PostgresRows.Versions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Refuses what can never be listed, all of it together. */
final class RowsCheck {
  private final Setup<PostgresRows> setup;
  private final PostgresRows spec;
  private final List<String> problems = new ArrayList<>();

  RowsCheck(Setup<PostgresRows> setup) {
    this.setup = setup;
    this.spec = setup.spec();
  }

  /**
   * @throws IllegalArgumentException with every problem
   */
  void run() {
    check(() -> Address.of(spec.url()));
    checkPlace();
    checkColumns("key", spec.key());
    checkColumns("columns", spec.columns());
    if (spec.key().isEmpty()) {
      problems.add("key is empty; name the columns that tell rows apart");
    }
    checkVersions();
    checkReplication();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "source " + setup.name() + ": " + String.join("; ", problems));
    }
  }

  private void check(Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void checkPlace() {
    String table = spec.table();
    if ((table == null) == (spec.query() == null)) {
      problems.add("wanted a table or a query, found " + (table == null ? "neither" : "both"));
    } else if (table != null) {
      check(() -> Names.check("table", table));
      check(() -> Names.check("schema", spec.schema()));
    }
  }

  private void checkColumns(String option, List<String> names) {
    names.forEach(name -> check(() -> Names.check(option, name)));
    if (new HashSet<>(names).size() < names.size()) {
      problems.add(option + " names a column twice: " + names);
    }
  }

  private void checkVersions() {
    String column = spec.versionColumn();
    if (spec.versions() == Versions.COLUMN && column == null) {
      problems.add("versions: column needs a version-column");
    } else if (spec.versions() != Versions.COLUMN && column != null) {
      problems.add("version-column goes with versions: column");
    } else if (column != null) {
      check(() -> Names.check("version-column", column));
    }
    if (spec.versions() == Versions.XMIN && spec.query() != null) {
      problems.add("versions: xmin is for tables; a query has versions: row-hash or column");
    }
  }

  private void checkReplication() {
    String slot = spec.slot();
    String publication = spec.publication();
    if (slot == null) {
      if (publication != null) {
        problems.add("publication goes with a slot");
      }
      return;
    }
    if (!slot.matches("[a-z0-9_]{1,63}")) {
      problems.add("slot: wanted 1 to 63 of a to z, 0 to 9 and _, found " + Names.quoted(slot));
    }
    if (spec.table() == null) {
      problems.add("slot: only a table can be followed; leave it out to list the query");
    }
    if (publication != null) {
      check(() -> Names.check("publication", publication));
      if (publication.matches(".*['\"\\\\].*")) {
        problems.add("publication: its name must not hold quotes or backslashes");
      }
    }
  }
}
