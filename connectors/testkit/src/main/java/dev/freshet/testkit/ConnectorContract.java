package dev.freshet.testkit;

import dev.freshet.api.Connector;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Secret;
import dev.freshet.api.Setup;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.Specs;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the engine relies on in every connector. Not extended directly.
 *
 * @param <S> the spec
 */
public abstract sealed class ConnectorContract<S>
    permits SourceConnectorContract, TargetConnectorContract {
  /** As the engine gives it. */
  static final Duration CALL_DEADLINE = Duration.ofSeconds(10);

  private static final List<String> SECRETIVE =
      List.of("password", "passwd", "secret", "token", "apikey", "accesskey", "credential");

  private static final String CREDENTIAL = "open-sesame-4711";
  private static final String OF_THIS_JVM = Long.toString(System.currentTimeMillis(), 36);
  private static final AtomicInteger PLACES = new AtomicInteger();

  ConnectorContract() {}

  /** A new instance, as the engine makes one. */
  protected abstract Connector<S> connector();

  /**
   * The spec of a place of its own for each name, and an equal spec for an equal name. Touches
   * nothing outside.
   *
   * @param place letters and digits in lower case, new for every test
   */
  protected abstract S spec(String place);

  abstract RowSchema schema();

  abstract List<Class<?>> registered(ClassLoader loader);

  static String newPlace() {
    return "t" + OF_THIS_JVM + "x" + PLACES.incrementAndGet();
  }

  /** The spec reaches a connector as it comes out of the state: written and read as JSON. */
  final Setup<S> setup(String place, S spec) {
    S read =
        Failure.unless(
            "Writing and reading " + spec + " as JSON",
            () -> Specs.fromJson(Specs.toJson(spec), connector().specType()));
    return new Setup<>(place, read, schema(), CALL_DEADLINE);
  }

  final Setup<S> setup(String place) {
    return setup(place, spec(place));
  }

  final String name() {
    return connector().getClass().getSimpleName();
  }

  final String keyOf(Setup<S> setup) {
    Connector<S> connector = connector();
    String key = Failure.unless("persistentKey", () -> connector.persistentKey(setup));
    if (key == null || key.isBlank()) {
      throw Failure.of(
          "persistentKey returned " + Texts.quoted(key) + "; wanted the address of the place");
    }
    Failure.unless("close after persistentKey alone", () -> closed(connector));
    return key;
  }

  private static boolean closed(Connector<?> connector) throws Exception {
    connector.close();
    return true;
  }

  @Test
  void isFoundByServiceLoader() {
    Class<?> type = connector().getClass();
    Failure.unless("Finding connectors", () -> Connectors.discover(type.getClassLoader()));
    if (!registered(type.getClassLoader()).contains(type)) {
      throw Failure.of(
          "%s is not found by ServiceLoader; name it in a line of META-INF/services/%s"
              .formatted(
                  type.getName(),
                  this instanceof SourceConnectorContract
                      ? "dev.freshet.api.SourceConnector"
                      : "dev.freshet.api.TargetConnector"));
    }
  }

  @Test
  void theSpecSurvivesBeingWrittenAndRead() {
    String place = newPlace();
    S spec = spec(place);
    if (!spec.equals(spec(place))) {
      throw Failure.of("spec(place) gave two specs that are not equal for one place: " + spec);
    }
    S read = setup(place).spec();
    if (!read.equals(spec)) {
      throw Failure.of(
          "The spec %s is %s after it was written as JSON and read; give its components types with equals"
              .formatted(spec, read));
    }
  }

  @Test
  void acceptsTheSpecsOfThisContract() {
    String place = newPlace();
    Failure.unless(
        "check of " + spec(place),
        () -> {
          connector().check(setup(place));
          return true;
        });
  }

  @Test
  void thePersistentKeyIsTheAddressOfThePlace() {
    String place = newPlace();
    String key = keyOf(setup(place));
    String again = keyOf(setup(place));
    if (!key.equals(again)) {
      throw Failure.of(
          "persistentKey changed from %s to %s though nothing else did: it must depend on the spec alone, or the target is dropped and created anew at every run"
              .formatted(Texts.quoted(key), Texts.quoted(again)));
    }
    String otherPlace = newPlace();
    if (key.equals(keyOf(setup(otherPlace)))) {
      throw Failure.of(
          "Two places, %s and %s, have the same persistentKey %s: it must tell them apart"
              .formatted(spec(place), spec(otherPlace), Texts.quoted(key)));
    }
  }

  @Test
  void describesThePlaceFromItsKeyAlone() {
    String key = keyOf(setup(newPlace()));
    String described = Failure.unless("describe", () -> connector().describe(key));
    String other = connector().describe(keyOf(setup(newPlace())));
    if (described == null || described.isBlank() || described.equals(other)) {
      throw Failure.of(
          "describe(%s) returned %s, for another place %s; a person must be able to tell which place is meant"
              .formatted(Texts.quoted(key), Texts.quoted(described), Texts.quoted(other)));
    }
  }

  @Test
  void keepsCredentialsOutOfSight() throws Exception {
    S spec = spec(newPlace());
    expectSecretsToBeSecrets(spec.getClass());
    Path file = Files.createTempFile("freshet", "credential");
    try {
      Files.writeString(file, CREDENTIAL);
      expectNoCredential(spec, withSecrets(spec, new Secret("file:" + file)));
    } finally {
      Files.delete(file);
    }
  }

  private void expectNoCredential(S spec, S rotated) {
    String key = keyOf(setup("rotated", rotated));
    for (String shown : List.of(key, connector().describe(key), rotated.toString())) {
      if (shown.contains(CREDENTIAL)) {
        throw Failure.of("A credential shows in " + Texts.quoted(shown.replace(CREDENTIAL, "...")));
      }
    }
    String before = keyOf(setup("rotated", spec));
    if (!key.equals(before)) {
      throw Failure.of(
          "persistentKey is %s with one secret and %s with another: leave secrets out, or a new password is a new place"
              .formatted(Texts.quoted(before), Texts.quoted(key)));
    }
  }

  private static void expectSecretsToBeSecrets(Class<?> spec) {
    for (RecordComponent component : spec.getRecordComponents()) {
      String name = component.getName().toLowerCase(Locale.ROOT);
      if (component.getType() == String.class && SECRETIVE.stream().anyMatch(name::endsWith)) {
        throw Failure.of(
            "The option %s of %s is a String, so a credential would reach flow files, state and logs; make it a Secret"
                .formatted(component.getName(), spec.getSimpleName()));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private S withSecrets(S spec, Secret secret) throws ReflectiveOperationException {
    RecordComponent[] components = spec.getClass().getRecordComponents();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(spec);
      values.add(value instanceof Secret ? secret : value);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> constructor = spec.getClass().getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return (S) constructor.newInstance(values.toArray());
  }

  @Test
  void closesWithoutHavingBeenUsed() {
    Failure.unless("close of an instance that was never used", () -> closed(connector()));
  }

  /** The threads that would keep the process from ending. */
  static List<Thread> lastingThreads() {
    Thread[] all = new Thread[2 * Thread.activeCount() + 16];
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    int count = group.enumerate(all, true);
    return Stream.of(all).limit(count).filter(thread -> !thread.isDaemon()).toList();
  }

  /** Waits for threads that were begun meanwhile to end; those of a client take a moment. */
  static void expectNoThreadBeside(List<Thread> before, String after) throws IOException {
    long end = System.nanoTime() + CALL_DEADLINE.toNanos();
    for (Thread thread : lastingThreads()) {
      if (!before.contains(thread) && thread != Thread.currentThread()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        try {
          thread.join(Math.max(1, left));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
        if (thread.isAlive()) {
          throw Failure.of(
              "The thread %s still runs %s: close must end what the connector started"
                  .formatted(thread.getName(), after));
        }
      }
    }
  }
}
