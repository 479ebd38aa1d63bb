package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Takes the sentences of {@code teeth/teeth.txt} out of the sources, one at a time, and runs the
 * tests without it, which must fail. Started by {@code teeth/run}.
 */
@EnabledIfSystemProperty(named = "freshet.teeth", matches = ".+")
class TeethTest {
  private static final Path SOURCES = Path.of("src");
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  private static final List<String> SUITE =
      List.of("ProtocolHistoriesTest", "PeerHolesTest", "FaultPointsTest", "RandomHistoriesTest");

  private final Path temporary;

  TeethTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Test
  void everySentenceIsMissedByTheTestsThatItIsNamedFor() throws Exception {
    String wanted = System.getProperty("freshet.teeth", "all");
    Predicate<Tooth> selected =
        tooth -> wanted.equals("all") || tooth.sentence().toLowerCase().contains(wanted);
    List<String> wrong = new ArrayList<>();
    int number = 0;
    for (Tooth tooth : Tooth.readAll(Path.of("teeth", "teeth.txt"))) {
      number++;
      if (selected.test(tooth)) {
        System.out.printf("%n%2d. %s%n", number, tooth.sentence());
        tryWithout(tooth, number, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private void tryWithout(Tooth tooth, int number, List<String> wrong) throws Exception {
    if (!tooth.elsewhere().isEmpty()) {
      System.out.println("    on Flink: " + tooth.elsewhere());
    }
    if (tooth.edits().isEmpty()) {
      return;
    }
    Set<String> failed = failuresWithout(tooth, number);
    System.out.println("    without it fail: " + String.join(", ", failed));
    for (String expected : tooth.caughtBy()) {
      if (failed.stream().noneMatch(test -> (test + ".").startsWith(expected + "."))) {
        System.out.println("    NOT CAUGHT by " + expected);
        wrong.add(number + ". " + tooth.sentence() + ": not caught by " + expected);
      }
    }
  }

  private Set<String> failuresWithout(Tooth tooth, int number) throws Exception {
    Path classes = Files.createDirectory(temporary.resolve("tooth-" + number));
    List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none"));
    arguments.addAll(List.of("-d", classes.toString(), "-cp", CLASS_PATH));
    for (Tooth.Edit edit : tooth.edits()) {
      Path source = classes.resolve(Path.of(edit.source()).getFileName().toString());
      arguments.add(Files.writeString(source, edit.applied(SOURCES)).toString());
    }
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(compiled).as("result of compiling without it").isZero();
    Set<String> tests = new TreeSet<>(SUITE);
    tooth.caughtBy().forEach(test -> tests.add(test.split("\\.")[0]));
    try (URLClassLoader loader = new WithoutTooth(classes)) {
      return failures(loader, tests);
    }
  }

  private static Set<String> failures(ClassLoader loader, Set<String> tests) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    Failures failures = new Failures();
    thread.setContextClassLoader(loader);
    try {
      LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
      for (String test : tests) {
        request.selectors(selectClass(loader.loadClass(classNamed(test))));
      }
      Launcher launcher = LauncherFactory.create();
      launcher.execute(request.build(), failures);
    } finally {
      thread.setContextClassLoader(before);
    }
    return failures.tests;
  }

  private static String classNamed(String test) {
    return "dev.freshet.engine." + test.replace('/', '.');
  }

  /** Names the tests that failed as Class.Nested.method. */
  private static final class Failures implements TestExecutionListener {
    private final Set<String> tests = new TreeSet<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        test.getSource()
            .ifPresent(
                source -> {
                  if (source instanceof MethodSource method) {
                    tests.add(nameOf(method.getClassName()) + "." + method.getMethodName());
                  } else if (source instanceof ClassSource type) {
                    tests.add(nameOf(type.getClassName()));
                  }
                });
      }
    }

    private static String nameOf(String className) {
      return className
          .substring("dev.freshet.engine.".length())
          .replace('.', '/')
          .replace('$', '.');
    }
  }

  /** Loads the engine and its tests anew, one class of them from elsewhere. */
  private static final class WithoutTooth extends URLClassLoader {
    WithoutTooth(Path classes) throws IOException {
      super(
          new URL[] {
            classes.toUri().toURL(),
            location(Tooth.class),
            location(dev.freshet.engine.row.Mutation.class)
          },
          TeethTest.class.getClassLoader());
    }

    private static URL location(Class<?> type) {
      return Objects.requireNonNull(type.getProtectionDomain().getCodeSource().getLocation());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("dev.freshet.engine.")) {
          return super.loadClass(name, resolve);
        }
        @Nullable Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
