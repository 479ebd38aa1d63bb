package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

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
      return state == null
          ? new RowDecision(null, null)
          : release(state, message.claimant(), shared);
    }
    return claim(state, message.claimant(), declared, shared);
  }

  private static RowDecision claim(
      @Nullable RowState state,
      Claimant claimant,
      DeclaredRow declared,
      @Nullable Comparator<Claimant> shared) {
    Claim claim = new Claim(claimant, declared.fingerprint(), declared.value());
    List<Claim> claims = state == null ? new ArrayList<>() : new ArrayList<>(state.claims());
    replaceOrAdd(claims, claim);
    if (shared != null) {
      claims.sort(Comparator.comparing(Claim::claimant, shared));
    }
    Claim standing = claims.get(0);
    Mutation mutation = null;
    if (state == null || !standing.value().equals(state.standing().value())) {
      byte[] value = Objects.requireNonNull(standing.bytes(), "a new standing claim has its value");
      mutation =
          new Mutation(
              declared.id(), declared.generation(), declared.key(), value, standing.claimant());
    }
    forgetBytesOfStanding(claims, shared);
    return new RowDecision(new RowState(declared.generation(), declared.key(), claims), mutation);
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
      RowState state, Claimant claimant, @Nullable Comparator<Claimant> shared) {
    List<Claim> claims = new ArrayList<>(state.claims());
    if (!claims.removeIf(claim -> claim.claimant().equals(claimant))) {
      return new RowDecision(state, null);
    }
    var id = RowId.of(state.generation(), state.key());
    if (claims.isEmpty()) {
      return new RowDecision(
          null, new Mutation(id, state.generation(), state.key(), null, claimant));
    }
    Claim standing = claims.get(0);
    Mutation mutation = null;
    if (!standing.value().equals(state.standing().value())) {
      byte[] value = Objects.requireNonNull(standing.bytes(), "a waiting claim has its value");
      mutation = new Mutation(id, state.generation(), state.key(), value, standing.claimant());
    }
    forgetBytesOfStanding(claims, shared);
    return new RowDecision(new RowState(state.generation(), state.key(), claims), mutation);
  }

  /** The target has them; in a shared target the standing claim may have to wait again. */
  private static void forgetBytesOfStanding(
      List<Claim> claims, @Nullable Comparator<Claimant> shared) {
    if (shared == null) {
      Claim standing = claims.get(0);
      claims.set(0, new Claim(standing.claimant(), standing.value(), null));
    }
  }
}
