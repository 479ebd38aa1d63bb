package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.FoundRow;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.engine.flink.FlowSearch;
import dev.freshet.engine.flow.LoadedFlow;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Searches the rows of a target and shows the best, so that one sees what a flow has made. */
final class QueryCommand {
  private static final int MOST_SHOWN = 160;
  private static final int SHOWN_BEFORE = 40;

  private final Invocation invocation;

  QueryCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int run() throws Exception {
    Arguments arguments = invocation.arguments();
    LoadedFlow flow = invocation.flow();
    FlowSearch search = new FlowSearch(flow.definition(), invocation.state(), invocation.loader());
    String text = Objects.requireNonNull(arguments.text());
    FlowSearch.Found found = search.find(arguments.value(Option.TARGET), text, arguments.limit());
    tell(found, text);
    invocation.report().write(report(flow, text, found));
    return 0;
  }

  private void tell(FlowSearch.Found found, String text) {
    Terminal terminal = invocation.terminal();
    if (found.rows().isEmpty()) {
      terminal.say("Nothing found in " + found.target());
    }
    for (FoundRow row : found.rows()) {
      String score = String.format(Locale.ROOT, "%.3f", row.score());
      terminal.say(score + "  " + Printable.line(key(row.key())));
      String value = excerpt(longest(row.value()), text);
      if (!value.isEmpty()) {
        terminal.say("       " + Printable.line(value));
      }
    }
  }

  private static String key(Row key) {
    return key.values().size() == 1 ? String.valueOf(key.values().get(0)) : key.values().toString();
  }

  /** The longest text of a row says most of it. */
  private static String longest(Row row) {
    String longest = "";
    for (int i = 0; i < row.fields().size(); i++) {
      Object value = row.values().get(i);
      if (row.fields().get(i).type().kind() == Kind.TEXT
          && value instanceof String text
          && text.length() > longest.length()) {
        longest = text;
      }
    }
    return longest.strip().replaceAll("\\s+", " ");
  }

  /** Around the first of the words, or the beginning if there is none of them. */
  private static String excerpt(String line, String words) {
    int first = line.length();
    for (String word : words.strip().split("[^\\p{L}\\p{N}]+")) {
      Matcher at =
          Pattern.compile(Pattern.quote(word), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
              .matcher(line);
      first = !word.isEmpty() && at.find() ? Math.min(first, at.start()) : first;
    }
    int from = first == line.length() ? 0 : Math.max(0, first - SHOWN_BEFORE);
    int until = Math.min(line.length(), from + MOST_SHOWN);
    from -= isWithinPair(line, from) ? 1 : 0;
    until -= isWithinPair(line, until) ? 1 : 0;
    String shown = line.substring(from, until);
    return (from == 0 ? "" : "...") + shown + (until == line.length() ? "" : "...");
  }

  private static boolean isWithinPair(String line, int at) {
    return at > 0 && at < line.length() && Character.isLowSurrogate(line.charAt(at));
  }

  private static ObjectNode report(LoadedFlow flow, String text, FlowSearch.Found found) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("flow", flow.definition().name()).put("target", found.target()).put("text", text);
    json.put("by", found.meaning() ? "vector" : "words");
    var rows = json.putArray("rows");
    for (FoundRow row : found.rows()) {
      ObjectNode entry = rows.addObject().put("score", row.score());
      entry.set("key", RowJson.of(row.key()));
      entry.set("value", RowJson.of(row.value()));
    }
    return json;
  }
}
