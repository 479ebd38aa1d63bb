package dev.freshet.engine.item;

import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a scanner told. */
final class HeardOfSource implements SourceScanner.Listener {
  final BlockingQueue<Scan> scans = new LinkedBlockingQueue<>();
  final BlockingQueue<Scan> cleared = new LinkedBlockingQueue<>();
  final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> numbers = new LinkedBlockingQueue<>();
  final BlockingQueue<Throwable> failed = new LinkedBlockingQueue<>();
  final BlockingQueue<Throwable> retrying = new LinkedBlockingQueue<>();

  @Override
  public void scanned(Scan scan) {
    scans.add(scan);
  }

  @Override
  public void touched(int source, String key) {
    news.add(source + "/" + key);
  }

  @Override
  public void removed(int source, String key) {
    news.add(source + "/-" + key);
  }

  @Override
  public void cleared(Scan nothing) {
    cleared.add(nothing);
    news.add(nothing.source() + " cleared");
  }

  @Override
  public void logged(int source, String position) {
    news.add(source + "@" + position);
  }

  @Override
  public void caughtUp(int source, long number, String position) {
    news.add(source + " caught up at " + position);
    numbers.add(number);
  }

  @Override
  public void failed(Throwable failure) {
    failed.add(failure);
  }

  @Override
  public void retrying(String source, Throwable failure) {
    retrying.add(failure);
  }

  void await(Predicate<Scan> wanted) throws InterruptedException {
    Scan scan = next(scans);
    while (!wanted.test(scan)) {
      scan = next(scans);
    }
  }

  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return Objects.requireNonNull(queue.poll(10, TimeUnit.SECONDS), "nothing came");
  }

  void awaitNews(String wanted) throws InterruptedException {
    while (!next(news).equals(wanted)) {
      continue;
    }
  }

  /** Counts what was listed, in place of a digest. */
  static final class Counting implements SourceScanner.Digester {
    private byte count;

    @Override
    public void add(String key, String version) {
      count++;
    }

    @Override
    public byte[] digest() {
      return new byte[] {count};
    }
  }
}
