package dev.freshet.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands for the code of an item function where Freshet would otherwise compare its bytecode: items
 * are processed again when this value changes, and not when the class is merely compiled anew.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface LogicVersion {
  String value();
}
