package dev.freshet.models;

import dev.freshet.api.FunctionType;

/** Makes {@link ExtractJson} usable in flow files as {@code extract-json}. */
public final class ExtractJsonType implements FunctionType<ExtractJson> {
  @Override
  public String type() {
    return "extract-json";
  }

  @Override
  public Class<ExtractJson> functionClass() {
    return ExtractJson.class;
  }
}
