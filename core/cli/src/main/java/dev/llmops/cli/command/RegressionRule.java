package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/**
 * Which differences between two runs matter. What is significant need not: with enough samples a
 * millisecond is. So measurements such as latency never fail a gate by themselves, and the pass
 * rate only when it fell by enough.
 */
final class RegressionRule {

  @Option(
      names = "--min-drop",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "A pass rate that fell significantly, but by less than this, is no regression (default:"
              + " ${DEFAULT-VALUE}).")
  double minDrop;

  // A drop of five points of a hundred is 0.05 but for the last bits.
  private static final double ROUNDING = 1e-9;

  /** Each regression that matters, in words. */
  List<String> regressions(JsonNode comparison) {
    List<String> found = new ArrayList<>();
    JsonNode passRate = comparison.path("passRate");
    if (isWorse(passRate) && passRate.path("difference").asDouble() <= -minDrop + ROUNDING) {
      found.add(words("The pass rate", passRate));
    }
    for (JsonNode metric : comparison.path("metrics")) {
      if (metric.path("quality").asBoolean() && isWorse(metric)) {
        found.add(words("The metric " + metric.path("metric").asText(), metric));
      }
    }
    return found;
  }

  private static boolean isWorse(JsonNode change) {
    return change.path("verdict").asText().equals("worse");
  }

  private static String words(String what, JsonNode change) {
    return String.format(
        Locale.ROOT,
        "%s fell significantly, from %s to %s (p = %s).",
        what,
        Output.number(change.path("baseline")),
        Output.number(change.path("candidate")),
        Output.number(change.path("pValue")));
  }
}
