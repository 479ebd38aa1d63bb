package dev.freshet.engine.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads any command line with picocli, which knows what to say about it. */
final class PicocliArguments {
  private static final String PROGRAM = "freshet";

  private final PrintStream out;
  private final PrintStream err;
  private final CommandLine picocli = new CommandLine(program());

  PicocliArguments(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    picocli.setExpandAtFiles(false);
  }

  /** The line asked for nothing but words, or was wrong; the answer has been printed. */
  static final class Answered extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Answered(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  Arguments read(String... line) throws Answered {
    if (line.length > 0 && !line[0].startsWith("-") && Command.named(line[0]) == null) {
      throw refuse("There is no command " + line[0] + "; " + theCommands());
    }
    try {
      return understood(picocli.parseArgs(line));
    } catch (UnmatchedArgumentException e) {
      throw refuse(unmatched(e) + seeHelp(e.getCommandLine()));
    } catch (ParameterException e) {
      throw refuse(e.getMessage() + seeHelp(e.getCommandLine()));
    }
  }

  private Arguments understood(ParseResult parsed) throws Answered {
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    if (parsed.isUsageHelpRequested() || last.isUsageHelpRequested()) {
      last.commandSpec().commandLine().usage(out);
      throw new Answered(0);
    }
    if (parsed.isVersionHelpRequested() || last.isVersionHelpRequested()) {
      out.println(PROGRAM + " " + version());
      throw new Answered(0);
    }
    Command command = Command.named(last.commandSpec().name());
    if (command == null) {
      picocli.usage(err);
      throw new Answered(2);
    }
    Map<Option, List<String>> values = new EnumMap<>(Option.class);
    for (Option option : command.options()) {
      List<String> given = new ArrayList<>(given(parsed, option));
      given.addAll(given(last, option));
      if (!given.isEmpty()) {
        values.put(option, given);
      }
    }
    return new Arguments(
        command,
        last.matchedPositionalValue(0, null),
        command.takesText() ? last.matchedPositionalValue(1, null) : null,
        values);
  }

  private static List<String> given(ParseResult parsed, Option option) {
    OptionSpec matched = parsed.matchedOption(option.optionName());
    if (matched == null) {
      return List.of();
    }
    return option.isFlag() ? List.of("") : matched.stringValues();
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String word = e.getUnmatched().get(0);
    String sentence =
        e.isUnknownOption()
            ? spec.name() + " has no option " + word
            : spec.name()
                + " takes no more after the "
                + (spec.positionalParameters().size() > 1 ? "text" : "flow")
                + ", found "
                + word;
    List<String> suggestions = e.getSuggestions();
    return suggestions.isEmpty() || !e.isUnknownOption()
        ? sentence
        : sentence + "; did you mean " + String.join(" or ", suggestions) + "?";
  }

  private static String seeHelp(CommandLine command) {
    String name = command.getCommandSpec().name();
    String line = name.equals(PROGRAM) ? name : PROGRAM + " " + name;
    return " (" + line + " --help shows what there is)";
  }

  private static String theCommands() {
    return "the commands are " + String.join(", ", Command.names());
  }

  private Answered refuse(String sentence) {
    err.println(sentence);
    return new Answered(2);
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private static CommandSpec program() {
    CommandSpec program = CommandSpec.create().name(PROGRAM);
    program.usageMessage().description("Keeps targets in step with sources.");
    program.usageMessage().synopsisSubcommandLabel("COMMAND");
    Option.EVERYWHERE.forEach(option -> program.addOption(spec(option, false)));
    for (Command command : Command.values()) {
      program.addSubcommand(command.commandName(), spec(command));
    }
    return program;
  }

  private static CommandSpec spec(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.commandName());
    spec.usageMessage().description(command.description()).sortOptions(false);
    if (command.takesFlow()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("0")
              .required(true)
              .arity("1")
              .type(String.class)
              .paramLabel("FLOW")
              .description(
                  "a flow file (YAML), or the name of a class that is a Flow"
                      + (command == Command.DROP ? ", or that of a flow with state" : ""))
              .build());
    }
    if (command.takesText()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("1")
              .required(true)
              .arity("1")
              .type(String.class)
              .paramLabel("TEXT")
              .description("what to search for, in quotes if it is several words")
              .build());
    }
    command.options().forEach(option -> spec.addOption(spec(option, option == command.required())));
    return spec;
  }

  private static OptionSpec spec(Option option, boolean required) {
    OptionSpec.Builder spec =
        OptionSpec.builder(option.names())
            .description(option.description())
            .required(required)
            .usageHelp(option == Option.HELP)
            .versionHelp(option == Option.VERSION);
    if (option.isFlag()) {
      return spec.arity("0").type(boolean.class).build();
    }
    spec.arity("" + option.words()).paramLabel(option.label()).hideParamSyntax(option.words() > 1);
    return option.mayBeRepeated() || option.words() > 1
        ? spec.type(List.class).auxiliaryTypes(String.class).build()
        : spec.type(String.class).build();
  }
}
