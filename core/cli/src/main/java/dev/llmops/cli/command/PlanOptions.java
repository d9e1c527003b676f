package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.terminal.Table;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is known before an experiment, and the plan in words. */
final class PlanOptions {

  @Parameters(index = "0", paramLabel = "KIND", description = "proportion or mean.")
  private String kind;

  @Option(names = "--control-rate", description = "The control's rate; of proportions.")
  private Double controlRate;

  @Option(
      names = "--control-mean",
      description = "The control's mean; of means with --relative-effect.")
  private Double controlMean;

  @Option(names = "--sd", description = "The standard deviation of units; of means.")
  private Double deviation;

  @Option(names = "--decrease", description = "The metric gets better when it falls.")
  private boolean decrease;

  @Option(names = "--units", description = "Units of all variants together.")
  private Long units;

  @Option(names = "--effect", description = "The smallest improvement worth finding.")
  private Double effect;

  @Option(names = "--relative-effect", description = "The same as a fraction of the control's.")
  private Double relativeEffect;

  @Option(names = "--power", description = "How likely it is to be found, such as 0.8.")
  private Double power;

  @Option(
      names = "--weights",
      split = ",",
      description = "Traffic in any proportion, the control first (default: 1,1).")
  private List<Double> weights = List.of();

  @Option(names = "--primary-metrics", description = "Metrics that decide (default: 1).")
  private Integer primaryMetrics;

  @Option(names = "--confidence", description = "Of the decision, such as 0.95.")
  private Double confidence;

  @Option(names = "--units-per-day", description = "New units a day, to tell the days it takes.")
  private Double unitsPerDay;

  ObjectNode body(ObjectMapper mapper) {
    ObjectNode body =
        mapper
            .createObjectNode()
            .put("kind", kind)
            .put("direction", decrease ? "decrease" : "increase")
            .put("controlRate", controlRate)
            .put("controlMean", controlMean)
            .put("standardDeviation", deviation)
            .put("confidence", confidence)
            .put("primaryMetrics", primaryMetrics)
            .put("units", units)
            .put("effect", effect)
            .put("relativeEffect", relativeEffect)
            .put("power", power)
            .put("unitsPerDay", unitsPerDay);
    weights.forEach(body.putArray("weights")::add);
    return body;
  }

  static String text(JsonNode plan) {
    Table table = new Table("VARIANT", "SHARE", "UNITS", "EFFECT", "POWER");
    for (JsonNode variant : plan.path("variants")) {
      JsonNode finding = variant.path("finding");
      table.row(
          Output.text(variant.path("variant")),
          Output.percent(variant.path("share")),
          Output.text(variant.path("units")),
          Output.number(finding.path("effect")),
          Output.percent(finding.path("power")));
    }
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%,d units%s find an effect of %s%s with a power of %s at %s confidence.%n"
                + "The smallest variant gets %d: the experiment's --min-samples.%n%n",
            plan.path("units").asLong(),
            days(plan.path("days")),
            Output.number(plan.path("effect")),
            relative(plan.path("relativeEffect")),
            Output.percent(plan.path("power")),
            Output.percent(plan.path("confidence")),
            plan.path("minSamples").asLong()));
    out.append(table);
    plan.path("notes").forEach(note -> out.append("- ").append(note.asText()).append('\n'));
    return out.toString();
  }

  private static String days(JsonNode days) {
    return days.isNumber() ? " in " + days.asLong() + (days.asLong() == 1 ? " day" : " days") : "";
  }

  private static String relative(JsonNode effect) {
    return effect.isNumber() ? " (" + Output.percent(effect) + " of the control)" : "";
  }
}
