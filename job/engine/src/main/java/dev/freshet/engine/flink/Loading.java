package dev.freshet.engine.flink;

import dev.freshet.engine.setup.SetupFile;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the connectors, on a thread beside a live run that goes on, which targets hold all their
 * rows for the first time. What fails, or is not done when the run ends, is left to the next run.
 */
final class Loading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loading.class);
  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  private final Thread thread;

  Loading(RunningFlow flow, SetupFile setup) {
    this.thread =
        new Thread(() -> tell(flow, setup), "loaded targets of " + flow.plan().flowName());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private static void tell(RunningFlow flow, SetupFile setup) {
    try {
      Preparation.loaded(flow, setup);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("What is built after loading is not complete; the next run tries again", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join(END_WITHIN.toMillis());
  }
}
