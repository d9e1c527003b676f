package dev.llmops.metrics.judge;

import dev.llmops.metrics.judge.DebatePanel.Consensus;
import dev.llmops.model.json.Json;
import dev.llmops.spi.metric.MetricResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the judges of a panel said in one round, by the judge's name. */
final class Round {

  private final Map<String, Verdict> verdicts = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  void add(String judge, Verdict verdict) {
    verdicts.put(judge, verdict);
  }

  void fail(String judge, String why) {
    failures.put(judge, why);
  }

  int size() {
    return verdicts.size();
  }

  boolean has(String judge) {
    return verdicts.containsKey(judge);
  }

  /** Why verdicts are missing. */
  String failures() {
    return failures.entrySet().stream()
        .map(failure -> failure.getKey() + ": " + failure.getValue())
        .collect(Collectors.joining("; "));
  }

  /** What the others said, without their names, so that none counts for more. */
  List<String> othersThan(String judge) {
    return verdicts.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(judge))
        .map(entry ->
            "Score " + Scale.plain(entry.getValue().number()) + ". " + entry.getValue().reason())
        .toList();
  }

  /**
   * The panel's score.
   *
   * @param before earlier rounds, whose tokens count as well
   */
  MetricResult result(Scale scale, Consensus consensus, List<Round> before) {
    double[] numbers = verdicts.values().stream().mapToDouble(Verdict::number).sorted().toArray();
    double number =
        switch (consensus) {
          case MEAN -> Arrays.stream(numbers).average().orElseThrow();
          case MEDIAN -> median(numbers);
        };
    double spread = (numbers[numbers.length - 1] - numbers[0]) / (scale.max() - scale.min());
    return MetricResult.score(scale.scoreOf(number), reason()).withDetails(details(spread, before));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private String reason() {
    return verdicts.entrySet().stream()
        .map(entry ->
            entry.getKey()
                + " "
                + Scale.plain(entry.getValue().number())
                + ": "
                + entry.getValue().reason())
        .collect(Collectors.joining("; "));
  }

  private Json details(double spread, List<Round> before) {
    Map<String, Json> numbers = new LinkedHashMap<>();
    verdicts.forEach((judge, verdict) -> numbers.put(judge, Json.of(verdict.number())));
    Map<String, Json> missing = new LinkedHashMap<>();
    List<Verdict> all = new ArrayList<>(verdicts.values());
    for (Round earlier : before) {
      earlier.failures.forEach((judge, why) -> missing.put(judge, Json.of(why)));
      all.addAll(earlier.verdicts.values());
    }
    failures.forEach((judge, why) -> missing.put(judge, Json.of(why)));
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("numbers", Json.object(numbers));
    fields.put("spread", Json.of(spread));
    fields.put("agreement", Json.of(1 - spread));
    fields.put("rounds", Json.of(before.size() + 1L));
    fields.put("failures", Json.object(missing));
    fields.putAll(Outcome.tokens(all));
    return Json.object(fields);
  }
}
