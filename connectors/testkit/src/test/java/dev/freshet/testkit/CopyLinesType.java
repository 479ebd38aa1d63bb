package dev.freshet.testkit;

import dev.freshet.api.FunctionType;

/** The function {@code copy-lines}. */
public final class CopyLinesType implements FunctionType<CopyLines> {
  @Override
  public String type() {
    return "copy-lines";
  }

  @Override
  public Class<CopyLines> functionClass() {
    return CopyLines.class;
  }
}
