package dev.freshet.markdown;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Target;

/**
 * Declares one HTML page for each Markdown document, under the document's key.
 *
 * @param linkExtension what a link from document to document gets appended, so that it leads to the
 *     page: the extension of the target. Empty leaves such links as they are
 */
@LogicVersion("1")
public record MarkdownToHtml(Target<Page> target, String linkExtension) implements ItemFunction {

  public MarkdownToHtml(Target<Page> target) {
    this(target, Markdown.PAGE_EXTENSION);
  }

  @Override
  public void apply(Item item, Context context) {
    context.declare(target, new Page(item.key(), Markdown.toHtml(item.text(), linkExtension)));
  }
}
