package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserClassesTest {
  private static final ClassLoader ENGINE = UserClassesTest.class.getClassLoader();

  @TempDir Path directory;

  @Test
  void withoutPluginsAndJarsThereIsNothingButTheEngine() throws Exception {
    Files.writeString(directory.resolve("README.md"), "no plugin");
    Files.writeString(directory.resolve(".hidden.jar"), "no plugin");
    Files.createDirectory(directory.resolve("empty"));

    assertThat(UserClasses.open(null, List.of(), ENGINE)).isSameAs(ENGINE);
    assertThat(UserClasses.open(directory, List.of(), ENGINE)).isSameAs(ENGINE);
  }

  @Test
  void showsPackagesAndThoseBelow() {
    ShownPackages shown = new ShownPackages(ENGINE, Set.of("com.example.orders"));

    assertThat(shown.contain("com.example.orders.Order")).isTrue();
    assertThat(shown.contain("com.example.orders.rows.Row$Key")).isTrue();
    assertThat(shown.contain("com.example.ordersbook.Order")).isFalse();
    assertThat(shown.contain("com.example.Order")).isFalse();
    assertThat(shown.contain("Order")).isFalse();
  }

  @Test
  void aJarSeesTheApiAndNotTheEngine() throws Exception {
    Path classes =
        CompiledFlow.compile(
            directory, "public record Rows(Target<Copy.Page> target) { int one() { return 1; } }");
    Path jar = CompiledFlow.jar(classes, "Rows");

    ClassLoader loader = UserClasses.open(null, List.of(jar), ENGINE);
    Class<?> rows = Class.forName("app.Rows", true, loader);

    assertThat(rows.getRecordComponents()[0].getType()).isSameAs(dev.freshet.api.Target.class);
    ClassLoader own = rows.getClassLoader();
    assertThat(own).isInstanceOf(IsolatedClassLoader.class);
    assertThatThrownBy(() -> own.loadClass("com.fasterxml.jackson.databind.ObjectMapper"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> own.loadClass("org.apache.flink.api.common.JobStatus"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(own.loadClass("com.networknt.schema.JsonSchema"))
        .as("a library in META-INF/freshet/shown-packages")
        .isSameAs(com.networknt.schema.JsonSchema.class);
    assertThat(own.loadClass("org.slf4j.Logger")).isSameAs(org.slf4j.Logger.class);
    assertThat(own.getResource("META-INF/services/dev.freshet.api.TargetConnector")).isNull();
  }

  @Test
  void refusesAJarThatIsNone() throws Exception {
    Path text = Files.writeString(directory.resolve("text.jar"), "text");

    assertThatThrownBy(() -> UserClasses.open(null, List.of(text), ENGINE))
        .hasMessageStartingWith("--jar " + text + " is not a jar that can be read: ");
  }
}
