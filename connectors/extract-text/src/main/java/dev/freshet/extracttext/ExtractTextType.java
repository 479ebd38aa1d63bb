package dev.freshet.extracttext;

import dev.freshet.api.FunctionType;

/** Makes {@link ExtractText} usable in flow files as {@code extract-text}. */
public final class ExtractTextType implements FunctionType<ExtractText> {
  @Override
  public String type() {
    return "extract-text";
  }

  @Override
  public Class<ExtractText> functionClass() {
    return ExtractText.class;
  }
}
