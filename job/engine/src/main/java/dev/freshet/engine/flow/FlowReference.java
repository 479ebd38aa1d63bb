package dev.freshet.engine.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Flow;
import dev.freshet.engine.encoding.JsonText;
import java.io.IOException;
import java.io.Serializable;

/**
 * What another process needs to build the same flow again, as plain text.
 *
 * @param origin the path of the flow file, for messages, or the name of the flow's class
 * @param content the text of the flow file, or the class's parameters as JSON
 */
public record FlowReference(Kind kind, String origin, String content) implements Serializable {
  /** What a flow was written in. */
  public enum Kind {
    YAML,
    JAVA
  }

  static FlowReference toFile(String path, String text) {
    return new FlowReference(Kind.YAML, path, text);
  }

  static FlowReference toClass(String className) {
    return new FlowReference(Kind.JAVA, className, "{}");
  }

  static FlowReference to(Flow flow) {
    String className = flow.getClass().getName();
    try {
      return flow instanceof Record
          ? new FlowReference(Kind.JAVA, className, JsonText.compact(Specs.toJson(flow)))
          : toClass(className);
    } catch (IllegalArgumentException e) {
      throw new FlowProblems("The parameters of flow " + className + ": " + e.getMessage(), e);
    }
  }

  /**
   * @param loader with the connectors, and the flow's classes
   * @throws FlowProblems if anything is wrong with it
   */
  public FlowDefinition define(ClassLoader loader) {
    return kind == Kind.YAML
        ? new FlowFile(origin, loader).define(content)
        : FlowClass.define(FlowClass.create(origin, parameters(), loader), loader);
  }

  private JsonNode parameters() {
    try {
      return JsonText.read(content);
    } catch (IOException e) {
      throw new IllegalStateException("The parameters of " + origin + " are not JSON", e);
    }
  }
}
