package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.Upsert;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Connectors with one mistake each: the contract finds it and says what it is. */
final class WrongTargetsTest {
  /** A correct connector, of which the wrong ones replace one part. */
  private static class Target implements TargetConnector<MemoryTarget, MemoryRows, Row, Row> {
    @Override
    public String type() {
      return "wrong";
    }

    @Override
    public Class<MemoryTarget> specType() {
      return MemoryTarget.class;
    }

    @Override
    public String persistentKey(Setup<MemoryTarget> setup) {
      return setup.spec().name();
    }

    @Override
    public void applySetupChange(SetupChange<MemoryTarget> change) throws Exception {
      new MemoryTargetConnector().applySetupChange(change);
    }

    @Override
    public MemoryRows prepare(Setup<MemoryTarget> setup) {
      return setup.spec().rows();
    }

    @Override
    public void mutate(List<TargetMutations<MemoryRows, Row, Row>> all) throws Exception {
      for (TargetMutations<MemoryRows, Row, Row> mutations : all) {
        for (Delete<Row> delete : mutations.deletes()) {
          delete(mutations, delete);
        }
        for (Upsert<Row, Row> upsert : mutations.upserts()) {
          upsert(mutations, upsert);
        }
      }
    }

    void delete(TargetMutations<MemoryRows, Row, Row> mutations, Delete<Row> row) throws Exception {
      mutations.checkFence();
      mutations.prepared().delete(row.key());
    }

    void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
        throws Exception {
      mutations.checkFence();
      mutations.prepared().upsert(row.key(), row.value());
    }
  }

  private abstract static class Contract extends TargetConnectorContract<MemoryTarget, Line> {
    @Override
    protected MemoryTarget spec(String place) {
      return new MemoryTarget(place);
    }

    @Override
    protected Line row(String key, String text) {
      return new Line(key, text);
    }

    @Override
    protected Collection<Line> rowsAt(MemoryTarget spec) {
      return spec.rows().as(Line.class);
    }
  }

  private static String key(Row row) {
    return (String) row.get("key");
  }

  static final class Correct extends Contract {
    @Override
    protected Target connector() {
      return new Target();
    }
  }

  @Test
  void aCorrectOneOnlyLacksItsServiceFile() {
    ContractRun run = ContractRun.of(Correct.class);
    assertThat(run.failures()).containsOnlyKeys("isFoundByServiceLoader");
    assertThat(run.failureOf("isFoundByServiceLoader"))
        .contains("name it in a line of META-INF/services/dev.freshet.api.TargetConnector");
  }

