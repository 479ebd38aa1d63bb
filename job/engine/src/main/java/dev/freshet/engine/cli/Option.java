package dev.freshet.engine.cli;

import java.util.List;

/** The options of all commands: the one place where they are named. */
enum Option {
  LIVE("", "", "keep running until Ctrl-C", "--live", "-L"),
  FULL("", "", "run every item's function again and write its rows again; memos stay", "--full"),
  RESET("", "", "forget the state first, after asking", "--reset"),
  CONFIRM_REMOVALS("", "", "let held removals through", "--confirm-removals"),
  ROW("TARGET KEY", "", "show one row: who claims it, when and why it was written", "--row"),
  REPAIR("", "", "write again what is missing or different, if it is ours", "--repair"),
  GIVE_UP_AFTER("DURATION", "5m", "how long to bear failures", "--give-up-after"),
  OUTPUT("DIR", "", "a new or empty directory for the rows", "--output"),
  TARGET("NAME", "", "the target to search; needed where there are several", "--target"),
  LIMIT("N", "5", "how many rows to show", "--limit"),
  YES("", "", "agree to what would be asked", "--yes", "-y"),
  MEMO_MAX_BYTES("SIZE", "1GiB", "what memos may take on disk", "--memo-max-bytes"),
  STATE("DIR", ".freshet", "where flows keep their state, or s3://bucket/prefix", "--state"),
  PARALLELISM("N", "", "parts that run in parallel; default: the processors", "--parallelism"),
  SET("KEY=VALUE", "", "an entry of Flink's configuration; may be repeated", "--set"),
  JAR("JAR", "", "a jar with flows, functions and connectors; may be repeated", "--jar"),
  PLUGINS("DIR", "", "a directory of plugins; default: plugins beside ./freshet", "--plugins"),
  REPORT("FILE", "", "write what was done as JSON", "--report"),
  QUIET("", "", "print errors only", "--quiet", "-q"),
  STACKTRACE("", "", "print the stack trace of an error too", "--stacktrace"),
  HELP("", "", "show this help", "--help", "-h"),
  VERSION("", "", "show the version", "--version", "-V");

  /** Those that every command has. */
  static final List<Option> EVERYWHERE =
      List.of(STATE, PARALLELISM, SET, JAR, PLUGINS, REPORT, QUIET, STACKTRACE, HELP, VERSION);

  private final String label;
  private final String standard;
  private final String description;
  private final String[] names;

  /**
   * @param label of the value, empty for a flag
   * @param standard the value without the option, empty for none
   * @param names the first is the one that messages use
   */
  Option(String label, String standard, String description, String... names) {
    this.label = label;
    this.standard = standard;
    this.description = description;
    this.names = names;
  }

  String optionName() {
    return names[0];
  }

  String[] names() {
    return names.clone();
  }

  boolean isFlag() {
    return label.isEmpty();
  }

  /** How many words follow it. */
  int words() {
    return isFlag() ? 0 : label.split(" ").length;
  }

  boolean mayBeRepeated() {
    return this == SET || this == JAR;
  }

  String label() {
    return label;
  }

  String standard() {
    return standard;
  }

  String description() {
    return standard.isEmpty() ? description : description + "; default: " + standard;
  }

  boolean isNamed(String name) {
    for (String known : names) {
      if (known.equals(name)) {
        return true;
      }
    }
    return false;
  }
}
