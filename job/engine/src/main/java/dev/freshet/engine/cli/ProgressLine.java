package dev.freshet.engine.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line that is drawn again and again: items done of those known, and how fast. */
final class ProgressLine implements AutoCloseable {
  private static final int REDRAWN_EVERY_MILLIS = 200;

  private final ProgressBar bar;

  ProgressLine(PrintStream screen) {
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("items")
            .setInitialMax(0)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAWN_EVERY_MILLIS)
            .showSpeed()
            .clearDisplayOnFinish()
            .setConsumer(new ConsoleProgressBarConsumer(screen))
            .build();
  }

  /** Whether {@code err} is a screen, on which a line can be drawn again. */
  static boolean hasScreen(Terminal terminal) {
    String screen = System.getProperty("freshet.screen");
    return screen == null ? terminal.keyboard().attended() : Boolean.parseBoolean(screen);
  }

  void show(long done, long known) {
    bar.maxHint(known);
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
  }
}
