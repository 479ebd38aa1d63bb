package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Item;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Target;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.DeclaredRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FunctionCallTest {
  private static final Fingerprint LOGIC = new Fingerprint(5, 6);

  /** What the functions here declare. */
  record Page(@Key String name, String text) {}

  /** What a source of records delivers. */
  record Order(@Key int id, String customer) {}

  private static final Target<Page> PAGES =
      new Target<>() {
        @Override
        public Target<Page> managedByUser() {
          return this;
        }

        @Override
        public Target<Page> shared() {
          return this;
        }
      };

  /** Refuses a page without a name; leaves out one that is called absent. */
  private static final RowEncoder ENCODER =
      new RowEncoder() {
        @Override
        public <R extends Record> @Nullable DeclaredRow encode(Target<R> target, R row) {
          Page page = (Page) row;
          if (page.name().isEmpty()) {
            throw new IllegalArgumentException("a page needs a name");
          }
          return page.name().equals("absent")
              ? null
              : DeclaredRow.of(1, 1, utf8(page.name()), utf8(page.text()));
        }

        @Override
        public String describe(DeclaredRow row) {
          return "target pages, key " + new String(row.key(), StandardCharsets.UTF_8);
        }
      };

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static FunctionCall call(ItemFunction function) {
    return new FunctionCall(
        function,
        LOGIC,
        ENCODER,
        () -> {
          throw new IllegalStateException("no memos here");
        });
  }

  private static Look look(@Nullable Fingerprint known) {
    ItemChange change = ItemChange.listed(1, "k", "v", false, 1);
    return new Look(change.id(), change, known, new NobodyAsks());
  }

  private static final class NobodyAsks implements Look.Asker {
    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public void done(Look look, Outcome outcome) {}
  }

  private static Outcome.Declared declared(ItemFunction function, Object content) throws Exception {
    return (Outcome.Declared) call(function).run(look(null), ItemContent.of("k", "v", content));
  }

  @Test
  void declaresWhatTheFunctionDeclares() throws Exception {
    Outcome.Declared outcome =
        declared(
            (item, context) -> {
              context.declare(PAGES, new Page(item.key(), item.text()));
              context.declare(PAGES, new Page("other", "2"));
            },
            utf8("content"));

    assertThat(outcome.version()).isEqualTo("v");
    assertThat(outcome.logic()).isEqualTo(LOGIC);
    assertThat(outcome.content()).isEqualTo(Fingerprint.of(utf8("content")));
    assertThat(outcome.rows())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            DeclaredRow.of(1, 1, utf8("k"), utf8("content")),
            DeclaredRow.of(1, 1, utf8("other"), utf8("2")));
  }

  @Test
  void doesNotRunOnContentThatIsKnown() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    FunctionCall call = call((item, context) -> runs.incrementAndGet());
    Look known = look(Fingerprint.of(utf8("content")));

    assertThat(call.run(known, ItemContent.of("k", "w", utf8("content"))))
        .isEqualTo(new Outcome.Unchanged("w"));
    assertThat(runs).hasValue(0);
    call.run(known, ItemContent.of("k", "w", utf8("other")));
    assertThat(runs).hasValue(1);
  }

  @Test
  void theSameRowTwiceIsOnceAndTwoDifferentOnesFailTheItem() throws Exception {
    ItemFunction twice =
        (item, context) -> {
          context.declare(PAGES, new Page("a", item.text()));
          context.declare(PAGES, new Page("a", "1"));
        };

    assertThat(declared(twice, utf8("1")).rows()).hasSize(1);
    assertThatThrownBy(() -> declared(twice, utf8("2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two different rows for target pages, key a");
  }

  @Test
  void aRefusedRowFailsTheItemEvenIfTheFunctionCatchesIt() {
    ItemFunction catches =
        (item, context) -> {
          try {
            context.declare(PAGES, new Page("", "1"));
          } catch (IllegalArgumentException e) {
            context.declare(PAGES, new Page("fine", "1"));
          }
        };

    assertThatThrownBy(() -> declared(catches, utf8("1"))).hasMessage("a page needs a name");
  }

  @Test
  void aRowThatItsTargetDoesNotTakeNowIsLeftOut() throws Exception {
    assertThat(
            declared((item, context) -> context.declare(PAGES, new Page("absent", "1")), utf8("1"))
                .rows())
        .isEmpty();
  }

  @Test
  void whatTheFunctionThrowsReachesTheCaller() {
    assertThatThrownBy(
            () ->
                declared(
                    (item, context) -> {
                      throw new java.io.IOException("bad heading");
                    },
                    utf8("1")))
        .isInstanceOf(java.io.IOException.class);
  }

  @Test
  void aRecordAndTheRowOfItAreTheSameContent() throws Exception {
    ItemFunction names =
        (item, context) -> context.declare(PAGES, new Page("p", item.as(Order.class).customer()));
    Row row =
        new Row(
            List.of(
                new Field("id", Type.of(Kind.INT), false),
                new Field("customer", Type.of(Kind.TEXT), false)),
            List.of(7, "Ada"));

    assertThat(declared(names, new Order(7, "Ada")).content())
        .isEqualTo(declared(names, row).content())
        .isNotEqualTo(declared(names, new Order(8, "Ada")).content());
    assertThat(declared(names, row).rows().get(0).value()).isEqualTo(utf8("Ada"));
  }

  @Test
  void contentOfAnotherKindIsTheConnectorsFault() {
    assertThatThrownBy(() -> declared((item, context) -> {}, "text"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bytes, a Row or a record; found java.lang.String");
    assertThatThrownBy(
            () ->
                call((item, context) -> {}).run(look(null), new ItemContent("k", "v", null, null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("neither content nor a failure");
  }

  @Test
  void textMustBeUtf8() {
    assertThat(item(utf8("ä\ud83d\ude00")).text()).isEqualTo("ä\ud83d\ude00");
    assertThat(item(new byte[0]).text()).isEmpty();
    assertThatThrownBy(() -> item(new byte[] {'a', 'b', (byte) 0xff}).text())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("offset 2");
    assertThatThrownBy(() -> item(new byte[] {'a', (byte) 0xc3}).text())
        .hasMessageContaining("\"k\" is not UTF-8: the byte at offset 1");
  }

  @Test
  void textLosesAByteOrderMarkAtItsBeginningOnly() {
    assertThat(item(utf8("\ufeffa\ufeff")).text()).isEqualTo("a\ufeff");
  }

  @Test
  void bytesAreNoRowAndARowNoBytes() {
    Row row = new Row(List.of(), List.of());

    assertThatThrownBy(() -> item(utf8("abc")).as(Order.class))
        .hasMessageContaining("3 bytes and no row");
    assertThatThrownBy(() -> new ContentItem("k", row).bytes()).hasMessageContaining("is a row");
    assertThatThrownBy(() -> new ContentItem("k", row).text()).hasMessageContaining("is a row");
  }

  private static Item item(byte[] content) {
    return new ContentItem("k", content);
  }
}
