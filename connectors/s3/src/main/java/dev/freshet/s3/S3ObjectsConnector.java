package dev.freshet.s3;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.internal.KeyPattern;
import java.io.IOException;
import java.util.function.Predicate;

/** The source {@code s3}. */
public final class S3ObjectsConnector implements SourceConnector<S3Objects> {
  @Override
  public String type() {
    return "s3";
  }

  @Override
  public Class<S3Objects> specType() {
    return S3Objects.class;
  }

  @Override
  public void check(Setup<S3Objects> setup) {
    S3Objects spec = setup.spec();
    String place = "source " + setup.name();
    SpecChecks.check(place, spec.bucket(), spec.prefix(), spec.service());
    if (spec.include().isEmpty()) {
      throw new IllegalArgumentException(
          place + ": include is empty, so nothing would be listed; leave it out for every object");
    }
    if (spec.maxObjectSize() < 0) {
      throw new IllegalArgumentException(
          place
              + ": max-object-size is "
              + spec.maxObjectSize()
              + "; it is a number of bytes, 0 for no limit");
    }
    try {
      filter(spec);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }

  private static Predicate<String> filter(S3Objects spec) {
    Predicate<String> isIncluded = KeyPattern.any(spec.include());
    Predicate<String> isExcluded = KeyPattern.any(spec.exclude());
    return isIncluded.and(isExcluded.negate());
  }

  @Override
  public String persistentKey(Setup<S3Objects> setup) {
    S3Objects spec = setup.spec();
    return Addresses.of(spec.bucket(), spec.prefix(), spec.service());
  }

  @Override
  public String describe(String persistentKey) {
    return "objects " + persistentKey;
  }

  @Override
  public ItemReader open(Setup<S3Objects> setup) throws IOException {
    S3Objects spec = setup.spec();
    Bucket bucket = Bucket.open(spec.bucket(), spec.service(), setup.callDeadline());
    return new S3ObjectsReader(spec, bucket, filter(spec));
  }
}
