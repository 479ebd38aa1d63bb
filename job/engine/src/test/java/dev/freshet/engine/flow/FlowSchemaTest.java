package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema refuses what the loader refuses, as far as a schema can, and nothing else. */
class FlowSchemaTest {
  private static final String FLOW =
      """
      name: copies
      sources:
        documents:
          type: fake-source
          path: docs
          include: ["**/*.md"]
          process: {type: fake-copy, target: pages}
      targets:
        pages: {type: fake-target, directory: out}
      """;
  private static final ClassLoader LOADER = ServiceClassPath.fakes().loader();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final JsonNode SCHEMA = FlowSchema.of(LOADER);
  private static final JsonSchema FLOWS = SCHEMAS.getSchema(SCHEMA);

  /** As editors read it: {@code yes} is a text. */
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();

  @Test
  void isItselfValid() {
    JsonSchema schemas =
        SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(schemas.validate(SCHEMA)).isEmpty();
  }

  @Test
  void hasTheOptionsOfEveryConnectorAndFunction() {
    JsonNode source = SCHEMA.at("/$defs/source.fake-source");
    assertThat(source.at("/properties/follow-links/description").asText())
        .isEqualTo("true or false");
    assertThat(source.at("/properties/mode/enum/1").asText()).isEqualTo("step-by-step");
    SCHEMA
        .at("/$defs/source.fake-source/properties")
        .properties()
        .forEach(
            option ->
                assertThat(option.getValue().has("description") || option.getValue().size() == 1)
                    .as(option.getKey())
                    .isTrue());
    assertThat(source.at("/properties/concurrency/description").asText()).contains("at once");
    assertThat(source.get("required"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("type", "path", "include", "process");
    assertThat(SCHEMA.at("/$defs/function.fake-copy/properties").properties())
        .extracting("key")
        .containsExactlyInAnyOrder("type", "target", "upper-case");
    assertThat(SCHEMA.at("/$defs/target/properties/type/enum/0").asText()).isEqualTo("fake-target");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|[{type: declare, target: pages, key: [key], fields: [text]}]",
        "true|[{class: com.example.Words, any: 1}, {type: declare, target: p, key: [k], fields: []}]",
        "false|[]",
        "false|[{type: fake-copy, target: pages}]",
        "false|[{type: declare, target: pages, key: key, fields: [text]}]",
        "false|{type: declare, target: pages, key: [key], fields: [text]}"
      })
  void knowsChains(boolean good, String process) throws IOException {
    String flow = FLOW.replace("{type: fake-copy, target: pages}", process);
    assertThat(FLOWS.validate(YAML.readTree(flow)).isEmpty()).isEqualTo(good);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path: 1.10",
        "path: true",
        "max-file-size: 64KiB",
        "max-file-size: 1_000",
        "max-file-size: 5 mb",
        "max-file-size:",
        "follow-links: true",
        "follow-links: \"false\"",
        "mode: all-at-once",
        "patience: 200ms",
        "patience: PT5S",
        "patience: 1_0 min",
        "password: env:NAME",
        "password: file:/run/secrets/x",
        "retry: {times: 7}",
        "retry: {times: \"7\", factor: 1.5e3}",
        "retry: {times: -1_000, factor: 2}",
        "weights: {a: 1, b: \"2\"}",
        "weights: {}",
        "refresh-interval: 5s",
        "refresh-interval:",
        "watch: true",
        "concurrency: 7",
        "concurrency: \"7\"",
      })
  void takesWhatTheLoaderTakes(String option) {
    String text = FLOW.replace("type: fake-source\n", "type: fake-source\n    " + option + "\n");
    String once = option.startsWith("path") ? text.replace("    path: docs\n", "") : text;
    if (!option.contains("-1_000")) {
      assertThat(problems(once)).isEmpty();
    }
    assertThat(refusals(once)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include: docs",
        "maxFileSize: 5",
        "follow-links: yes",
        "max-file-size: 5 parsecs",
        "max-file-size: [5]",
        "mode: sometimes",
        "patience: soon",
        "patience: 5",
        "password: hunter2",
        "retry: 3",
        "retry: {factor: 1}",
        "retry: {times: 99999999999}",
        "retry: {times: 1, often: 2}",
        "retry: {times: 1, factor: much}",
        "weights: [1]",
        "weights: {a: heavy}",
        "weights: {a: 1.5}",
        "refresh-interval: 0s",
        "refresh-interval: -5s",
        "refresh-interval: often",
        "concurrency: 0",
        "concurrency: many",
        "watch: sometimes",
      })
  void refusesOptionsThatTheLoaderRefuses(String option) {
    String text = FLOW.replace("type: fake-source\n", "type: fake-source\n    " + option + "\n");
    String once = option.startsWith("include") ? text.replace("    include: [", "    #") : text;
    assertThat(problems(once)).isNotEmpty();
    assertThat(refusals(once)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: copies        | name: my copies",
        "name: copies        | name:",
        "name: copies        | title: copies",
        "name: copies        | 'name: copies\nowner: me'",
        "sources:            | sauces:",
        "documents:          | my documents:",
        "fake-source         | fake-sauce",
        "'    type: fake-source\n' | ''",
        "path: docs          | path: [docs]",
        "'    path: docs\n'  | ''",
        "fake-copy           | fake-copi",
        "', target: pages}'  | '}'",
        "target: pages}      | target: [pages]}",
        "target: pages}      | 'target: pages, uppercase: true}'",
        "type: fake-copy     | 'type: fake-copy, class: a.B'",
        "'type: fake-copy, ' | ''",
        "'process: {type: fake-copy, target: pages}' | 'process: fake-copy'",
        "'process: {type: fake-copy, target: pages}' | 'watch: true'",
        "fake-target         | fake-target, shared: maybe",
        "directory: out      | 'directory: out, managed-by-user: 1'",
        "', directory: out'  | ''",
        "'{type: fake-target, directory: out}' | out",
      })
  void refusesFlowsThatTheLoaderRefuses(String right, String wrong) {
    assertThat(FLOW).contains(right);
    String text = FLOW.replace(right, wrong == null ? "" : wrong);
    assertThat(problems(text)).isNotEmpty();
    assertThat(refusals(text)).isNotEmpty();
  }

  @Test
  void leavesTheOptionsOfAClassToTheLoader() {
    String text = FLOW.replace("type: fake-copy", "class: com.example.Mine, whatever: 5");
    assertThat(refusals(text)).isEmpty();
    assertThat(refusals(text.replace("com.example.Mine", "[a]"))).isNotEmpty();
  }

  private static List<String> problems(String text) {
    try {
      new FlowFile("flow.yaml", LOADER).define(text);
      return List.of();
    } catch (FlowProblems e) {
      return e.problems();
    }
  }

  private static List<String> refusals(String text) {
    try {
      JsonNode flow = YAML.readTree(text);
      return FLOWS.validate(flow).stream().map(Object::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
