package dev.llmops.service.experiment.planning;

import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.ExperimentCodes;
import dev.llmops.service.experiment.ExperimentSettings;
import dev.llmops.service.experiment.planning.Plan.Arm;
import dev.llmops.service.experiment.planning.Plan.Finding;
import dev.llmops.service.experiment.planning.PlanDraft.Asked;
import dev.llmops.service.message.Message;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;

/**
 * Says how many units an experiment needs, how small an improvement it finds, or how likely it
 * finds one. Several comparisons share the significance level equally (Bonferroni); Holm's method,
 * which decides later, finds at least as much. Pure and thread-safe.
 */
public final class Planner {

  static final long MOST_UNITS = 1_000_000_000;

  private static final double LEAST_EXPECTED = 5;

  // What rounding may make of a whole number of units.
  private static final double NOISE = 1e-9;

  private final ExperimentSettings settings;

  public Planner(ExperimentSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  /**
   * Answers what the request leaves open.
   *
   * @throws ServiceException {@code INVALID} with everything that is wrong
   */
  public Plan plan(PlanRequest request) {
    Asked asked = PlanDraft.check(request, settings.confidence());
    Shares shares = asked.shares();
    long[] units =
        switch (asked.question()) {
          case UNITS -> enough(request, asked);
          case EFFECT, POWER -> {
            double given = request.units().orElseThrow();
            yield split(shares, share -> Math.floor(given * share + NOISE));
          }
        };
    Map<Long, Finding> findings = new HashMap<>();
    List<Arm> arms = new ArrayList<>();
    for (int i = 0; i < shares.count(); i++) {
      Optional<Finding> finding =
          i == 0
              ? Optional.empty()
              : Optional.of(
                  findings.computeIfAbsent(
                      units[i], size -> finding(request, asked, units[0], size)));
      arms.add(new Arm(shares.name(i), shares.of(i), units[i], finding));
    }
    return plan(request, asked, arms);
  }

  private interface Rounding {
    double units(double share);
  }

  private static long[] split(Shares shares, Rounding rounding) {
    return shares.values().stream().mapToLong(share -> (long) rounding.units(share)).toArray();
  }

  /** The treatment with the fewest units is the one that is hardest to find better. */
  private static long[] enough(PlanRequest request, Asked asked) {
    Shares shares = asked.shares();
    double effect = asked.effect().orElseThrow();
    double power = request.power().orElseThrow();
    DoublePredicate reached =
        total ->
            asked.test().at(effect, total * shares.control(), total * shares.smallestTreatment())
                >= power;
    if (!reached.test(MOST_UNITS)) {
      String field = request.effect().isPresent() ? "/effect" : "/relativeEffect";
      throw impossible(
          field,
          "an effect of %s takes more than %,d units to find; plan for a larger one"
              .formatted(effect, MOST_UNITS));
    }
    double total = first(reached, 2 / shares.smallest(), MOST_UNITS);
    return split(shares, share -> Math.ceil(total * share - NOISE));
  }

  private static Finding finding(PlanRequest request, Asked asked, long control, long treatment) {
    return switch (asked.question()) {
      case UNITS, POWER -> {
        double effect = asked.effect().orElseThrow();
        yield new Finding(effect, asked.test().at(effect, control, treatment));
      }
      case EFFECT -> {
        double power = request.power().orElseThrow();
        DoublePredicate reached = effect -> asked.test().at(effect, control, treatment) >= power;
        double most = most(asked.test(), reached);
        if (!reached.test(most)) {
          throw impossible(
              "/units",
              "too few to find any effect with a power of "
                  + power
                  + ", however large; give more units or less power");
        }
        yield new Finding(first(reached, 0, most), power);
      }
    };
  }

  private static double most(Power test, DoublePredicate reached) {
    double largest = test.largestEffect();
    if (Double.isFinite(largest)) {
      return largest;
    }
    // The search between 0 and this halves, so that small effects take few steps too.
    double most = 1;
    while (!reached.test(most)) {
      most *= 2;
    }
    return most;
  }

  /** The least number for which the condition holds, which it does from there on. */
  private static double first(DoublePredicate holds, double from, double to) {
    double low = from;
    double high = to;
    if (holds.test(low)) {
      return low;
    }
    for (double middle = (low + high) / 2;
        low < middle && middle < high && high - low > 1e-13 * high;
        middle = (low + high) / 2) {
      if (holds.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static ServiceException impossible(String pointer, String problem) {
    return new ServiceException(
        Kind.INVALID,
        ExperimentCodes.INVALID_PLAN,
        "the plan is not valid: " + problem,
        List.of(new Problem(pointer, problem)));
  }

  private static Plan plan(PlanRequest request, Asked asked, List<Arm> arms) {
    List<Finding> findings = arms.stream().flatMap(arm -> arm.finding().stream()).toList();
    double effect = findings.stream().mapToDouble(Finding::effect).max().orElseThrow();
    long total = request.units().orElseGet(() -> arms.stream().mapToLong(Arm::units).sum());
    return new Plan(
        request.kind().orElseThrow(),
        request.direction(),
        asked.question(),
        total,
        arms.stream().mapToLong(Arm::units).min().orElseThrow(),
        effect,
        asked.base().isPresent()
            ? OptionalDouble.of(effect / asked.base().getAsDouble())
            : OptionalDouble.empty(),
        findings.stream().mapToDouble(Finding::power).min().orElseThrow(),
        asked.confidence(),
        asked.comparisons(),
        asked.level(),
        request.unitsPerDay().isPresent()
            ? OptionalLong.of((long) Math.ceil(total / request.unitsPerDay().orElseThrow()))
            : OptionalLong.empty(),
        arms,
        notes(asked, arms));
  }

  private static List<String> notes(Asked asked, List<Arm> arms) {
    List<String> notes = new ArrayList<>();
    if (asked.comparisons() > 1) {
      notes.add(
          Message.PLAN_COMPARISONS.with(
              "comparisons",
              Integer.toString(asked.comparisons()),
              "level",
              new BigDecimal(asked.level()).round(new MathContext(3)).toPlainString()));
    }
    long control = arms.getFirst().units();
    boolean few =
        arms.stream()
            .anyMatch(arm ->
                arm.finding()
                    .filter(finding ->
                        asked.test().leastExpected(finding.effect(), control, arm.units())
                            < LEAST_EXPECTED)
                    .isPresent());
    if (few) {
      notes.add(Message.PLAN_FEWEXPECTED.with());
    }
    return notes;
  }
}
