package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.DeclaredRow;
import dev.freshet.engine.row.RowClaim;
import dev.freshet.engine.row.RowValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What follows from a look at an item: what is remembered of it, and what the rows' places are
 * told.
 *
 * <p>The listed version is remembered only if the read proved that the content belongs to it. A
 * failure, or an item that is not where the listing saw it, forgets the version and keeps
 * everything else.
 *
 * @param state null when nothing is left to remember
 * @param trouble null unless a later scan must look again
 */
public record ItemDecision(
    @Nullable ItemState state, @Nullable Trouble trouble, List<RowClaim> claims) {

  /** Whether nothing can have changed: the same version was read before by the same logic. */
  public static boolean skips(@Nullable ItemState state, ItemChange change, Fingerprint logic) {
    return change.kind() == ItemChange.Kind.LISTED
        && !change.force()
        && state != null
        && state.version() != null
        && state.version().equals(change.version())
        && state.logic().equals(logic);
  }

  /** The content for which the function need not run; null if it must run whatever is read. */
  public static @Nullable Fingerprint knownContent(@Nullable ItemState state, Fingerprint logic) {
    return state != null && state.logic().equals(logic) ? state.content() : null;
  }

  public static ItemDecision gone(@Nullable ItemState state, Claimant claimant) {
    return new ItemDecision(null, null, releases(state, claimant, Map.of()));
  }

  public static ItemDecision of(
      @Nullable ItemState state, @Nullable Trouble before, ItemChange change, Outcome outcome) {
    Claimant claimant = change.claimant();
    if (outcome instanceof Outcome.Failed failed) {
      int failures = before == null ? 1 : before.failures() + 1;
      Trouble trouble =
          new Trouble(change.source(), change.key(), change.version(), failed.reason(), failures);
      return new ItemDecision(state == null ? null : state.withVersion(null), trouble, List.of());
    }
    if (outcome instanceof Outcome.Unchanged unchanged) {
      ItemState known = Objects.requireNonNull(state, "nothing is known that could be unchanged");
      String settled = settledVersion(change, unchanged.version());
      return new ItemDecision(known.withVersion(settled), unsettled(change, settled), List.of());
    }
    if (outcome instanceof Outcome.Declared declared) {
      String settled = settledVersion(change, declared.version());
      Map<Fingerprint, RowValue> rows = new LinkedHashMap<>();
      declared.rows().forEach(row -> rows.put(row.id(), row.fingerprint()));
      List<RowClaim> claims = new ArrayList<>();
      for (DeclaredRow row : declared.rows()) {
        if (state == null || !row.fingerprint().equals(state.rows().get(row.id()))) {
          claims.add(RowClaim.claim(claimant, row));
        }
      }
      claims.addAll(releases(state, claimant, rows));
      ItemState after = new ItemState(settled, declared.content(), declared.logic(), rows);
      return new ItemDecision(after, unsettled(change, settled), claims);
    }
    return vanished(state, change);
  }

  /**
   * What a watch saw go is gone. What vanished behind a listing's back keeps its rows until a
   * listing says so too, since only listings are guarded against a source that seems empty.
   */
  private static ItemDecision vanished(@Nullable ItemState state, ItemChange change) {
    return change.kind() == ItemChange.Kind.TOUCHED
        ? gone(state, change.claimant())
        : new ItemDecision(
            state == null ? null : state.withVersion(null), unsettled(change, null), List.of());
  }

  private static @Nullable String settledVersion(ItemChange change, @Nullable String read) {
    return read != null && read.equals(change.version()) ? read : null;
  }

  /** After a watch's message the shard is dirty and the next scan brings the item by itself. */
  private static @Nullable Trouble unsettled(ItemChange change, @Nullable String settled) {
    if (settled != null || change.kind() == ItemChange.Kind.TOUCHED) {
      return null;
    }
    return new Trouble(change.source(), change.key(), change.version(), null, 0);
  }

  private static List<RowClaim> releases(
      @Nullable ItemState state, Claimant claimant, Map<Fingerprint, RowValue> kept) {
    if (state == null) {
      return List.of();
    }
    return state.rows().keySet().stream()
        .filter(row -> !kept.containsKey(row))
        .map(row -> RowClaim.release(claimant, row))
        .toList();
  }
}
