package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract, and tells which of its tests failed and with what message. */
final class ContractRun implements TestExecutionListener {
  private static final String KEY = "key with ";

  private final Map<String, String> failures = new LinkedHashMap<>();
  private int passed;

  private ContractRun() {}

  /** Runs all of it. */
  static ContractRun of(Class<? extends ConnectorContract<?>> contract) {
    ContractRun run = run(selectClass(contract));
    assertThat(run.passed + run.failures.size()).as("tests of " + contract).isGreaterThan(30);
    return run;
  }

  /** Runs one test of it, and returns the message that it fails with. */
  static String failureOf(Class<? extends ConnectorContract<?>> contract, String test) {
    String method = test.startsWith(KEY) ? "takesOrRejectsEveryKey" : test;
    return run(selectMethod(contract, method)).failureOf(test);
  }

  private static ContractRun run(DiscoverySelector selector) {
    ContractRun run = new ContractRun();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selector).build();
    LauncherFactory.create().execute(request, run);
    return run;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (!test.isTest()) {
      return;
    }
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      Throwable failure = result.getThrowable().orElseThrow();
      assertThat(failure).isInstanceOf(AssertionError.class);
      failures.put(name(test), failure.getMessage());
    } else {
      passed++;
    }
  }

  /** The method, or of a dynamic test what it is displayed as. */
  private static String name(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getMethodName())
        .filter(method -> !test.getDisplayName().startsWith(KEY))
        .orElse(test.getDisplayName());
  }

  /** The message of a test that failed. */
  String failureOf(String test) {
    assertThat(failures).containsKey(test);
    return failures.get(test);
  }

  Map<String, String> failures() {
    return failures;
  }
}
