package dev.freshet.trial;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes {@link Ledger}s. */
public final class LedgerConnector
    implements TargetConnector<LedgerRows, LedgerConnector.Open, String, Row> {
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private final int instance = INSTANCES.incrementAndGet();

  /** A ledger that was prepared. */
  public record Open(Trial trial, String name, Ledger ledger) {}

  @Override
  public String type() {
    return "ledger";
  }

  @Override
  public Class<LedgerRows> specType() {
    return LedgerRows.class;
  }

  @Override
  public String persistentKey(Setup<LedgerRows> setup) {
    return setup.spec().trial() + "/" + setup.spec().ledger();
  }

  @Override
  public void applySetupChange(SetupChange<LedgerRows> change) throws Exception {
    Trial trial = Trial.named(setupOf(change).spec().trial());
    trial.at(Trial.Point.BEFORE_SETUP);
    apply(change);
    trial.at(Trial.Point.AFTER_SETUP);
  }

  private static Setup<LedgerRows> setupOf(SetupChange<LedgerRows> change) {
    if (change instanceof SetupChange.Create<LedgerRows> create) {
      return create.current();
    }
    return change instanceof SetupChange.Alter<LedgerRows> alter
        ? alter.current()
        : ((SetupChange.Drop<LedgerRows>) change).previous();
  }

  private static void apply(SetupChange<LedgerRows> change) {
    if (change instanceof SetupChange.Create<LedgerRows> create) {
      ledger(create.current()).create();
    } else if (change instanceof SetupChange.Alter<LedgerRows> alter) {
      ledger(alter.current()).alter();
    } else if (change instanceof SetupChange.Drop<LedgerRows> drop) {
      ledger(drop.previous()).drop();
    }
  }

  @Override
  public Compatibility compatibility(Setup<LedgerRows> previous, Setup<LedgerRows> current) {
    String edition = current.spec().edition();
    if (edition.startsWith("new")) {
      return Compatibility.RECREATE;
    }
    return edition.startsWith("same")
        ? Compatibility.COMPATIBLE
        : TargetConnector.super.compatibility(previous, current);
  }

  @Override
  public Open prepare(Setup<LedgerRows> setup) throws Exception {
    LedgerRows spec = setup.spec();
    Trial.named(spec.trial()).at(Trial.Point.BEFORE_PREPARATION);
    return spec.edition().equals("unprepared")
        ? null
        : new Open(Trial.named(spec.trial()), spec.ledger(), ledger(setup));
  }

  private static Ledger ledger(Setup<LedgerRows> setup) {
    return Trial.named(setup.spec().trial()).ledger(setup.spec().ledger());
  }

  @Override
  public void mutate(List<TargetMutations<Open, String, Row>> all) throws Exception {
    record(all);
    Trial trial = all.get(0).prepared().trial();
    trial.at(Trial.Point.BEFORE_MUTATIONS);
    for (TargetMutations<Open, String, Row> target : all) {
      target.prepared().ledger().strike();
      expectNoPoison(target);
    }
    for (TargetMutations<Open, String, Row> target : all) {
      write(target);
    }
    trial.at(Trial.Point.AFTER_MUTATIONS, () -> all.forEach(LedgerConnector::repeat));
    for (TargetMutations<Open, String, Row> target : all) {
      target.prepared().ledger().strikeAgain();
    }
  }

  private static void expectNoPoison(TargetMutations<Open, String, Row> target) {
    for (Upsert<String, Row> upsert : target.upserts()) {
      String reason = target.prepared().ledger().poison(text(upsert));
      if (reason != null) {
        throw new IllegalArgumentException(reason);
      }
    }
  }

  private static void repeat(TargetMutations<Open, String, Row> target) {
    Ledger ledger = target.prepared().ledger();
    target.deletes().forEach(delete -> ledger.delete(delete.key()));
    target.upserts().stream()
        .filter(upsert -> ledger.refusal(text(upsert)) == null)
        .forEach(upsert -> ledger.upsert(upsert.key(), text(upsert)));
  }

  private static void write(TargetMutations<Open, String, Row> target) throws Exception {
    Ledger ledger = target.prepared().ledger();
    Trial trial = target.prepared().trial();
    for (Delete<String> delete : target.deletes()) {
      ledger.delete(delete.key());
      trial.at(Trial.Point.BETWEEN_ROWS);
    }
    for (Upsert<String, Row> upsert : target.upserts()) {
      String reason = ledger.refusal(text(upsert));
      if (reason == null) {
        ledger.upsert(upsert.key(), text(upsert));
      } else {
        target.reject(upsert, reason);
      }
      trial.at(Trial.Point.BETWEEN_ROWS);
    }
  }

  private static String text(Upsert<String, Row> upsert) {
    return String.valueOf(upsert.value().get("text"));
  }

  private void record(List<TargetMutations<Open, String, Row>> all) {
    Map<String, List<String>> rows = new TreeMap<>();
    Map<String, Long> sequences = new TreeMap<>();
    for (TargetMutations<Open, String, Row> target : all) {
      List<String> keys = new ArrayList<>();
      target.upserts().forEach(upsert -> keys.add(upsert.key()));
      target.deletes().forEach(delete -> keys.add(delete.key()));
      rows.put(target.prepared().name(), keys);
      sequences.put(target.prepared().name(), target.sequence());
    }
    all.get(0).prepared().trial().ledgerCalls().add(new LedgerCall(instance, rows, sequences));
  }
}
