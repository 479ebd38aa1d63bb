package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemLog;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.WatchingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Connectors with one mistake each: the contract finds it and says what it is. */
final class WrongSourcesTest {
  /** A correct connector, of which the wrong ones replace one part. */
  private static class Source implements SourceConnector<MemorySource> {
    @Override
    public String type() {
      return "wrong";
    }

    @Override
    public Class<MemorySource> specType() {
      return MemorySource.class;
    }

    @Override
    public String persistentKey(Setup<MemorySource> setup) {
      return setup.spec().name();
    }

    @Override
    public ItemReader open(Setup<MemorySource> setup) {
      return new Reader(setup.spec().items(), this);
    }

    void list(MemoryItems items, Consumer<ItemVersion> listed) throws IOException {
      items.list().forEach(listed);
    }

    List<ItemContent> read(MemoryItems items, List<String> keys) throws IOException {
      return items.read(keys);
    }
  }

  private record Reader(MemoryItems items, Source source) implements ItemReader {
    @Override
    public void list(Consumer<ItemVersion> listed) throws IOException {
      source.list(items, listed);
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws IOException {
      return source.read(items, keys);
    }
  }

  private abstract static class Contract extends SourceConnectorContract<MemorySource> {
    @Override
    protected MemorySource spec(String place) {
      return new MemorySource(place);
    }

    @Override
    protected void put(MemorySource spec, String key, String text) {
      spec.items().put(key, text);
    }

    @Override
    protected void remove(MemorySource spec, String key) {
      spec.items().remove(key);
    }

    @Override
    protected void makeUnlistable(MemorySource spec) {
      spec.items().failListing("the memory is on strike");
    }
  }

  static final class Correct extends Contract {
    @Override
    protected Source connector() {
      return new Source();
    }
  }

  @Test
  void aCorrectOneOnlyLacksItsServiceFile() {
    assertThat(ContractRun.of(Correct.class).failures()).containsOnlyKeys("isFoundByServiceLoader");
  }

