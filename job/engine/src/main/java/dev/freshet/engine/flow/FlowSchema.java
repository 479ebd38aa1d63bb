package dev.freshet.engine.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The JSON Schema (2020-12) of flow files, with the options of every connector and function there
 * is, made from the records that the options are bound to.
 */
public final class FlowSchema {
  private static final String DEFINITIONS = "$defs";
  private static final String NOT_POSITIVE = "^(-|([pP][tT])?0[0_]*[A-Za-z]*$)";

  /** Of the engine's own options; what others mean is for their authors to say. */
  private static final Map<String, String> MEANINGS =
      Map.of(
          "refresh-interval",
          "in live mode, list the source again this long after the last listing began",
          "watch",
          "in live mode, react to changes as they happen; listings stay as the safety net",
          "concurrency",
          "how many functions of this source run at once in one worker process; 32 unless told",
          FlowFile.REMOVAL_GUARD,
          "holds the removals of a listing that has lost more than this fraction of the items and at"
              + " least the fewest, or all of several; off believes every listing",
          "managed-by-user",
          "the structure is yours: Freshet writes and deletes its rows, nothing else",
          "shared",
          "several items may declare one row with different values");

  private final Connectors connectors;
  private final ObjectNode schema = OptionSchema.object();

  private FlowSchema(Connectors connectors) {
    this.connectors = connectors;
  }

  /**
   * @param loader as for {@link Connectors#discover}
   * @throws FlowProblems if a connector or function cannot be used
   */
  public static ObjectNode of(ClassLoader loader) {
    try {
      return new FlowSchema(Connectors.discover(loader)).build();
    } catch (IllegalArgumentException e) {
      throw new FlowProblems("There is no schema: " + e.getMessage(), e);
    }
  }

  private ObjectNode build() {
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Freshet flow").put("type", "object");
    schema.putArray("required").add("name").add("sources").add("targets");
    ObjectNode properties = schema.putObject("properties");
    properties.set("name", name().put("description", "names the flow's state"));
    properties.set("sources", named("source").put("minProperties", 1));
    properties.set("targets", named("target"));
    schema.put("additionalProperties", false);
    schema.putObject(DEFINITIONS);
    define("source", connectors.sourceTypes(), this::source);
    define("target", connectors.targetTypes(), this::target);
    define("function", connectors.itemFunctionTypes(), this::function);
    define("step", connectors.stepTypes(), this::function);
    process();
    return schema;
  }

  private static ObjectNode name() {
    ObjectNode name = OptionSchema.text();
    return name.put("pattern", "^" + Names.PATTERN + "$").put("maxLength", Names.LONGEST);
  }

  /** A section of what stands under this definition, by name. */
  private static ObjectNode named(String definition) {
    ObjectNode sections = OptionSchema.object().put("type", "object");
    sections.set("propertyNames", name());
    sections.set("additionalProperties", reference(definition));
    return sections.put("description", "each " + definition + " by its name");
  }

  /** What {@code type} says decides which options there are. */
  private void define(String kind, List<String> types, Function<String, ObjectNode> options) {
    ObjectNode any = definition(kind).put("type", "object");
    any.putArray("required").add("type");
    any.putObject("properties").set("type", OptionSchema.enumeration(types));
    ArrayNode cases = any.putArray("allOf");
    for (String type : types) {
      String name = kind + "." + type;
      ObjectNode one = cases.addObject();
      ObjectNode written = one.putObject("if");
      written.putObject("properties").putObject("type").put("const", type);
      written.putArray("required").add("type");
      one.set("then", reference(name));
      ObjectNode section = options.apply(type);
      section.withObjectProperty("properties").putObject("type").put("const", type);
      section.withArrayProperty("required").add("type");
      ((ObjectNode) schema.get(DEFINITIONS)).set(name, section);
    }
  }

  private ObjectNode source(String type) {
    ObjectNode section = section(FlowFile.SourceOptions.class, connectors.sourceSpec(type));
    section.withObjectProperty("properties").set("process", reference("process"));
    section.withArrayProperty("required").add("process");
    for (String positive : List.of("refresh-interval", "concurrency")) {
      ObjectNode option = (ObjectNode) section.get("properties").get(positive);
      option.put("minimum", 1).putObject("not").put("type", "string").put("pattern", NOT_POSITIVE);
    }
    ObjectNode properties = (ObjectNode) section.get("properties");
    ObjectNode limits = (ObjectNode) properties.get(FlowFile.REMOVAL_GUARD);
    ObjectNode guard = OptionSchema.object();
    guard.set("description", limits.remove("description"));
    guard.putArray("anyOf").add(limits).addObject().put("const", FlowFile.OFF);
    properties.set(FlowFile.REMOVAL_GUARD, guard);
    return section;
  }

  private ObjectNode target(String type) {
    return section(FlowFile.TargetOptions.class, connectors.targetSpec(type));
  }

  private ObjectNode function(String type) {
    return addOptions(OptionSchema.object(), connectors.function(type));
  }

  /**
   * @param engine of the engine's own options, which stand beside the others
   */
  private static ObjectNode section(Class<?> engine, Class<?> record) {
    ObjectNode section = OptionSchema.object();
    OptionSchema.addOptions(section, new OptionRecord<>(engine));
    section.get("properties").properties().forEach(FlowSchema::explain);
    return addOptions(section, record);
  }

  private static ObjectNode addOptions(ObjectNode section, Class<?> record) {
    OptionSchema.addOptions(section, new OptionRecord<>(record));
    return section.put("type", "object").put("description", "options of " + record.getName());
  }

  private static void explain(Map.Entry<String, JsonNode> option) {
    String meaning = MEANINGS.get(option.getKey());
    if (meaning != null) {
      ((ObjectNode) option.getValue()).put("description", meaning);
    }
  }

  private void process() {
    ObjectNode process = definition("process");
    process.put("description", "the function that runs for every item, or the steps of a chain");
    process.putObject("if").put("type", "array");
    ObjectNode chain = process.putObject("then").put("minItems", 1);
    chain.set("items", byTypeOrClass("step"));
    process.set("else", byTypeOrClass("function"));
  }

  /** The options of a class are not known here. */
  private static ObjectNode byTypeOrClass(String definition) {
    ObjectNode section = OptionSchema.object().put("type", "object");
    section.putObject("if").putArray("required").add("class");
    ObjectNode ofClass = section.putObject("then").putObject("properties");
    ofClass.putObject("class").put("type", "string").put("description", "the name of a class");
    ofClass.put("type", false);
    section.set("else", reference(definition));
    return section;
  }

  private ObjectNode definition(String name) {
    return ((ObjectNode) schema.get(DEFINITIONS)).putObject(name);
  }

  private static ObjectNode reference(String definition) {
    return OptionSchema.object().put("$ref", "#/" + DEFINITIONS + "/" + definition);
  }
}
