package dev.freshet.examples;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import java.time.LocalDate;
import java.util.List;

/** Makes a Markdown file of each row of a table of articles. A row without a body has no file. */
public record TableToMarkdown(Target<Document> target) implements ItemFunction {
  public record Document(@Key String name, String markdown) {}

  /** Bound to columns by name. */
  public record Article(
      String slug, String title, @Nullable String body, List<String> tags, LocalDate edited) {}

  @Override
  public void apply(Item item, Context context) {
    Article article = item.as(Article.class);
    if (article.body() != null) {
      context.declare(target, new Document(article.slug(), markdown(article, article.body())));
    }
  }

  private static String markdown(Article article, String body) {
    String tags = article.tags().isEmpty() ? "" : ", " + String.join(", ", article.tags());
    return "# %s\n\n*%s%s*\n\n%s\n".formatted(article.title(), article.edited(), tags, body);
  }
}
