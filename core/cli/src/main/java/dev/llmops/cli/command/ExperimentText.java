package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.number;
import static dev.llmops.cli.command.Output.percent;
import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.llmops.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;

/** What people read of experiments. */
final class ExperimentText {

  private ExperimentText() {}

  static Table list(List<JsonNode> experiments) {
    Table table = new Table("NAME", "STATUS", "VARIANTS", "WINNER", "CREATED", "ID");
    for (JsonNode experiment : experiments) {
      List<String> variants = new ArrayList<>();
      experiment.path("variants").forEach(it -> variants.add(text(it.path("name"))));
      table.row(
          text(experiment.path("name")),
          text(experiment.path("status")),
          String.join(", ", variants),
          text(experiment.path("winner")),
          text(experiment.path("createdAt")),
          text(experiment.path("id")));
    }
    return table;
  }

  /** An experiment with its variants and metrics. */
  static String of(JsonNode experiment) {
    Table variants = new Table("VARIANT", "SHARE", "PROMPT", "PROVIDER", "MODEL", "PARAMETERS");
    for (JsonNode variant : experiment.path("variants")) {
      JsonNode prompt = variant.path("prompt");
      variants.row(
          text(variant.path("name")) + (variant.path("control").asBoolean() ? " (control)" : ""),
          percent(variant.path("share")),
          prompt.isObject() ? text(prompt.path("name")) + "@" + text(prompt.path("ref")) : "",
          text(variant.path("provider")),
          text(variant.path("model")),
          variant.path("parameters").isEmpty() ? "" : variant.path("parameters").toString());
    }
    Table metrics = new Table("METRIC", "KIND", "DIRECTION", "PRIMARY", "TEST");
    for (JsonNode metric : experiment.path("metrics")) {
      metrics.row(
          text(metric.path("name")),
          text(metric.path("kind")),
          text(metric.path("direction")),
          metric.path("primary").asBoolean() ? "yes" : "no",
          text(metric.path("test")));
    }
    return "%s is %s (%s)%n%s%nAt least %s units a variant, %s confidence, %s of %s%n%n%s%n%s"
        .formatted(
            text(experiment.path("name")),
            text(experiment.path("status")),
            text(experiment.path("id")),
            text(experiment.path("description")),
            text(experiment.path("minSamples")),
            percent(experiment.path("confidence")),
            percent(experiment.path("traffic")),
            targeted(experiment.path("targeting")),
            variants,
            metrics);
  }

  /** One line on what an experiment has become. */
  static String status(JsonNode experiment) {
    String winner = text(experiment.path("winner"));
    JsonNode traffic = experiment.path("traffic");
    return "%s is %s%s%s%n"
        .formatted(
            text(experiment.path("name")),
            text(experiment.path("status")),
            traffic.asDouble(1) < 1 ? ", " + percent(traffic) + " take part" : "",
            winner.isEmpty() ? "" : ", " + winner + " wins");
  }

  private static String targeted(JsonNode targeting) {
    List<String> conditions = new ArrayList<>();
    targeting.forEach(it -> conditions.add(condition(it)));
    return conditions.isEmpty() ? "all units" : "units with " + String.join(", ", conditions);
  }

  private static String condition(JsonNode condition) {
    List<String> words = new ArrayList<>();
    words.add(text(condition.path("attribute")));
    words.add(text(condition.path("operator")));
    condition.path("values").forEach(value -> words.add(text(value)));
    return String.join(" ", words);
  }

  /** The variant and why it is that one. */
  static String assigned(JsonNode assigned) {
    JsonNode unmet = assigned.path("unmet");
    return "%s (%s%s)%n"
        .formatted(
            text(assigned.path("variant")),
            text(assigned.path("reason")),
            unmet.isObject() ? ": " + condition(unmet) : "");
  }

  static Table history(List<JsonNode> changes) {
    Table table = new Table("AT", "BY", "ACTION", "FROM", "TO", "REASON");
    for (JsonNode change : changes) {
      table.row(
          text(change.path("at")),
          text(change.path("actor")),
          text(change.path("action")),
          text(change.path("from")),
          text(change.path("to")),
          text(change.path("reason")));
    }
    return table;
  }

  /** One row for each comparison of each look. */
  static Table looks(List<JsonNode> looks) {
    Table table =
        new Table("AT", "UNITS", "METRIC", "VARIANT", "DIFFERENCE", "INTERVAL", "P", "DECISION");
    for (JsonNode look : looks) {
      JsonNode result = look.path("result");
      JsonNode decision = result.path("decision");
      for (JsonNode metric : result.path("metrics")) {
        for (JsonNode comparison : metric.path("comparisons")) {
          table.row(
              text(look.path("at")),
              text(result.path("units")),
              text(metric.path("name")),
              text(comparison.path("variant")),
              number(comparison.path("estimate")),
              interval(comparison),
              p(comparison),
              (text(decision.path("action")) + " " + text(decision.path("variant"))).strip());
        }
      }
    }
    return table;
  }

