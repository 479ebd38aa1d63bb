package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;

/** A database and who asks it. */
record Login(String url, @Nullable String user, @Nullable Secret password) {
  static Login of(PostgresTable spec) {
    return new Login(spec.url(), spec.user(), spec.password());
  }

  static Login of(PostgresRows spec) {
    return new Login(spec.url(), spec.user(), spec.password());
  }
}
