package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.cli.Main;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connectors and functions that tell their password wherever they can: it must be in nothing that a
 * run prints, logs, keeps or reports. Everything is logged, of Flink too.
 */
class SecretsIT {
  private static final String SECRET = "hunter2/p@ss word+";
  private static final String FROM_FILE = "another p\u00e4ssword, in a file";

  @TempDir Path directory;
  private Workshop workshop;
  private Path log;

  @BeforeEach
  void prepare() throws IOException {
    workshop = new Workshop(directory.resolve("kept"));
    log = workshop.directory.resolve("freshet.log");
    Files.writeString(directory.resolve("password"), FROM_FILE + "\n");
    Files.writeString(
        directory.resolve("log4j2.properties"),
        """
        rootLogger.level = trace
        rootLogger.appenderRef.file.ref = file
        appender.file.name = file
        appender.file.type = File
        appender.file.fileName = %s
        appender.file.layout.type = PatternLayout
        appender.file.layout.pattern = %%d %%c %%m%%n%%xEx
        """
            .formatted(log));
  }

  private String flow(String... leaks) throws IOException {
    return workshop.flow(
        """
        name: leaky
        sources:
          items:
            type: leaky-source
            password: env:FRESHET_TRIAL_SECRET
            leaks: [$leaks]
            process:
              class: dev.freshet.trial.LeakyLines
              password: file:$file
              leaks: [$leaks]
              target: lines
        targets:
          lines: {type: leaky-target, password: env:FRESHET_TRIAL_SECRET, leaks: [$leaks]}
        """
            .replace("$leaks", String.join(", ", leaks))
            .replace("$file", directory.resolve("password").toString()));
  }

  private String run(String... line) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(line));
    command.addAll(List.of("--state", workshop.state.toString()));
    Path printed = workshop.directory.resolve("printed-" + System.nanoTime());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.environment().put("FRESHET_TRIAL_SECRET", SECRET);
    builder.start().waitFor();
    return Files.readString(printed);
  }

  private void findsNoSecret() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(workshop.directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        bytes += content.length();
        for (String secret : List.of(SECRET, FROM_FILE)) {
          String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
          String utf8 =
              new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          for (String form : List.of(utf8, encoded, encoded.replace("%", "%%"))) {
            int at = content.indexOf(form);
            assertThat(at)
                .as(
                    () ->
                        file
                            + " says "
                            + content.substring(Math.max(0, at - 300), at + form.length()))
                .isNegative();
          }
        }
      }
    }
    System.out.printf("%,d bytes were searched%n", bytes);
  }

  @Test
  void aFailureIsToldWithoutIt() throws Exception {
    String report = workshop.directory.resolve("report.json").toString();
    String printed =
        run("update", flow("function", "item", "reject"), "--report", report, "--stacktrace");
    assertThat(printed).contains("function https://me:***@host?password=*** was refused");
    assertThat(printed).contains("item https://me:***@host?password=*** was refused");
    assertThat(printed).contains("reject https://me:***@host?password=*** was refused");
    run("show", flow("function", "item", "reject"), "--report", report + "2");
    run("show", flow(), "--row", "lines", "a");
    run("verify", flow(), "--stacktrace");
    run("evaluate", flow("function", "item"), "--output-dir", workshop.directory + "/evaluated");
    findsNoSecret();
    assertThat(Files.size(log)).isGreaterThan(100_000);
  }

  @Test
  void aRunThatEndsIsToldWithoutIt() throws Exception {
    for (String leak :
        List.of(
            "check",
            "persistentKey",
            "setup",
            "prepare",
            "open",
            "list",
            "read",
            "mutate",
            "away")) {
      String printed = run("update", flow(leak), "--yes", "--stacktrace", "--give-up-after", "1s");
      assertThat(printed).as(leak).contains(leak + " https://me:***@host?password=*** was refused");
    }
    findsNoSecret();
  }
}
