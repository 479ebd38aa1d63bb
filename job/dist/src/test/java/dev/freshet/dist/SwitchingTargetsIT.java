package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.trial.Workshop;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another target is one other line: the old rows go, once somebody agrees, and the new come. */
class SwitchingTargetsIT {
  private static final String YAML =
      """
      name: site
      sources:
        documents:
          type: local-files
          path: $docs
          process: {type: markdown-to-html, target: pages}
      targets:
        pages: {type: local-directory, directory: $output, extension: .html}
      """;
  private static final String JAVA =
      """
      package switching;

      import static dev.freshet.markdown.Markdown.toHtml;

      import dev.freshet.api.*;
      import dev.freshet.examples.*;
      import dev.freshet.localfiles.*;
      import java.net.URI;

      public final class Site implements Flow {
        public record Page(@Key String filename, String html) {}

        @Override
        public String name() {
          return "site";
        }

        @Override
        public void define(FlowBuilder flow) {
          var documents = flow.source("documents", new LocalFiles("$docs"));
          var pages = flow.target("pages", new LocalDirectory("$output", ".html"), Page.class);

          flow.forEach(
              documents,
              (document, context) ->
                  context.declare(pages, new Page(document.key(), toHtml(document.text()))));
        }
      }
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private WebCollection service;
  private final List<URLClassLoader> loaders = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    service = new WebCollection();
    workshop = new Workshop(directory);
    workshop.write("a.md", "# A");
    workshop.write("guide/b.md", "# B");
  }

  @AfterEach
  void close() throws Exception {
    service.close();
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  @Test
  void inYaml() throws Exception {
    String toFolder =
        YAML.replace(
            "{type: local-directory, directory: $output, extension: .html}",
            "{type: html-folder, folder: $directory/site}");
    String toService =
        YAML.replace(
            "{type: local-directory, directory: $output, extension: .html}",
            "{type: rest-rows, address: " + service.address() + "}");
    expectOneLineOfDifference(YAML, toFolder);
    expectOneLineOfDifference(YAML, toService);

    followSwitches(
        workshop.flow(YAML), () -> workshop.flow(toFolder), () -> workshop.flow(toService));
  }

  @Test
  void inJava() throws Exception {
    String before = "new LocalDirectory(\"$output\", \".html\")";
    String toFolder = JAVA.replace(before, "new HtmlFolder(\"$directory/site\")");
    String toService =
        JAVA.replace(before, "new RestRows(URI.create(\"" + service.address() + "\"))");
    expectOneLineOfDifference(JAVA, toFolder);
    expectOneLineOfDifference(JAVA, toService);

    followSwitches(compile(JAVA), () -> compile(toFolder), () -> compile(toService));
  }

  @FunctionalInterface
  private interface Edit {
    String flow() throws Exception;
  }

  private void followSwitches(String flow, Edit toFolder, Edit toService) throws Exception {
    assertThat(workshop.update(flow).exitCode()).isZero();
    Files.writeString(workshop.output.resolve("theirs.html"), "stays");
    assertThat(workshop.pages()).containsKeys("a.md.html", "guide/b.md.html");

    String switched = toFolder.flow();
    workshop.consents(false);
    assertThatThrownBy(() -> workshop.update(switched))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2));
    assertThat(workshop.pages()).containsKeys("a.md.html", "guide/b.md.html");
    assertThat(site()).doesNotExist();

    workshop.consents(true);
    assertThat(workshop.update(switched).exitCode()).isZero();
    assertThat(workshop.pages()).containsOnlyKeys("theirs.html");
    assertThat(Workshop.files(site())).containsOnlyKeys("a.md.html", "guide/b.md.html");

    assertThat(workshop.update(toService.flow()).exitCode()).isZero();
    assertThat(site()).doesNotExist();
    assertThat(service.elements()).containsOnlyKeys("a.md", "guide/b.md");
  }

  private Path site() {
    return directory.resolve("site");
  }

  private static void expectOneLineOfDifference(String before, String after) {
    List<String> lines = new ArrayList<>(after.lines().toList());
    lines.removeAll(before.lines().toList());
    assertThat(lines).hasSize(1);
    assertThat(after).hasLineCount((int) before.lines().count());
  }

  /** As a new version of the user's jar; returns the name of the flow's class. */
  private String compile(String java) throws Exception {
    Path version = Files.createTempDirectory(directory, "version");
    Path source =
        Files.writeString(
            version.resolve("Site.java"),
            java.replace("$docs", workshop.docs.toString())
                .replace("$output", workshop.output.toString())
                .replace("$directory", directory.toString()));
    List<String> options =
        List.of("-d", version.toString(), "-cp", System.getProperty("java.class.path"));
    List<String> line = new ArrayList<>(options);
    line.add(source.toString());
    int failed =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, line.toArray(String[]::new));
    assertThat(failed).isZero();
    URL[] urls = {version.toUri().toURL()};
    URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader());
    loaders.add(loader);
    workshop.loader(loader);
    return "switching.Site";
  }
}
