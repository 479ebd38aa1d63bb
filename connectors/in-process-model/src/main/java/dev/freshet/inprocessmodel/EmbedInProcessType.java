package dev.freshet.inprocessmodel;

import dev.freshet.api.FunctionType;

/** Makes {@link EmbedInProcess} usable in flow files as {@code embed-in-process}. */
public final class EmbedInProcessType implements FunctionType<EmbedInProcess> {
  @Override
  public String type() {
    return "embed-in-process";
  }

  @Override
  public Class<EmbedInProcess> functionClass() {
    return EmbedInProcess.class;
  }
}