  static final class ListsNothingWhenItFails extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        void list(MemoryItems items, Consumer<ItemVersion> listed) {
          try {
            super.list(items, listed);
          } catch (IOException e) {
            assertThat(e).isNotNull();
          }
        }
      };
    }
  }

  @Test
  void findsAFailedListingThatReturns() {
    ContractRun run = ContractRun.of(ListsNothingWhenItFails.class);
    assertThat(run.failures())
        .containsOnlyKeys("isFoundByServiceLoader", "throwsWhenNothingCanBeListed");
    assertThat(run.failureOf("throwsWhenNothingCanBeListed"))
        .startsWith("list returned 0 of 3 items after makeUnlistable(spec)")
        .contains("or the engine deletes the rows of the items that are not in it");
  }

  static final class ListsHalfWhenItFails extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        void list(MemoryItems items, Consumer<ItemVersion> listed) throws IOException {
          for (ItemVersion item : items.list()) {
            try {
              items.list();
            } catch (IOException e) {
              return;
            }
            listed.accept(item);
          }
        }
      };
    }
  }

  @Test
  void findsHalfAListing() {
    ContractRun run = ContractRun.of(ListsHalfWhenItFails.class);
    assertThat(run.failures())
        .containsOnlyKeys("isFoundByServiceLoader", "isCompleteOrThrowsWhenItFailsHalfWay");
    assertThat(run.failureOf("isCompleteOrThrowsWhenItFailsHalfWay"))
        .contains("list returned normally with 1 of 1000 items: half a listing must throw");
  }

  static final class StopsAfterAPage extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        void list(MemoryItems items, Consumer<ItemVersion> listed) throws IOException {
          items.list().stream().limit(100).forEach(listed);
        }
      };
    }
  }

  @Test
  void findsAListingOfOnePage() {
    assertThat(ContractRun.failureOf(StopsAfterAPage.class, "listsEveryItemOnce"))
        .startsWith("After 1000 items were put, list should report 1000 items; it leaves out")
        .contains("and 895 more and adds none");
  }

  static final class ListsTwice extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        void list(MemoryItems items, Consumer<ItemVersion> listed) throws IOException {
          super.list(items, listed);
          super.list(items, listed);
        }
      };
    }
  }

  @Test
  void findsItemsThatAreListedTwice() {
    assertThat(ContractRun.failureOf(ListsTwice.class, "listsEveryItemOnce"))
        .contains("list reported \"item-0\" twice; every key is listed once");
  }

  static final class VersionIsTheLength extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        void list(MemoryItems items, Consumer<ItemVersion> listed) throws IOException {
          for (String key : items.keys()) {
            listed.accept(new ItemVersion(key, length(items.read(List.of(key)).get(0))));
          }
        }

        @Override
        List<ItemContent> read(MemoryItems items, List<String> keys) throws IOException {
          return items.read(keys).stream()
              .map(item -> ItemContent.of(item.key(), length(item), bytes(item)))
              .toList();
        }
      };
    }

    private static String length(ItemContent item) {
      return bytes(item).length + " bytes";
    }
  }

  private static byte[] bytes(ItemContent item) {
    return (byte[]) item.content();
  }

  @Test
  void findsOneVersionForTwoContents() {
    ContractRun run = ContractRun.of(VersionIsTheLength.class);
    assertThat(run.failureOf("everyChangeOfContentChangesTheVersion"))
        .isEqualTo(
            "The version of \"item-0\" is \"3 bytes\" both for the content \"one\" and for \"two\""
                + " put after it: the change would never be seen");
    assertThat(run.failures()).containsKey("anItemThatWasRemovedAndMadeAgainHasAnotherVersion");
  }

  static final class VersionIsTheInstance extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        void list(MemoryItems items, Consumer<ItemVersion> listed) throws IOException {
          int instance = System.identityHashCode(this);
          items
              .list()
              .forEach(i -> listed.accept(new ItemVersion(i.key(), i.version() + "@" + instance)));
        }
      };
    }

    @Override
    protected boolean readsVersions() {
      return false;
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(200);
    }
  }

  @Test
  void findsVersionsThatNeverSettle() {
    assertThat(ContractRun.failureOf(VersionIsTheInstance.class, "versionsStayWhileNothingChanges"))
        .contains("every run would read everything again");
  }

  static final class RemembersVersions extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        private final Map<String, String> listed = new ConcurrentHashMap<>();

        @Override
        void list(MemoryItems items, Consumer<ItemVersion> consumer) throws IOException {
          for (ItemVersion item : items.list()) {
            listed.put(item.key(), item.version());
            consumer.accept(item);
          }
        }

        @Override
        List<ItemContent> read(MemoryItems items, List<String> keys) throws IOException {
          return items.read(keys).stream()
              .map(
                  item ->
                      ItemContent.of(
                          item.key(), listed.getOrDefault(item.key(), item.version()), bytes(item)))
              .toList();
        }
      };
    }
  }

  @Test
  void findsNewContentWithAnOldVersion() {
    ContractRun run = ContractRun.of(RemembersVersions.class);
    assertThat(run.failures())
        .containsOnlyKeys("isFoundByServiceLoader", "readsWhatAnItemHoldsNow");
    assertThat(run.failureOf("readsWhatAnItemHoldsNow"))
        .contains("the new content came with the old version");
  }

  static final class FailsForTheVanished extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        List<ItemContent> read(MemoryItems items, List<String> keys) throws IOException {
          List<ItemContent> read = new ArrayList<>();
          for (String key : keys) {
            List<ItemContent> one = items.read(List.of(key));
            read.add(one.isEmpty() ? ItemContent.failed(key, new IOException("404")) : one.get(0));
          }
          return read;
        }
      };
    }
  }

  @Test
  void findsVanishedItemsThatFail() {
    assertThat(ContractRun.failureOf(FailsForTheVanished.class, "leavesOutWhatIsGone"))
        .isEqualTo(
            "read returned the failure java.io.IOException: 404 for \"item-1\", which was removed:"
                + " a key that is gone is left out of the result");
  }

  static final class ReadsTheFirstOnly extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        List<ItemContent> read(MemoryItems items, List<String> keys) throws IOException {
          return items.read(keys.subList(0, 1));
        }
      };
    }
  }

  @Test
  void findsBatchesThatAreReadInPart() {
    assertThat(
            ContractRun.failureOf(
                ReadsTheFirstOnly.class, "readsItemsInAnyOrderWithoutHavingListed"))
        .contains(
            "read left out \"item-38\" though the item is there: the engine takes it for gone");
  }

  static final class SpoilsLetters extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        List<ItemContent> read(MemoryItems items, List<String> keys) throws IOException {
          return items.read(keys).stream()
              .map(
                  item ->
                      ItemContent.of(
                          item.key(),
                          item.version(),
                          new String(bytes(item), StandardCharsets.US_ASCII)
                              .toLowerCase(Locale.ROOT)
                              .getBytes(StandardCharsets.UTF_8)))
              .toList();
        }
      };
    }
  }

  @Test
  void findsContentThatIsAnother() {
    assertThat(ContractRun.failureOf(SpoilsLetters.class, "readsEmptyAndLargeItems"))
        .startsWith("read of \"item-1\": wanted ")
        .contains("grüße");
  }

  static final class WatchesNothing extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        public ItemReader open(Setup<MemorySource> setup) {
          return new BlindReader(super.open(setup));
        }
      };
    }
  }

  private record BlindReader(ItemReader reader) implements WatchingReader {
    @Override
    public void list(Consumer<ItemVersion> items) throws Exception {
      reader.list(items);
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws Exception {
      return reader.read(keys);
    }

    @Override
    public ItemWatch watch() {
      return atMost -> List.of(ItemChange.touched("another"));
    }
  }

  @Test
  void findsAWatchThatSeesNothing() {
    assertThat(
            ContractRun.failureOf(WatchesNothing.class, "seesChangesFromTheMomentTheWatchIsOpen"))
        .contains("it reported [\"another\"]");
  }

  /** A log that says that it is at its end whatever there is. */
  static final class ForgettingLog extends Contract {
    @Override
    protected Source connector() {
      return new Source() {
        @Override
        public ItemReader open(Setup<MemorySource> setup) {
          return new ForgetfulReader(super.open(setup));
        }
      };
    }
  }

  private record ForgetfulReader(ItemReader reader) implements LogReader {
    @Override
    public void list(Consumer<ItemVersion> items) throws Exception {
      reader.list(items);
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws Exception {
      return reader.read(keys);
    }

    @Override
    public ItemLog log(@Nullable String position) {
      return new ItemLog() {
        @Override
        public List<ItemChange> poll(Duration atMost) {
          return List.of();
        }

        @Override
        public String position() {
          return "somewhere";
        }

        @Override
        public String end() {
          return "somewhere";
        }

        @Override
        public boolean reached(String end) {
          return true;
        }

        @Override
        public void completed(String completed) {}
      };
    }
  }

  @Test
  void findsALogThatIsNotAtItsEndWhenItSaysSo() {
    assertThat(
            ContractRun.failureOf(
                ForgettingLog.class, "theLogTellsEveryChangeInOrderAndThatItsEndIsReached"))
        .contains("The last changes that the log told are {}");
  }

  @Test
  void findsALogThatSkipsWhatCameAfterAPosition() {
    assertThat(
            ContractRun.failureOf(
                ForgettingLog.class, "theLogGoesOnFromAPositionEvenIfNothingBehindItWasCompleted"))
        .contains("The last changes that the log told are {}");
  }

  /** A spec with a credential. */
  record Shop(String name, Secret key) implements SourceSpec {
    Shop(String name) {
      this(name, new Secret("env:SHOP_KEY"));
    }
  }

  /** A spec whose credential is text. */
  record OpenShop(String name, String password) implements SourceSpec {}

  private abstract static class ShopContract<S extends Record & SourceSpec>
      extends SourceConnectorContract<S> {
    abstract String key(S spec) throws IOException;

    abstract Class<S> type();

    abstract String name(S spec);

    @Override
    protected SourceConnector<S> connector() {
      return new SourceConnector<>() {
        @Override
        public String type() {
          return "shop";
        }

        @Override
        public Class<S> specType() {
          return ShopContract.this.type();
        }

        @Override
        public String persistentKey(Setup<S> setup) {
          try {
            return key(setup.spec());
          } catch (IOException e) {
            return name(setup.spec());
          }
        }

        @Override
        public ItemReader open(Setup<S> setup) {
          return new Reader(items(setup.spec()), new Source());
        }
      };
    }

    private MemoryItems items(S spec) {
      return new MemorySource(name(spec)).items();
    }

    @Override
    protected void put(S spec, String key, String text) {
      items(spec).put(key, text);
    }

    @Override
    protected void remove(S spec, String key) {
      items(spec).remove(key);
    }

    @Override
    protected void makeUnlistable(S spec) {
      items(spec).failListing("closed");
    }
  }

  static final class ShowsACredential extends ShopContract<Shop> {
    @Override
    Class<Shop> type() {
      return Shop.class;
    }

    @Override
    String name(Shop spec) {
      return spec.name();
    }

    @Override
    String key(Shop spec) throws IOException {
      return spec.name() + ":" + spec.key().reveal();
    }

    @Override
    protected Shop spec(String place) {
      return new Shop(place);
    }
  }

  @Test
  void findsCredentialsInAnAddress() {
    ContractRun run = ContractRun.of(ShowsACredential.class);
    assertThat(run.failures())
        .containsOnlyKeys("isFoundByServiceLoader", "keepsCredentialsOutOfSight");
    assertThat(run.failureOf("keepsCredentialsOutOfSight"))
        .startsWith("A credential shows in ")
        .doesNotContain("open-sesame");
  }

  static final class AddressHasTheReference extends ShopContract<Shop> {
    @Override
    Class<Shop> type() {
      return Shop.class;
    }

    @Override
    String name(Shop spec) {
      return spec.name();
    }

    @Override
    String key(Shop spec) {
      return spec.name() + ":" + spec.key().reference();
    }

    @Override
    protected Shop spec(String place) {
      return new Shop(place);
    }
  }

  @Test
  void findsAddressesThatChangeWithTheCredential() {
    assertThat(ContractRun.failureOf(AddressHasTheReference.class, "keepsCredentialsOutOfSight"))
        .contains("leave secrets out, or a new password is a new place");
  }

  static final class CredentialIsText extends ShopContract<OpenShop> {
    @Override
    Class<OpenShop> type() {
      return OpenShop.class;
    }

    @Override
    String name(OpenShop spec) {
      return spec.name();
    }

    @Override
    String key(OpenShop spec) {
      return spec.name();
    }

    @Override
    protected OpenShop spec(String place) {
      return new OpenShop(place, "sesame");
    }
  }

  @Test
  void findsCredentialsThatAreText() {
    assertThat(ContractRun.failureOf(CredentialIsText.class, "keepsCredentialsOutOfSight"))
        .startsWith("The option password of OpenShop is a String")
        .endsWith("make it a Secret");
  }
}
