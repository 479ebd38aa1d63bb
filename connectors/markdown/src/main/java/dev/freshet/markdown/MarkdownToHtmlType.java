package dev.freshet.markdown;

import dev.freshet.api.FunctionType;

/** Makes {@link MarkdownToHtml} usable in flow files as {@code markdown-to-html}. */
public final class MarkdownToHtmlType implements FunctionType<MarkdownToHtml> {
  @Override
  public String type() {
    return "markdown-to-html";
  }

  @Override
  public Class<MarkdownToHtml> functionClass() {
    return MarkdownToHtml.class;
  }
}
