package dev.freshet.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Three items, two values, and everything they can do to one row in any order: all states that can
 * be reached are visited, and each is compared with a model that keeps nothing but who declares
 * what.
 */
class RowDecisionTest {
  private static final byte[] KEY = utf8("row");
  private static final List<Claimant> CLAIMANTS =
      List.of(new Claimant(1, "a"), new Claimant(1, "b"), new Claimant(2, "a"));
  private static final List<String> VALUES = List.of("1", "2");
  private static final Comparator<Claimant> ORDER =
      Comparator.comparingInt(Claimant::source).thenComparing(Claimant::key);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The row's state, the value in the target, and who declares what in the order they came. */
  private record World(
      @Nullable RowState state, @Nullable String target, Map<Claimant, String> declared) {
    static final World EMPTY = new World(null, null, Map.of());

    String name() {
      String claims =
          state == null
              ? "nobody"
              : state.claims().stream()
                  .map(claim -> claim.claimant() + "=" + claim.value() + (claim.bytes() == null))
                  .collect(Collectors.joining(","));
      return claims + " " + target + " " + declared;
    }

    World claim(Claimant claimant, String value, int revision, boolean shared) {
      Map<Claimant, String> next = new LinkedHashMap<>(declared);
      next.put(claimant, value);
      DeclaredRow row = DeclaredRow.of(1, revision, KEY, utf8(value));
      return after(RowClaim.claim(claimant, row), shared, next);
    }

    World release(Claimant claimant, boolean shared) {
      Map<Claimant, String> next = new LinkedHashMap<>(declared);
      next.remove(claimant);
      return after(RowClaim.release(claimant, RowId.of(1, KEY)), shared, next);
    }

    private World after(RowClaim message, boolean shared, Map<Claimant, String> next) {
      RowDecision decision = RowDecision.decide(state, message, shared ? ORDER : null);
      RowState after = decision.state();
      if (after != null) {
        after = RowState.fromBytes(after.toBytes());
      }
      Mutation mutation = decision.mutation();
      String written = target;
      if (mutation != null) {
        byte[] value = mutation.value();
        written = value == null ? null : new String(value, StandardCharsets.UTF_8);
        assertThat(mutation.row()).isEqualTo(RowId.of(1, KEY));
        assertThat(mutation.key()).isEqualTo(KEY);
      }
      return new World(after, written, next);
    }

    List<World> nexts(boolean shared) {
      List<World> nexts = new ArrayList<>();
      for (Claimant claimant : CLAIMANTS) {
        nexts.add(release(claimant, shared));
        VALUES.forEach(value -> nexts.add(claim(claimant, value, 1, shared)));
      }
      return nexts;
    }
  }

  private static List<World> reachable(boolean shared) {
    List<World> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    ArrayDeque<World> left = new ArrayDeque<>(List.of(World.EMPTY));
    while (!left.isEmpty()) {
      World world = left.remove();
      if (seen.add(world.name())) {
        found.add(world);
        left.addAll(world.nexts(shared));
      }
    }
    return found;
  }

  @Test
  void theFirstClaimantsValueStandsWhateverHappens() {
    List<World> worlds = reachable(false);

    assertThat(worlds).hasSize(1 + 3 * 2 + 6 * 4 + 6 * 8);
    for (World world : worlds) {
      String first = world.declared().values().stream().findFirst().orElse(null);
      assertThat(world.target()).as(world.name()).isEqualTo(first);
      assertThat(world.state() == null).isEqualTo(world.declared().isEmpty());
    }
  }

  @Test
  void aRowIsContestedExactlyWhenClaimantsDisagree() {
    for (World world : reachable(false)) {
      RowState state = world.state();
      Set<String> values = new HashSet<>(world.declared().values());
      assertThat(state != null && state.contested()).isEqualTo(values.size() > 1);
      if (state != null) {
        String first = world.declared().values().iterator().next();
        long others = world.declared().values().stream().filter(v -> !v.equals(first)).count();
        assertThat(state.contestants()).hasSize(1 + (int) others);
      }
    }
  }

  @Test
  void onlyTheStandingClaimsValueIsLeftToTheTarget() {
    for (World world : reachable(false)) {
      List<Claim> claims = world.state() == null ? List.of() : world.state().claims();
      for (int i = 0; i < claims.size(); i++) {
        assertThat(claims.get(i).bytes() == null).isEqualTo(i == 0);
      }
    }
  }

  @Test
  void inASharedTargetTheSmallestClaimantStandsWhateverTheOrder() {
    for (World world : reachable(true)) {
      assertThat(world.target()).as(world.name()).isEqualTo(smallest(world));
    }
  }

