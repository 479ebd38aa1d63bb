package dev.freshet.engine.flow;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.freshet.engine.flow.Option.Section;
import dev.freshet.engine.flow.Option.Sequence;
import dev.freshet.engine.flow.Option.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one YAML document, keeping the line of every option. */
final class YamlReader {
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final YAMLParser parser;
  private final String file;
  private final Problems problems;

  private YamlReader(YAMLParser parser, String file, Problems problems) {
    this.parser = parser;
    this.file = file;
    this.problems = problems;
  }

  /**
   * @param problems receives what is well-formed YAML and still not wanted, such as a key that
   *     appears twice
   * @throws FlowProblems if it is not YAML
   */
  static Option read(String file, String text, Problems problems) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlReader(parser, file, problems).document();
    } catch (JsonProcessingException e) {
      throw malformed(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory was read", e);
    }
  }

  private Option document() throws IOException {
    if (parser.nextToken() == null) {
      return new Text(1, null);
    }
    Option root = option(1, "");
    if (parser.nextToken() != null) {
      problems.add(line(), file, "a flow file holds one document; this is the second");
    }
    return root;
  }

  private Option option(int line, String path) throws IOException {
    refuseReference(path);
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return section(line, path);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(line, path);
    }
    return new Text(line, token == JsonToken.VALUE_NULL ? null : parser.getText());
  }

  private Section section(int line, String path) throws IOException {
    Map<String, Option> options = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int nameLine = line();
      parser.nextToken();
      Option first = options.get(name);
      Option option = option(nameLine, path + "." + name);
      if (first == null) {
        options.put(name, option);
      } else {
        problems.add(
            nameLine, subject(path + "." + name), "written twice, first in line " + first.line());
      }
    }
    return new Section(line, options);
  }

  private Sequence sequence(int line, String path) throws IOException {
    List<Option> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(option(line(), path));
    }
    return new Sequence(line, elements);
  }

  private void refuseReference(String path) throws IOException {
    if (parser.isCurrentAlias()) {
      problems.add(
          line(),
          subject(path),
          "found the alias *" + parser.getText() + "; a flow file has none, write the value out");
    } else if (parser.getTypeId() != null) {
      problems.add(line(), subject(path), "found a YAML tag; leave it out");
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private String subject(String path) {
    return path.isEmpty() ? file : path.substring(1);
  }

  @SuppressWarnings("deprecation")
  private static FlowProblems malformed(String file, JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    int line = location == null ? 1 : location.getLineNr();
    int column = location == null ? 1 : location.getColumnNr();
    String what = e.getOriginalMessage().lines().findFirst().orElse("");
    if (e
        instanceof
        com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException marked) {
      line = marked.getProblemMark().getLine() + 1;
      column = marked.getProblemMark().getColumn() + 1;
      what = marked.getProblem();
    }
    return new FlowProblems(
        file + " is not valid YAML: line " + line + ", column " + column + ": " + what, e);
  }
}
