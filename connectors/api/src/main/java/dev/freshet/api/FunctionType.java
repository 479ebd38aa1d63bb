package dev.freshet.api;

/**
 * Makes a function usable in YAML by a name; found with {@link java.util.ServiceLoader}.
 *
 * <p>The function is an {@link ItemFunction} or a {@link Step} of a chain; the record's components
 * are its options. A component of type {@link Target} is given by the name of a target of the flow,
 * which then takes rows of that type argument.
 */
public interface FunctionType<F extends Record> {
  String type();

  Class<F> functionClass();
}
