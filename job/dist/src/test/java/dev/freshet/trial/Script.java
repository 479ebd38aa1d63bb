package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.Memo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The text of an item as the trial functions read it, line by line: {@code id=text} declares a row,
 * {@code id=?input} one with the remembered result for that input, {@code wait GATE} waits for a
 * gate of the trial, {@code deaf GATE} too, whatever interrupts it, {@code together N} until N
 * calls were in flight at once, {@code sleep MILLIS} sleeps, {@code fail REASON} fails the item.
 */
final class Script {
  private final Trial trial;
  private final Item item;
  private final Context context;

  Script(String trial, Item item, Context context) {
    this.trial = Trial.named(trial);
    this.item = item;
    this.context = context;
  }

  void run(Consumer<Line> declare) throws Exception {
    try (Trial.Call call = trial.call(item.key())) {
      trial.at(Trial.Point.BEFORE_CALL);
      List<String> ids = new ArrayList<>();
      List<String> inputs = new ArrayList<>();
      for (String line : item.text().lines().toList()) {
        int sign = line.indexOf('=');
        if (sign > 0 && line.startsWith("?", sign + 1)) {
          ids.add(line.substring(0, sign));
          inputs.add(line.substring(sign + 2));
        } else if (sign > 0) {
          declare.accept(new Line(line.substring(0, sign), line.substring(sign + 1)));
        } else {
          obey(line, call);
        }
      }
      remembered(ids, inputs, declare);
      trial.at(Trial.Point.AFTER_CALL);
    }
  }

  private void remembered(List<String> ids, List<String> inputs, Consumer<Line> declare)
      throws Exception {
    if (inputs.isEmpty()) {
      return;
    }
    Memo<String, String> memo =
        Memo.batched(
            "trial-" + trial.name(), "1", String.class, String.class, 100, () -> trial::remember);
    List<String> results =
        inputs.size() == 1
            ? List.of(context.call(memo, inputs.get(0)))
            : context.callAll(memo, inputs);
    for (int i = 0; i < ids.size(); i++) {
      declare.accept(new Line(ids.get(i), results.get(i)));
    }
  }

  private void obey(String line, Trial.Call call) throws Exception {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "wait" -> trial.gate(words[1]).await();
      case "deaf" -> trial.awaitDeaf(words[1]);
      case "sleep" -> Thread.sleep(Duration.ofMillis(Long.parseLong(words[1])).toMillis());
      case "fail" -> throw new IllegalStateException(words[1]);
      case "together" -> call.awaitOthers(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException("not a command: " + line);
    }
  }
}
