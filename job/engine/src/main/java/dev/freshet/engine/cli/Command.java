package dev.freshet.engine.cli;

import static dev.freshet.engine.cli.Option.CONFIRM_REMOVALS;
import static dev.freshet.engine.cli.Option.FULL;
import static dev.freshet.engine.cli.Option.GIVE_UP_AFTER;
import static dev.freshet.engine.cli.Option.LIMIT;
import static dev.freshet.engine.cli.Option.LIVE;
import static dev.freshet.engine.cli.Option.MEMO_MAX_BYTES;
import static dev.freshet.engine.cli.Option.OUTPUT;
import static dev.freshet.engine.cli.Option.REPAIR;
import static dev.freshet.engine.cli.Option.RESET;
import static dev.freshet.engine.cli.Option.ROW;
import static dev.freshet.engine.cli.Option.TARGET;
import static dev.freshet.engine.cli.Option.YES;

import dev.freshet.api.Nullable;
import java.util.ArrayList;
import java.util.List;

/** The commands, each with the options of its own. */
enum Command {
  UPDATE(
      "update",
      "Brings the targets in step with the sources, then stops.",
      LIVE,
      FULL,
      RESET,
      CONFIRM_REMOVALS,
      GIVE_UP_AFTER,
      MEMO_MAX_BYTES,
      YES),
  SETUP("setup", "Shows the plan of structural changes; --yes applies it.", YES),
  DROP(
      "drop",
      "Removes what the flow set up, and its state, after asking.",
      GIVE_UP_AFTER,
      MEMO_MAX_BYTES,
      YES),
  SHOW(
      "show",
      "Shows sources, functions and targets, what is tracked, what failed, and the last run.",
      ROW),
  VERIFY(
      "verify",
      "Compares what the targets hold with what is tracked; --repair puts our rows right.",
      REPAIR,
      GIVE_UP_AFTER,
      MEMO_MAX_BYTES,
      YES),
  QUERY("query", "Searches the rows of a target and shows the best.", TARGET, LIMIT),
  LS("ls", "Lists the flows that have state, and the flow files it finds."),
  SCHEMA("schema", "Prints the JSON Schema of flow files, for editors."),
  EVALUATE(
      "evaluate",
      "Writes the rows that would be declared as JSON files, touching neither targets nor state.",
      OUTPUT,
      MEMO_MAX_BYTES);

  private final String name;
  private final String description;
  private final List<Option> options;

  Command(String name, String description, Option... own) {
    this.name = name;
    this.description = description;
    this.options = new ArrayList<>(List.of(own));
    this.options.addAll(Option.EVERYWHERE);
  }

  static @Nullable Command named(String name) {
    for (Command command : values()) {
      if (command.name.equals(name)) {
        return command;
      }
    }
    return null;
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Command command : values()) {
      names.add(command.name);
    }
    return names;
  }

  String commandName() {
    return name;
  }

  String description() {
    return description;
  }

  List<Option> options() {
    return options;
  }

  boolean takesFlow() {
    return this != LS && this != SCHEMA;
  }

  /** After the flow. */
  boolean takesText() {
    return this == QUERY;
  }

  @Nullable
  Option required() {
    return this == EVALUATE ? OUTPUT : null;
  }

  @Nullable
  Option option(String name) {
    for (Option option : options) {
      if (option.isNamed(name)) {
        return option;
      }
    }
    return null;
  }
}
