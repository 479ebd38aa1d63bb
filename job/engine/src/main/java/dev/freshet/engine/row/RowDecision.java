package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one claim or release does to a row.
 *
 * <p>A row exists while any item claims it. The first claimant's value stands. Every other claimant
 * keeps its value in state, equal or not, because the standing one may change or go at any time
 * later and the value that takes over must then be at hand; so a row that moves between items
 * survives whichever of claim and release arrives first. In a shared target the smallest claimant
 * stands instead, whatever the order of events.
 *
 * @param state null when nobody claims the row any more
 * @param mutation null when the target is already right
 */
public record RowDecision(@Nullable RowState state, @Nullable Mutation mutation) {

  /**
   * @param state null if nothing is known of the row
   * @param shared the order of claimants in a shared target, null for any other
   */
  public static RowDecision decide(
      @Nullable RowState state, RowClaim message, @Nullable Comparator<Claimant> shared) {
    DeclaredRow declared = message.declared();
    if (declared == null) {
      return state == null ? new RowDecision(null, null) : release(state, message, shared);
    }
    return claim(state, message, declared, shared);
  }

  /** With the reason and time of the mutation, if there is one, among what is remembered. */
  public RowDecision at(Instant time, @Nullable RowState before) {
    if (state == null || mutation == null) {
      return this;
    }
    Written.Reason reason =
        Written.reason(before == null ? null : before.standing(), state.standing());
    return new RowDecision(state.written(new Written(reason, time)), mutation);
  }

  private static RowDecision claim(
      @Nullable RowState state,
      RowClaim message,
      DeclaredRow declared,
      @Nullable Comparator<Claimant> shared) {
    Claim claim = new Claim(message.claimant(), declared.fingerprint(), declared.value());
    List<Claim> claims = state == null ? new ArrayList<>() : new ArrayList<>(state.claims());
    replaceOrAdd(claims, claim);
    if (shared != null) {
      claims.sort(Comparator.comparing(Claim::claimant, shared));
    }
    RowState after = after(state, declared.generation(), declared.key(), claims);
    Mutation mutation =
        state == null
            ? write(message.row(), after)
            : writeIfOther(message.row(), state.standing(), after);
    return new RowDecision(remembered(after, shared), mutation);
  }

  private static void replaceOrAdd(List<Claim> claims, Claim claim) {
    for (int i = 0; i < claims.size(); i++) {
      if (claims.get(i).claimant().equals(claim.claimant())) {
        claims.set(i, claim);
        return;
      }
    }
    claims.add(claim);
  }

  private static RowDecision release(
      RowState state, RowClaim message, @Nullable Comparator<Claimant> shared) {
    Claimant claimant = message.claimant();
    List<Claim> claims = new ArrayList<>(state.claims());
    if (!claims.removeIf(claim -> claim.claimant().equals(claimant))) {
      return new RowDecision(state, null);
    }
    if (claims.isEmpty()) {
      return new RowDecision(
          null, new Mutation(message.row(), state.generation(), state.key(), null, claimant));
    }
    RowState after = after(state, state.generation(), state.key(), claims);
    return new RowDecision(
        remembered(after, shared), writeIfOther(message.row(), state.standing(), after));
  }

  private static @Nullable Mutation writeIfOther(Fingerprint row, Claim before, RowState after) {
    return after.standing().value().equals(before.value()) ? null : write(row, after);
  }

  /**
   * A standing claim without bytes is one from before its target became shared, whose item has not
   * declared it again since: the row stays as it is until it does.
   */
  private static @Nullable Mutation write(Fingerprint row, RowState after) {
    Claim standing = after.standing();
    return standing.bytes() == null
        ? null
        : new Mutation(row, after.generation(), after.key(), standing.bytes(), standing.claimant());
  }

  /** Without the bytes that the target has; in a shared target they may have to wait again. */
  private static RowState remembered(RowState state, @Nullable Comparator<Claimant> shared) {
    if (shared != null) {
      return state;
    }
    List<Claim> claims = new ArrayList<>(state.claims());
    claims.set(0, new Claim(state.standing().claimant(), state.standing().value(), null));
    return after(state, state.generation(), state.key(), claims);
  }

  private static RowState after(
      @Nullable RowState before, int generation, byte[] key, List<Claim> claims) {
    return new RowState(generation, key, claims, before == null ? null : before.written());
  }
}
