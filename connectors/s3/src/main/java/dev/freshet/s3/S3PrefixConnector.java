package dev.freshet.s3;

import dev.freshet.api.Compatibility;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.ContentRow;
import java.util.List;
import java.util.function.Consumer;

/** The target {@code s3}. */
public final class S3PrefixConnector
    implements TargetConnector<S3Prefix, PrefixTarget, String, Row>,
        ListsRows<PrefixTarget, String, Row> {

  @Override
  public String type() {
    return "s3";
  }

  @Override
  public Class<S3Prefix> specType() {
    return S3Prefix.class;
  }

  @Override
  public void check(Setup<S3Prefix> setup) {
    S3Prefix spec = setup.spec();
    String place = "target " + setup.name();
    SpecChecks.check(place, spec.bucket(), spec.prefix(), spec.service());
    if (!spec.extension().codePoints().allMatch(c -> c > ' ' && c < 0x7F && c != '/')) {
      throw new IllegalArgumentException(
          place
              + ": extension \""
              + spec.extension()
              + "\" may have letters, digits and marks of ASCII, and no /");
    }
    if (!spec.contentType().chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      throw new IllegalArgumentException(
          place + ": content-type has a character that no header can have");
    }
    ContentRow.check(place, type(), setup.schema());
  }

  /** The extension is part of it: targets with different ones may share a prefix. */
  @Override
  public String persistentKey(Setup<S3Prefix> setup) {
    S3Prefix spec = setup.spec();
    return Addresses.of(spec.bucket(), spec.prefix() + "*" + spec.extension(), spec.service());
  }

  @Override
  public String describe(String persistentKey) {
    return "objects " + persistentKey;
  }

  @Override
  public Compatibility compatibility(Setup<S3Prefix> previous, Setup<S3Prefix> current) {
    if (!persistentKey(previous).equals(persistentKey(current))) {
      return Compatibility.RECREATE;
    }
    return previous.schema().equals(current.schema())
            && previous.spec().contentType().equals(current.spec().contentType())
        ? Compatibility.COMPATIBLE
        : Compatibility.REWRITE_ROWS;
  }

  /** Other objects may be below the prefix: only those of our rows are to be deleted. */
  @Override
  public boolean dropDeletesRows() {
    return false;
  }

  /** There is nothing to make or to remove beside objects: the bucket is its owner's. */
  @Override
  public void applySetupChange(SetupChange<S3Prefix> change) throws Exception {
    if (change instanceof SetupChange.Create<S3Prefix> create) {
      PrefixTarget.open(create.current()).close();
    } else if (change instanceof SetupChange.Alter<S3Prefix> alter) {
      PrefixTarget.open(alter.current()).close();
    }
  }

  @Override
  public PrefixTarget prepare(Setup<S3Prefix> setup) throws Exception {
    return PrefixTarget.open(setup);
  }

  @Override
  public void mutate(List<TargetMutations<PrefixTarget, String, Row>> all) throws Exception {
    for (TargetMutations<PrefixTarget, String, Row> mutations : all) {
      try {
        new ObjectDeletion(mutations).run();
        new ObjectWriting(mutations).run();
      } catch (PlaceUnusable e) {
        throw new Unavailable(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** An object whose name could not be that of a row is no row. */
  @Override
  public void listRows(PrefixTarget prepared, Consumer<Upsert<String, Row>> rows) throws Exception {
    new ObjectListing(prepared).run(rows);
  }
}
