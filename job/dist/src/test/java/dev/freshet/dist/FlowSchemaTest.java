package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.freshet.engine.flow.FlowSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every flow file there is follows the schema that {@code ./freshet schema} prints. */
final class FlowSchemaTest {
  private static final Path HOME = Path.of("../..");
  private static final Pattern IN_JAVA =
      Pattern.compile("\"\"\"\\n(\\s*name: .*?)\"\"\"", Pattern.DOTALL);
  private static final Pattern IN_MARKDOWN =
      Pattern.compile("^```yaml\\n(name: .*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  /** Their flows have types that come with plugins. */
  private static final Set<String> OTHER_TYPES =
      Set.of("PluginsIT.java", "FaultyConnectorIT.java", "ClusterIT.java");

  /** A step that a plugin brings. */
  private static final String OF_A_PLUGIN = "embed-in-process";

  private static final JsonSchema FLOWS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(FlowSchema.of(FlowSchemaTest.class.getClassLoader()));

  /** As editors read it: {@code yes} is a text. */
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();

  @Test
  void flowFilesFollowTheSchema() throws IOException {
    List<String> flows = new ArrayList<>();
    for (Path file : filesBelow("conf", ".yaml")) {
      String text = Files.readString(file);
      if (text.contains("\nsources:") && !text.contains(OF_A_PLUGIN)) {
        flows.add(text);
      }
    }
    assertThat(flows).isNotEmpty().allSatisfy(FlowSchemaTest::follows);
  }

  @Test
  void flowsInTestsFollowTheSchema() throws IOException {
    List<String> flows = new ArrayList<>();
    for (Path file : filesBelow("job/dist/src/test/java", ".java")) {
      if (!OTHER_TYPES.contains(file.getFileName().toString())) {
        flows.addAll(texts(IN_JAVA, file));
      }
    }
    assertThat(flows).hasSizeGreaterThan(5).allSatisfy(FlowSchemaTest::follows);
  }

  @Test
  void flowsInTheGuideFollowTheSchema() throws IOException {
    List<String> flows = new ArrayList<>();
    for (Path file : filesBelow("docs", ".md")) {
      flows.addAll(texts(IN_MARKDOWN, file));
    }
    assertThat(flows).isNotEmpty().allSatisfy(FlowSchemaTest::follows);
  }

  /** Whole flows alone: some tests put theirs together. */
  private static List<String> texts(Pattern where, Path file) throws IOException {
    return where
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult found) -> found.group(1).stripIndent().replace("%s", "text"))
        .filter(text -> text.contains("\ntargets:") && !text.contains(OF_A_PLUGIN))
        .toList();
  }

  private static void follows(String yaml) throws IOException {
    assertThat(FLOWS.validate(YAML.readTree(yaml))).as(yaml).isEmpty();
  }

  private static List<Path> filesBelow(String directory, String extension) throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve(directory))) {
      return files.filter(file -> file.toString().endsWith(extension)).toList();
    }
  }
}
