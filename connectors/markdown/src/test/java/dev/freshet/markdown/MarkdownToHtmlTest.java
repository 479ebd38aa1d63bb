package dev.freshet.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Context;
import dev.freshet.api.FunctionType;
import dev.freshet.api.Item;
import dev.freshet.api.Memo;
import dev.freshet.api.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class MarkdownToHtmlTest {
  @Test
  void declaresOnePageUnderTheKeyOfTheDocument() {
    assertThat(declaredBy(new MarkdownToHtml(new Pages()), "guide/a.md", "[b](b.md)"))
        .containsExactly(new Page("guide/a.md", Markdown.toHtml("[b](b.md)")));
  }

  @Test
  void linksWithTheExtensionOfTheTarget() {
    assertThat(declaredBy(new MarkdownToHtml(new Pages(), ".xhtml"), "a.md", "[b](b.md)"))
        .singleElement()
        .satisfies(page -> assertThat(((Page) page).html()).contains("href=\"b.md.xhtml\""));
    assertThat(declaredBy(new MarkdownToHtml(new Pages(), ""), "a.md", "[b](b.md)"))
        .singleElement()
        .satisfies(page -> assertThat(((Page) page).html()).contains("href=\"b.md\""));
  }

  @Test
  void isFoundByItsType() {
    assertThat(ServiceLoader.load(FunctionType.class))
        .anySatisfy(
            found -> {
              assertThat(found.type()).isEqualTo("markdown-to-html");
              assertThat(found.functionClass()).isEqualTo(MarkdownToHtml.class);
            });
  }

  private static List<Record> declaredBy(MarkdownToHtml function, String key, String markdown) {
    Declared declared = new Declared(new ArrayList<>());
    function.apply(new Document(key, markdown), declared);
    return declared.rows();
  }

  private static final class Pages implements Target<Page> {
    @Override
    public Target<Page> managedByUser() {
      return this;
    }

    @Override
    public Target<Page> shared() {
      return this;
    }
  }

  private record Document(String key, String text) implements Item {
    @Override
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T extends Record> T as(Class<T> type) {
      throw new IllegalStateException("A document is bytes");
    }
  }

  private record Declared(List<Record> rows) implements Context {
    @Override
    public <R extends Record> void declare(Target<R> target, R row) {
      rows.add(row);
    }

    @Override
    public <I, O> O call(Memo<I, O> memo, I input) {
      throw new AssertionError("No memo is called");
    }

    @Override
    public <I, O> List<O> callAll(Memo<I, O> memo, List<I> inputs) {
      throw new AssertionError("No memo is called");
    }
  }
}