  private static @Nullable String smallest(World world) {
    return world.declared().keySet().stream()
        .min(ORDER)
        .map(claimant -> world.declared().get(claimant))
        .orElse(null);
  }

  @Test
  void aTargetThatBecomesSharedIsExactWhenEveryItemHasDeclaredAgain() {
    for (World before : reachable(false)) {
      for (List<Claimant> order : permutations(CLAIMANTS)) {
        declareAgain(before, order, true, 0);
      }
    }
  }

  /** The revision is raised, so every item declares again or releases, in this order. */
  private static void declareAgain(World world, List<Claimant> order, boolean shared, int index) {
    if (index == order.size()) {
      if (shared) {
        assertThat(world.target()).as(world.name()).isEqualTo(smallest(world));
      } else {
        assertThat(world.target()).as(world.name()).isIn(allowed(world));
      }
      return;
    }
    Claimant claimant = order.get(index);
    declareAgain(world.release(claimant, shared), order, shared, index + 1);
    for (String value : VALUES) {
      declareAgain(world.claim(claimant, value, 2, shared), order, shared, index + 1);
    }
  }

  private static List<@Nullable String> allowed(World world) {
    return world.declared().isEmpty()
        ? new ArrayList<>(java.util.Collections.singletonList(null))
        : List.copyOf(new TreeSet<>(world.declared().values()));
  }

  @Test
  void aTargetThatIsNoLongerSharedHoldsAValueThatIsDeclared() {
    for (World before : reachable(true)) {
      for (List<Claimant> order : permutations(CLAIMANTS)) {
        declareAgain(before, order, false, 0);
      }
    }
  }

  private static List<List<Claimant>> permutations(List<Claimant> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Claimant>> all = new ArrayList<>();
    for (Claimant first : of) {
      List<Claimant> rest = new ArrayList<>(of);
      rest.remove(first);
      for (List<Claimant> tail : permutations(rest)) {
        List<Claimant> whole = new ArrayList<>(List.of(first));
        whole.addAll(tail);
        all.add(whole);
      }
    }
    return all;
  }

  private static Mutation mutation(World before, RowClaim message) {
    return Objects.requireNonNull(RowDecision.decide(before.state(), message, null).mutation());
  }

  private static RowClaim claim(Claimant claimant, String value, int revision) {
    return RowClaim.claim(claimant, DeclaredRow.of(1, revision, KEY, utf8(value)));
  }

  @Test
  void anEqualValueUnderAnotherRevisionIsWrittenAgain() {
    World before = World.EMPTY.claim(CLAIMANTS.get(0), "1", 1, false);
    Mutation mutation = mutation(before, claim(CLAIMANTS.get(0), "1", 2));

    assertThat(mutation.value()).isEqualTo(utf8("1"));
  }

  @Test
  void anEqualValueUnderTheSameRevisionIsNot() {
    World before = World.EMPTY.claim(CLAIMANTS.get(0), "1", 1, false);

    assertThat(RowDecision.decide(before.state(), claim(CLAIMANTS.get(0), "1", 1), null).mutation())
        .isNull();
    assertThat(RowDecision.decide(before.state(), claim(CLAIMANTS.get(1), "1", 1), null).mutation())
        .isNull();
  }

  @Test
  void aMutationNamesTheItemWhoseValueItCarries() {
    World both =
        World.EMPTY.claim(CLAIMANTS.get(0), "1", 1, false).claim(CLAIMANTS.get(1), "2", 1, false);
    Mutation promoted = mutation(both, RowClaim.release(CLAIMANTS.get(0), RowId.of(1, KEY)));
    World one = both.release(CLAIMANTS.get(0), false);
    Mutation deleted = mutation(one, RowClaim.release(CLAIMANTS.get(1), RowId.of(1, KEY)));

    assertThat(promoted.claimant()).isEqualTo(CLAIMANTS.get(1));
    assertThat(promoted.isDelete()).isFalse();
    assertThat(deleted.claimant()).isEqualTo(CLAIMANTS.get(1));
    assertThat(deleted.isDelete()).isTrue();
  }

  @Test
  void aReleaseByWhoNeverClaimedChangesNothing() {
    World before = World.EMPTY.claim(CLAIMANTS.get(0), "1", 1, false);
    RowClaim release = RowClaim.release(CLAIMANTS.get(1), RowId.of(1, KEY));

    assertThat(RowDecision.decide(before.state(), release, null))
        .isEqualTo(new RowDecision(before.state(), null));
    assertThat(RowDecision.decide(null, release, null)).isEqualTo(new RowDecision(null, null));
  }

  @Test
  void rowsOfDifferentGenerationsAreDifferentRows() {
    assertThat(RowId.of(1, KEY)).isNotEqualTo(RowId.of(2, KEY)).isEqualTo(RowId.of(1, KEY));
  }
}
