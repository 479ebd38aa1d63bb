package dev.freshet.splittext;

import dev.freshet.api.FunctionType;

/** Makes {@link SplitText} usable in flow files as {@code split-text}. */
public final class SplitTextType implements FunctionType<SplitText> {
  @Override
  public String type() {
    return "split-text";
  }

  @Override
  public Class<SplitText> functionClass() {
    return SplitText.class;
  }
}
