package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Variant;
import dev.llmops.service.experiment.analysis.Comparison.Verdict;
import dev.llmops.service.experiment.analysis.Decision.Action;
import dev.llmops.service.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides. Without a sound split, with units that are lost unlike, or without enough units: go on.
 * A treatment that is significantly better in a primary metric and significantly worse in no
 * metric: ship it. One that is significantly worse in a primary metric: roll it back. One that is
 * better in a primary metric but worse in another one that is not primary is left to people.
 */
final class DecisionRule {

  private final Experiment experiment;
  private final Findings findings;

  private DecisionRule(Experiment experiment, Findings findings) {
    this.experiment = experiment;
    this.findings = findings;
  }

  static Decision decide(Experiment experiment, SampleRatio ratio, List<MetricAnalysis> metrics) {
    if (ratio.status() == SampleRatio.Status.MISMATCH) {
      return new Decision(
          Action.CONTINUE,
          Optional.empty(),
          Message.DECISION_CONTINUE_RATIO.with("reason", ratio.reason()),
          List.of(
              Message.REASON_RATIO.with("reason", ratio.reason()),
              Message.REASON_RATIO_REMEDY.with()));
    }
    DecisionRule rule = new DecisionRule(experiment, new Findings(experiment, metrics));
    List<String> lost = rule.lostUnits(ratio);
    List<String> missing = rule.missingUnits();
    if (!missing.isEmpty()) {
      return new Decision(
          Action.CONTINUE,
          Optional.empty(),
          Message.DECISION_CONTINUE_UNITS.with("lack", missing.getFirst()),
          Stream.concat(missing.stream(), lost.stream()).toList());
    }
    return lost.isEmpty()
        ? rule.byFindings()
        : new Decision(
            Action.CONTINUE,
            Optional.empty(),
            Message.DECISION_CONTINUE_RATIO.with("reason", lost.getFirst()),
            lost);
  }

  /** Which units are lost unlike, and what to do about it. */
  private List<String> lostUnits(SampleRatio ratio) {
    List<String> lost =
        findings.primary().stream()
            .flatMap(analysis -> LostUnits.check(ratio.arms(), analysis).stream())
            .toList();
    return lost.isEmpty()
        ? lost
        : Stream.concat(lost.stream(), Stream.of(Message.LOSS_REMEDY.with())).toList();
  }

  /**
   * What an arm lacks to the minimum of units.
   *
   * @param units how many more it needs
   * @param text the same in words
   */
  private record Lack(long units, String text) {}

  private List<String> missingUnits() {
    List<Lack> lacks = new ArrayList<>();
    for (MetricAnalysis analysis : findings.primary()) {
      for (Variant variant : experiment.variants()) {
        long more = experiment.minSamples() - analysis.arm(variant.name()).units();
        if (variant.share() > 0 && more > 0) {
          lacks.add(new Lack(more, lack(variant.name(), analysis.metric().name(), more)));
        }
      }
    }
    // Sorting is stable, so equal lacks stay in the order of the experiment.
    return lacks.stream()
        .sorted(Comparator.comparingLong(Lack::units).reversed())
        .map(Lack::text)
        .toList();
  }

  private String lack(String variant, String metric, long more) {
    return (more == 1 ? Message.UNITS_MISSING_ONE : Message.UNITS_MISSING_MANY)
        .with(
            "variant",
            variant,
            "more",
            Wording.count(more),
            "metric",
            metric,
            "minimum",
            Wording.count(experiment.minSamples()));
  }

  private Decision byFindings() {
    List<String> treatments =
        experiment.variants().stream()
            .filter(variant -> !variant.control())
            .map(Variant::name)
            .toList();
    List<String> better =
        treatments.stream()
            .filter(variant -> findings.inPrimary(variant, Verdict.IMPROVEMENT))
            .toList();
    Optional<String> best =
        better.stream()
            .filter(variant -> !findings.inAny(variant, Verdict.DETERIORATION))
            .max(Comparator.comparingDouble(findings::merit));
    if (best.isPresent()) {
      String evidence = findings.sentences(best.get(), Verdict.IMPROVEMENT).getFirst();
      return new Decision(
          Action.SHIP,
          best,
          Message.DECISION_SHIP.with("variant", best.get(), "evidence", evidence),
          reasons(evidence));
    }
    Optional<String> worst =
        treatments.stream()
            .filter(variant -> findings.inPrimary(variant, Verdict.DETERIORATION))
            .min(Comparator.comparingDouble(findings::merit));
    if (worst.isPresent()) {
      String evidence = findings.sentences(worst.get(), Verdict.DETERIORATION).getFirst();
      return new Decision(
          Action.ROLL_BACK,
          worst,
          Message.DECISION_ROLLBACK.with("variant", worst.get(), "evidence", evidence),
          reasons(evidence));
    }
    String evidence = better.isEmpty() ? findings.sentences().getFirst() : mixed(better.getFirst());
    Message sentence =
        better.isEmpty() ? Message.DECISION_CONTINUE_NOTHING : Message.DECISION_CONTINUE_MIXED;
    return new Decision(
        Action.CONTINUE, Optional.empty(), sentence.with("evidence", evidence), reasons(evidence));
  }

  private String mixed(String variant) {
    return Message.REASON_MIXED.with(
        "better",
        findings.sentences(variant, Verdict.IMPROVEMENT).getFirst(),
        "worse",
        findings.sentences(variant, Verdict.DETERIORATION).getFirst());
  }

  /** The evidence first, then everything else that was found. */
  private List<String> reasons(String evidence) {
    Set<String> reasons = new LinkedHashSet<>();
    reasons.add(evidence);
    reasons.addAll(findings.sentences());
    reasons.addAll(findings.notes());
    if (findings.holdForOneLook()) {
      reasons.add(Message.REASON_ONELOOK.with());
    }
    return List.copyOf(reasons);
  }
}
