package dev.freshet.engine.flow;

/** Finds classes by the names people write. */
final class ClassNames {
  private ClassNames() {}

  /**
   * @param name as in Java source or as in a class file: {@code a.Outer.Inner}, {@code
   *     a.Outer$Inner}
   * @param missing the message's beginning if there is none: {@code There is no class}
   * @throws FlowProblems if there is no such class
   */
  static Class<?> load(String name, String missing, ClassLoader loader) {
    String candidate = name;
    while (true) {
      try {
        return Class.forName(candidate, true, loader);
      } catch (ClassNotFoundException e) {
        int dot = candidate.lastIndexOf('.');
        if (dot < 0) {
          throw new FlowProblems(missing + " " + name + "; add the jar of a class with --jar", e);
        }
        candidate = candidate.substring(0, dot) + "$" + candidate.substring(dot + 1);
      } catch (LinkageError e) {
        throw new FlowProblems("Class " + name + " cannot be loaded: " + Problems.reason(e), e);
      }
    }
  }
}