  static final class ForgetsDeletes extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void delete(TargetMutations<MemoryRows, Row, Row> mutations, Delete<Row> row) {}
      };
    }
  }

  @Test
  void findsForgottenDeletes() {
    ContractRun run = ContractRun.of(ForgetsDeletes.class);
    assertThat(run.failureOf("deletesWhetherOrNotTheRowIsThere"))
        .isEqualTo(
            "After deletes of one row that is there and one that is not, the target should hold 2"
                + " rows and nothing else, but it holds 1 row that should not be there: \"key-1\"");
    assertThat(run.failures()).containsKey("rowsComeBackAfterADelete");
  }

  static final class AppendsInsteadOfReplacing extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
            throws Exception {
          mutations.checkFence();
          Row before = mutations.prepared().get(row.key());
          String text = (before == null ? "" : before.get("text")) + "" + row.value().get("text");
          mutations
              .prepared()
              .upsert(row.key(), new Row(row.value().fields(), List.of((Object) text)));
        }
      };
    }
  }

  @Test
  void findsWhatIsNotIdempotent() {
    ContractRun run = ContractRun.of(AppendsInsteadOfReplacing.class);
    assertThat(run.failureOf("upsertsReplaceWholeRows"))
        .contains("holds other values: \"key-0\"")
        .contains("wanted Line[key=key-0, text=second]")
        .contains("found Line[key=key-0, text=a longer first valuesecond]");
  }

  static final class RefusesToDeleteTheAbsent extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void delete(TargetMutations<MemoryRows, Row, Row> mutations, Delete<Row> row)
            throws Exception {
          mutations.checkFence();
          if (mutations.prepared().delete(row.key()) == null) {
            throw new IllegalStateException("no row " + key(row.key()));
          }
        }
      };
    }
  }

  @Test
  void findsDeletesThatNeedTheRow() {
    assertThat(
            ContractRun.failureOf(
                RefusesToDeleteTheAbsent.class, "deletesWhetherOrNotTheRowIsThere"))
        .startsWith(
            "mutate threw java.lang.IllegalStateException: no row key-0 for a batch that deletes 1"
                + " row");
  }

  static final class ThrowsForAHostileKey extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
            throws Exception {
          if (key(row.key()).contains("..")) {
            throw new IllegalArgumentException("bad path");
          }
          super.upsert(mutations, row);
        }
      };
    }

    @Override
    protected boolean takes(Line row) {
      return !row.key().contains("..") && !row.text().contains("..");
    }
  }

  @Test
  void findsExceptionsForARowThatShouldBeRejected() {
    ContractRun run = ContractRun.of(ThrowsForAHostileKey.class);
    assertThat(run.failureOf("key with a parent directory"))
        .contains("mutate threw java.lang.IllegalArgumentException: bad path")
        .contains("a key that has a parent directory (\"../outside\")")
        .contains("reject a row that can never succeed, and write the");
    assertThat(run.failures()).doesNotContainKey("key with quotes");
  }

  static final class RejectsWithoutSaying extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
            throws Exception {
          if (key(row.key()).contains("\0")) {
            mutations.reject(row, "not possible");
          } else {
            super.upsert(mutations, row);
          }
        }
      };
    }

    @Override
    protected boolean takes(Line row) {
      return !row.key().contains("\0");
    }
  }

  @Test
  void findsReasonsThatDoNotNameTheKey() {
    assertThat(ContractRun.failureOf(RejectsWithoutSaying.class, "key with a NUL"))
        .contains(
            "the row \"before\\u0000after\" was rejected with a reason that does not name its key: not possible");
  }

  static final class LosesKeysSilently extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
            throws Exception {
          if (key(row.key()).length() < 1000) {
            super.upsert(mutations, row);
          }
        }
      };
    }
  }

  @Test
  void findsRowsThatAreLeftOutSilently() {
    assertThat(ContractRun.failureOf(LosesKeysSilently.class, "key with 64 KB"))
        .contains("it lacks 1 row: \"kilobytes-kkk")
        .contains("(65538 characters)");
  }

  static final class FoldsCase extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
            throws Exception {
          Row key = row.key();
          boolean folds = key(key).equals("CASE");
          mutations.checkFence();
          mutations
              .prepared()
              .upsert(folds ? new Row(key.fields(), List.of("case")) : key, row.value());
        }
      };
    }
  }

  @Test
  void findsKeysThatBecomeOne() {
    assertThat(ContractRun.failureOf(FoldsCase.class, "keysThatLookAlikeAreDifferentRows"))
        .contains("lacks 1 row: \"CASE\"");
  }

  static final class MixesTargets extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public void mutate(List<TargetMutations<MemoryRows, Row, Row>> all) throws Exception {
          for (TargetMutations<MemoryRows, Row, Row> mutations : all) {
            for (Delete<Row> delete : mutations.deletes()) {
              delete(all.get(0), delete);
            }
            for (Upsert<Row, Row> upsert : mutations.upserts()) {
              upsert(all.get(0), upsert);
            }
          }
        }
      };
    }
  }

  @Test
  void findsTargetsThatAreMixedUp() {
    ContractRun run = ContractRun.of(MixesTargets.class);
    assertThat(run.failures())
        .containsOnlyKeys("isFoundByServiceLoader", "keepsTwoTargetsOfOneCallApart");
    assertThat(run.failureOf("keepsTwoTargetsOfOneCallApart"))
        .contains("After one call with equal keys in two targets")
        .contains("wanted Line[key=key-0, text=one], found Line[key=key-0, text=other]");
  }

  static final class WritesAtClose extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        private final List<Runnable> later = new ArrayList<>();

        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
            throws Exception {
          mutations.checkFence();
          MemoryRows rows = mutations.prepared();
          later.add(() -> rows.upsert(row.key(), row.value()));
        }

        @Override
        public void close() {
          later.forEach(Runnable::run);
        }
      };
    }
  }

  @Test
  void findsRowsThatAreWrittenLate() {
    assertThat(
            ContractRun.failureOf(
                WritesAtClose.class, "rowsAreThereWhenMutateReturnsAndStayWhenItIsClosed"))
        .contains("After mutate returned, before close")
        .contains("it lacks 20 rows: \"key-0\", \"key-1\"")
        .contains("and 15 more");
  }

  static final class NeverChecksTheFence extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row) {
          mutations.prepared().upsert(row.key(), row.value());
        }
      };
    }
  }

  @Test
  void findsAFenceThatIsNotChecked() {
    assertThat(
            ContractRun.failureOf(
                NeverChecksTheFence.class, "stopsWhenTheFenceIsLostAndIsRepeatedByAnotherInstance"))
        .contains("checkFence was called 0 times for a batch of 20 rows")
        .contains("writesRowByRow()");
  }

  static final class SwallowsTheFence extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public void mutate(List<TargetMutations<MemoryRows, Row, Row>> all) {
          try {
            super.mutate(all);
          } catch (Exception e) {
            assertThat(e).isNotNull();
          }
        }
      };
    }
  }

  @Test
  void findsAFenceThatIsSwallowed() {
    assertThat(
            ContractRun.failureOf(
                SwallowsTheFence.class, "stopsWhenTheFenceIsLostAndIsRepeatedByAnotherInstance"))
        .contains("mutate returned as if its rows were written: let the exception pass");
  }

  static final class EmptiesWhenPrepared extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public MemoryRows prepare(Setup<MemoryTarget> setup) {
          setup.spec().rows().clear();
          return super.prepare(setup);
        }
      };
    }
  }

  @Test
  void findsAPrepareThatEmptiesTheTarget() {
    assertThat(ContractRun.failureOf(EmptiesWhenPrepared.class, "prepareTouchesNoRows"))
        .startsWith("After prepare, the target should hold 3 rows and nothing else, but it lacks");
  }

  static final class DropsNothing extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public void applySetupChange(SetupChange<MemoryTarget> change) {}
      };
    }
  }

  @Test
  void findsADropThatLeavesRows() {
    assertThat(ContractRun.failureOf(DropsNothing.class, "dropLeavesNothingBehind"))
        .contains("After a drop (dropDeletesRows() says who deletes the rows)")
        .contains("holds 3 rows that should not be there");
  }

  static final class CreatesOnlyOnce extends Contract {
    private final List<String> created = new ArrayList<>();

    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public void applySetupChange(SetupChange<MemoryTarget> change) throws Exception {
          if (change instanceof SetupChange.Create<MemoryTarget> create) {
            String name = create.current().spec().name();
            if (created.contains(name)) {
              throw new IllegalStateException(name + " exists already");
            }
            created.add(name);
          }
          super.applySetupChange(change);
        }
      };
    }
  }

  @Test
  void findsASetupThatCannotBeRepeated() {
    ContractRun run = ContractRun.of(CreatesOnlyOnce.class);
    assertThat(run.failureOf("setupMayBeAppliedTwice"))
        .contains("applySetupChange(Create) threw java.lang.IllegalStateException")
        .contains("exists already");
    assertThat(run.failures()).containsKey("setupMayBeInterruptedAtAnyPoint");
  }

  static final class KeyOfTheInstance extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public String persistentKey(Setup<MemoryTarget> setup) {
          return setup.spec().name() + "@" + System.identityHashCode(this);
        }
      };
    }
  }

  @Test
  void findsAnAddressThatChanges() {
    assertThat(
            ContractRun.failureOf(KeyOfTheInstance.class, "thePersistentKeyIsTheAddressOfThePlace"))
        .contains("it must depend on the spec alone, or the target is dropped and created anew");
  }

  static final class SameKeyForAll extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public String persistentKey(Setup<MemoryTarget> setup) {
          return "memory";
        }
      };
    }
  }

  @Test
  void findsPlacesWithOneAddress() {
    assertThat(ContractRun.failureOf(SameKeyForAll.class, "thePersistentKeyIsTheAddressOfThePlace"))
        .contains("have the same persistentKey \"memory\": it must tell them apart");
  }

  static final class RejectsOtherMutations extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void delete(TargetMutations<MemoryRows, Row, Row> mutations, Delete<Row> row) {
          mutations.reject(new Delete<>(row.key()), "another row");
        }
      };
    }
  }

  @Test
  void findsRejectionsOfRowsThatWereNotGiven() {
    assertThat(ContractRun.failureOf(RejectsOtherMutations.class, "rowsComeBackAfterADelete"))
        .contains("the connector rejects an equal one, but not the one it was given");
  }

  static final class RejectsInTheFirstTarget extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public void mutate(List<TargetMutations<MemoryRows, Row, Row>> all) throws Exception {
          for (TargetMutations<MemoryRows, Row, Row> mutations : all) {
            for (Delete<Row> delete : mutations.deletes()) {
              delete(mutations, delete);
            }
            for (Upsert<Row, Row> upsert : mutations.upserts()) {
              if (key(upsert.key()).isEmpty()) {
                all.get(0).reject(upsert, "the key is empty");
              } else {
                upsert(mutations, upsert);
              }
            }
          }
        }
      };
    }

    @Override
    protected boolean takes(Line row) {
      return !row.key().isEmpty();
    }
  }

  @Test
  void findsRejectionsInAnotherTarget() {
    ContractRun run = ContractRun.of(RejectsInTheFirstTarget.class);
    assertThat(run.failures())
        .containsOnlyKeys("isFoundByServiceLoader", "rejectsInTheTargetThatTheRowIsOf");
    assertThat(run.failureOf("rejectsInTheTargetThatTheRowIsOf"))
        .contains("the connector rejects one that it was not given");
  }

  static final class RejectsDeletes extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        void delete(TargetMutations<MemoryRows, Row, Row> mutations, Delete<Row> row)
            throws Exception {
          if (key(row.key()).contains("..")) {
            mutations.reject(row, "no path: " + key(row.key()));
          } else {
            super.delete(mutations, row);
          }
        }
      };
    }
  }

  @Test
  void findsDeletesThatAreRejected() {
    assertThat(ContractRun.failureOf(RejectsDeletes.class, "key with a parent directory"))
        .isEqualTo(
            "A delete of the row \"../outside\" was rejected, which must succeed whether or not"
                + " there can be such a row: no path: ../outside");
  }

  static final class PreparesNothing extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public MemoryRows prepare(Setup<MemoryTarget> setup) {
          return null;
        }
      };
    }
  }

  @Test
  void findsAPrepareThatReturnsNothing() {
    assertThat(ContractRun.failureOf(PreparesNothing.class, "upsertsReplaceWholeRows"))
        .isEqualTo("prepare returned null; return what mutate needs for this target");
  }

  static final class CannotCloseAfterAFailure extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        private boolean failed;

        @Override
        public void mutate(List<TargetMutations<MemoryRows, Row, Row>> all) throws Exception {
          failed = true;
          super.mutate(all);
          failed = false;
        }

        @Override
        public void close() {
          if (failed) {
            throw new IllegalStateException("still busy");
          }
        }
      };
    }
  }

  @Test
  void findsACloseThatFailsAfterAFailure() {
    assertThat(
            ContractRun.failureOf(
                CannotCloseAfterAFailure.class,
                "stopsWhenTheFenceIsLostAndIsRepeatedByAnotherInstance"))
        .startsWith("close threw java.lang.IllegalStateException: still busy after mutate had");
  }

  static final class ListsTooMuch extends Contract {
    @Override
    protected Target connector() {
      return new ListingTarget();
    }
  }

  private static final class ListingTarget extends Target
      implements ListsRows<MemoryRows, Row, Row> {
    @Override
    public void listRows(MemoryRows prepared, Consumer<Upsert<Row, Row>> rows) {
      prepared.forEach((key, value) -> rows.accept(new Upsert<>(key, value)));
      prepared.forEach((key, value) -> rows.accept(new Upsert<>(key, value)));
    }
  }

  @Test
  void findsRowsThatAreListedTwice() {
    assertThat(ContractRun.failureOf(ListsTooMuch.class, "listsTheRowsThatAreThere"))
        .isEqualTo("listRows returned two rows with the key \"key-0\"");
  }

  static final class LosesRowsWhenLoaded extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        @Override
        public void loaded(Setup<MemoryTarget> setup) {
          setup.spec().rows().clear();
        }
      };
    }
  }

  @Test
  void findsALoadedThatLosesRows() {
    assertThat(ContractRun.failureOf(LosesRowsWhenLoaded.class, "loadedMayBeRepeated"))
        .startsWith("After loaded was called twice, the target should hold 20 rows");
  }

  /** Where and how lines are written. */
  record Shelf(String name, boolean loud) implements TargetSpec {}

  /** Says that an edit of {@code loud} needs nothing, though it changes every row. */
  private static final class ShelfConnector
      implements TargetConnector<Shelf, Setup<Shelf>, Row, Row> {
    @Override
    public String type() {
      return "shelf";
    }

    @Override
    public Class<Shelf> specType() {
      return Shelf.class;
    }

    @Override
    public String persistentKey(Setup<Shelf> setup) {
      return setup.spec().name();
    }

    @Override
    public Compatibility compatibility(Setup<Shelf> previous, Setup<Shelf> current) {
      return Compatibility.COMPATIBLE;
    }

    @Override
    public void applySetupChange(SetupChange<Shelf> change) {
      if (change instanceof SetupChange.Drop<Shelf> drop) {
        rows(drop.previous().spec()).clear();
      }
    }

    @Override
    public Setup<Shelf> prepare(Setup<Shelf> setup) {
      return setup;
    }

    @Override
    public void mutate(List<TargetMutations<Setup<Shelf>, Row, Row>> all) throws Exception {
      for (TargetMutations<Setup<Shelf>, Row, Row> mutations : all) {
        MemoryRows rows = rows(mutations.prepared().spec());
        for (Delete<Row> delete : mutations.deletes()) {
          mutations.checkFence();
          rows.delete(delete.key());
        }
        for (Upsert<Row, Row> upsert : mutations.upserts()) {
          mutations.checkFence();
          String loud = mutations.prepared().spec().loud() ? "!" : "";
          Object text = upsert.value().get("text") + loud;
          rows.upsert(upsert.key(), new Row(upsert.value().fields(), List.of(text)));
        }
      }
    }

    static MemoryRows rows(Shelf shelf) {
      return new MemoryTarget(shelf.name()).rows();
    }
  }

  static final class LiesAboutAnEdit extends TargetConnectorContract<Shelf, Line> {
    @Override
    protected ShelfConnector connector() {
      return new ShelfConnector();
    }

    @Override
    protected Shelf spec(String place) {
      return new Shelf(place, false);
    }

    @Override
    protected Shelf edited(Shelf spec) {
      return new Shelf(spec.name(), true);
    }

    @Override
    protected Line row(String key, String text) {
      return new Line(key, text);
    }

    @Override
    protected Collection<Line> rowsAt(Shelf spec) {
      return ShelfConnector.rows(spec).as(Line.class).stream()
          .map(line -> spec.loud() ? quiet(line) : line)
          .toList();
    }

    /** What was written loud, as it was declared. */
    private static Line quiet(Line line) {
      String text = line.text();
      return new Line(
          line.key(), text.endsWith("!") ? text.substring(0, text.length() - 1) : text + "?");
    }
  }

  @Test
  void findsAnEditThatNeedsTheRowsAgain() {
    assertThat(ContractRun.failureOf(LiesAboutAnEdit.class, "anEditOfTheSpecKeepsItsPromise"))
        .startsWith("After an edit that is said to be COMPATIBLE, the target should hold 3 rows")
        .contains("wanted Line[key=key-0, text=first], found Line[key=key-0, text=first?]");
  }

  static final class WritesToTheLastPrepared extends Contract {
    @Override
    protected Target connector() {
      return new Target() {
        private MemoryRows last;

        @Override
        public MemoryRows prepare(Setup<MemoryTarget> setup) {
          last = super.prepare(setup);
          return last;
        }

        @Override
        void upsert(TargetMutations<MemoryRows, Row, Row> mutations, Upsert<Row, Row> row)
            throws Exception {
          mutations.checkFence();
          last.upsert(row.key(), row.value());
        }
      };
    }
  }

  @Test
  void findsWhatWritesToTheTargetPreparedLast() {
    ContractRun run = ContractRun.of(WritesToTheLastPrepared.class);
    assertThat(run.failures())
        .containsOnlyKeys(
            "isFoundByServiceLoader",
            "keepsTwoTargetsOfOneCallApart",
            "aTargetMayBePreparedThatGetsNoRows");
    assertThat(run.failureOf("aTargetMayBePreparedThatGetsNoRows"))
        .startsWith("After a call for one of two prepared targets, the target should hold 3 rows")
        .contains("lacks 3 rows");
  }
}
