package dev.freshet.examples;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;

/** Makes a page of each record of a price list. */
public record ProductPages(Target<Page> target) implements ItemFunction {
  public record Page(@Key String name, String markdown) {}

  /** Bound to columns by name; values of CSV are texts. */
  public record Product(String sku, String title, String price) {}

  @Override
  public void apply(Item item, Context context) {
    Product product = item.as(Product.class);
    context.declare(target, new Page(product.sku(), markdown(product)));
  }

  private static String markdown(Product product) {
    return "# %s\n\n%s\n".formatted(product.title(), product.price());
  }
}
