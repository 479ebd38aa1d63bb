package dev.freshet.models;

import dev.freshet.api.FunctionType;

/** Makes {@link Embed} usable in flow files as {@code embed}. */
public final class EmbedType implements FunctionType<Embed> {
  @Override
  public String type() {
    return "embed";
  }

  @Override
  public Class<Embed> functionClass() {
    return Embed.class;
  }
}
