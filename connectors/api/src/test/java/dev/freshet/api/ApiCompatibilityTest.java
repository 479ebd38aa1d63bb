package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The api as it was last released or, as long as it never was, as it was last agreed on. It stands
 * in a file, so that every change of it is seen in a review as one: {@code -Dapi.write=true} writes
 * the file anew.
 *
 * <p>After a release, a line that is taken out or changed breaks the jars of users, and so does an
 * abstract method that is added to an interface which they implement.
 */
final class ApiCompatibilityTest {
  private static final Path AGREED = Path.of("src/test/resources/api.txt");

  @Test
  void isWhatWasAgreedOn() throws Exception {
    List<String> found = ApiSignatures.list();
    if (Boolean.getBoolean("api.write")) {
      Files.write(AGREED, found);
    }
    String difference = difference(Files.readAllLines(AGREED), found);
    if (!difference.isEmpty()) {
      fail(difference);
    }
  }

  @Test
  void aMethodThatIsRemovedIsABreak() throws Exception {
    List<String> agreed = Files.readAllLines(AGREED);
    List<String> without = new ArrayList<>(agreed);
    assertThat(without.remove("TargetMutations: abstract long sequence()")).isTrue();
    assertThat(difference(agreed, without))
        .startsWith("The api lost or changed what jars of users may need:")
        .contains("\n  - TargetMutations: abstract long sequence()")
        .doesNotContain("  + ");
  }

  @Test
  void aMethodThatIsAddedIsToBeAgreedOn() throws Exception {
    List<String> agreed = Files.readAllLines(AGREED);
    List<String> with = new ArrayList<>(agreed);
    with.add("Row: java.util.Map<String, Object> asMap()");
    assertThat(difference(agreed, with))
        .startsWith("The api has something new:")
        .contains("\n  + Row: java.util.Map<String, Object> asMap()")
        .contains("-Dapi.write=true");
  }

  @Test
  void seesNullnessGenericsAndNestedTypes() throws Exception {
    assertThat(ApiSignatures.list())
        .contains(
            "Row: @Nullable Object get(String)",
            "FlowBuilder: abstract <R extends Record> Target<R> target(String, TargetSpec, Class<R>)",
            "SetupChange.Drop: record<S>(Setup<S> previous) extends SetupChange<S>",
            "RowSchema.Kind: constant VECTOR")
        .noneMatch(line -> line.contains("internal"));
  }

  private static String difference(List<String> agreed, List<String> found) {
    List<String> lost = new ArrayList<>(agreed);
    lost.removeAll(found);
    List<String> added = new ArrayList<>(found);
    added.removeAll(agreed);
    if (lost.isEmpty() && added.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        lost.isEmpty()
            ? "The api has something new:"
            : "The api lost or changed what jars of users may need:");
    lost.forEach(line -> text.append("\n  - ").append(line));
    added.forEach(line -> text.append("\n  + ").append(line));
    text.append("\nIf that is meant, run ./mvnw -pl connectors/api test -Dapi.write=true");
    return text.append(" and commit ").append(AGREED.getFileName()).toString();
  }
}
