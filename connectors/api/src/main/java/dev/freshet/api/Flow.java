package dev.freshet.api;

/**
 * A named declaration of sources, targets and the functions between them.
 *
 * <p>Either a public class with a public no-argument constructor, or a record whose components are
 * its parameters. {@link #define} runs on the client and again on every worker, so it opens nothing
 * and always declares the same. The name names the flow's state: a renamed flow starts from
 * nothing.
 */
public interface Flow {
  /** Letters, digits, {@code -}, {@code _} and {@code .}, beginning with a letter or digit. */
  String name();

  void define(FlowBuilder flow);
}