  static Table counts(JsonNode counts) {
    Table table = new Table("VARIANT", "UNITS");
    counts
        .path("variants")
        .forEach(it -> table.row(text(it.path("variant")), text(it.path("units"))));
    return table.row("all", text(counts.path("units")));
  }

  /** The decision, the arms and comparisons of every metric, and the reasons. */
  static String results(JsonNode result) {
    StringBuilder out = new StringBuilder();
    JsonNode decision = result.path("decision");
    out.append(
        "%s is %s%s. %s%n"
            .formatted(
                text(result.path("name")),
                text(result.path("status")),
                result.path("frozen").asBoolean() ? " and its result frozen" : "",
                text(decision.path("summary"))));
    JsonNode ratio = result.path("sampleRatio");
    out.append(
        "Sample ratio %s: %s%n%n"
            .formatted(text(ratio.path("status")), text(ratio.path("reason"))));
    out.append(metrics(result.path("metrics"))).append('\n');
    out.append(posteriors(result));
    decision.path("reasons").forEach(reason -> out.append("- ").append(text(reason)).append('\n'));
    return out.toString();
  }

  /** The arms and comparisons of every metric in every segment. */
  static String segments(JsonNode result) {
    StringBuilder out = new StringBuilder();
    for (JsonNode segment : result.path("segments")) {
      JsonNode value = segment.path("value");
      out.append(
          "%s %s, %s units%n"
              .formatted(
                  text(result.path("attribute")),
                  value.isNull() ? "not told" : text(value),
                  text(segment.path("units"))));
      out.append(metrics(segment.path("metrics"))).append('\n');
    }
    JsonNode others = result.path("others");
    if (others.path("values").asInt() > 0) {
      out.append(
          "Not shown: %s smaller groups with %s units.%n"
              .formatted(text(others.path("values")), text(others.path("units"))));
    }
    return out.append(
            "P is adjusted for all comparisons shown. Groups are for exploring: what they show, a"
                + " new experiment must confirm.\n")
        .toString();
  }

  private static Table metrics(JsonNode metrics) {
    Table table =
        new Table(
            "METRIC", "VARIANT", "UNITS", "MEAN", "SD", "DIFFERENCE", "INTERVAL", "P", "VERDICT");
    for (JsonNode metric : metrics) {
      metric.path("arms").forEach(arm -> row(table, metric, arm));
    }
    return table;
  }

  private static String posteriors(JsonNode result) {
    Table table =
        new Table("METRIC", "VARIANT", "BETTER", "EXPECTED LOSS", "CREDIBLE INTERVAL", "NOTES");
    boolean any = false;
    for (JsonNode metric : result.path("metrics")) {
      for (JsonNode comparison : metric.path("comparisons")) {
        JsonNode posterior = comparison.path("posterior");
        if (posterior.isObject()) {
          any = true;
          List<String> notes = new ArrayList<>();
          posterior.path("notes").forEach(note -> notes.add(text(note)));
          table.row(
              text(metric.path("name")),
              text(comparison.path("variant")),
              percent(posterior.path("probabilityBetter")),
              number(posterior.path("expectedLoss")),
              interval(posterior),
              String.join("; ", notes));
        }
      }
    }
    return any ? table + "\n" : "";
  }

  private static void row(Table table, JsonNode metric, JsonNode arm) {
    JsonNode comparison = comparison(metric, text(arm.path("variant")));
    table.row(
        text(metric.path("name")) + (metric.path("primary").asBoolean() ? " (primary)" : ""),
        text(arm.path("variant")) + (arm.path("control").asBoolean() ? " (control)" : ""),
        text(arm.path("units")),
        metric.path("kind").asText().equals("proportion")
            ? percent(arm.path("mean"))
            : number(arm.path("mean")),
        number(arm.path("standardDeviation")),
        number(comparison.path("estimate")),
        interval(comparison),
        p(comparison),
        comparison.isMissingNode() ? "-" : text(comparison.path("verdict")));
  }

  private static String interval(JsonNode comparison) {
    JsonNode interval = comparison.path("interval");
    return interval.isObject()
        ? number(interval.path("low")) + " to " + number(interval.path("high"))
        : "-";
  }

  private static String p(JsonNode comparison) {
    JsonNode adjusted = comparison.path("adjustedPValue");
    return number(adjusted.isNumber() ? adjusted : comparison.path("pValue"));
  }

  private static JsonNode comparison(JsonNode metric, String variant) {
    for (JsonNode comparison : metric.path("comparisons")) {
      if (text(comparison.path("variant")).equals(variant)) {
        return comparison;
      }
    }
    return MissingNode.getInstance();
  }
}
