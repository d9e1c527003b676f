package dev.llmops.service.experiment.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.ExperimentSettings;
import dev.llmops.service.experiment.planning.Plan.Arm;
import dev.llmops.service.experiment.planning.Plan.Finding;
import dev.llmops.service.experiment.planning.Plan.Question;
import dev.llmops.service.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Against R's and statsmodels' numbers, and others of scipy's noncentral t distribution. */
class PlannerTest {

  private static final Planner PLANNER = new Planner(ExperimentSettings.DEFAULT);

  private static Plan plan(Ask ask) {
    return PLANNER.plan(ask.request());
  }

  private static List<JsonNode> vectors(String kind) throws IOException {
    try (InputStream in = PlannerTest.class.getResourceAsStream("power_sample_size.json")) {
      JsonNode cases = new ObjectMapper().readTree(in).path("cases");
      List<JsonNode> found =
          StreamSupport.stream(cases.spliterator(), false)
              .filter(it -> it.path("inputs").path("kind").asText().equals(kind))
              .filter(it -> !it.path("inputs").path("alternative").asText().equals("larger"))
              .toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  @Test
  void takesTheUnitsOfThePooledZTest() throws IOException {
    for (JsonNode vector : vectors("proportions")) {
      JsonNode in = vector.path("inputs");
      double rate = in.path("p_a").asDouble();
      Plan plan =
          plan(
              Ask.proportion(rate)
                  .effect(in.path("p_b").asDouble() - rate)
                  .power(in.path("power").asDouble())
                  .confidence(1 - in.path("alpha").asDouble()));

      double expected = vector.path("expected").path("n_per_arm_pooled_null").asDouble();
      assertThat(plan.minSamples()).isEqualTo((long) Math.ceil(expected));
      assertThat(plan.units()).isEqualTo(2 * plan.minSamples());
      assertThat(plan.answered()).isEqualTo(Question.UNITS);
    }
  }

  @Test
  void takesTheUnitsOfTheTTest() throws IOException {
    for (JsonNode vector : vectors("means")) {
      JsonNode in = vector.path("inputs");
      Plan plan =
          plan(
              Ask.mean(2)
                  .effect(2 * in.path("effect_size_d").asDouble())
                  .power(in.path("power").asDouble()));

      JsonNode expected = vector.path("expected");
      assertThat(plan.minSamples()).isEqualTo(expected.path("n_a_t_ceil").asLong());
      assertThat(plan.power())
          .isCloseTo(expected.path("achieved_power_at_ceil").asDouble(), within(1e-6));
    }
  }

  @Test
  void findsTheEffectAndThePowerOfMeans() throws IOException {
    JsonNode effect = vectors("mde_means").getFirst();
    assertThat(plan(Ask.mean(2.5).units(2_000).power(0.8)).effect())
        .isCloseTo(effect.path("expected").path("mde_t").asDouble(), within(1e-6));
    JsonNode power = vectors("power_means").getFirst();
    assertThat(plan(Ask.mean(1).units(128).effect(0.5)).power())
        .isCloseTo(power.path("expected").path("power").asDouble(), within(1e-7));
  }

  @Test
  void findsThePowerOfUnequalArmsByTheNoncentralTDistribution() {
    assertThat(plan(Ask.mean(1).weights(3.0, 1.0).units(400).effect(0.4)).power())
        .isCloseTo(0.9311584007, within(1e-6));
    assertThat(plan(Ask.mean(1).weights(3.0, 2.0).units(10).effect(1.5).confidence(0.99)).power())
        .isCloseTo(0.2120531936, within(1e-6));
    assertThat(plan(Ask.mean(1).weights(2.0, 3.0).units(5).effect(3)).power())
        .isCloseTo(0.4926317498, within(1e-6));
    assertThat(plan(Ask.mean(1).units(400_000).effect(0.02)).power())
        .isCloseTo(0.9999936, within(1e-5));
  }

  @Test
  void eachQuestionIsTheOthersInverse() {
    Plan units = plan(Ask.proportion(0.3).effect(0.05).power(0.8));
    assertThat(units.minSamples()).isEqualTo(1_377);
    assertThat(units.power()).isCloseTo(0.8002, within(1e-4));

    Plan power = plan(Ask.proportion(0.3).effect(0.05).units(2 * 1_376));
    assertThat(power.answered()).isEqualTo(Question.POWER);
    assertThat(power.power()).isCloseTo(0.799915, within(1e-6));

    Plan effect = plan(Ask.proportion(0.3).units(units.units()).power(units.power()));
    assertThat(effect.answered()).isEqualTo(Question.EFFECT);
    assertThat(effect.effect()).isCloseTo(0.05, within(1e-9));
  }

  @Test
  void anImprovementMayBeADecrease() {
    Plan down = plan(Ask.proportion(0.4).decrease().effect(0.1).power(0.8));
    assertThat(down.minSamples())
        .isEqualTo(plan(Ask.proportion(0.6).effect(0.1).power(0.8)).minSamples());
    assertThat(down.minSamples()).isEqualTo(356);
    assertThat(plan(Ask.proportion(0.02).decrease().units(20_000).power(0.8)).effect())
        .isLessThan(plan(Ask.proportion(0.02).units(20_000).power(0.8)).effect());
  }

  @Test
  void aRelativeEffectIsAFractionOfWhatIsExpected() {
    Plan rate = plan(Ask.proportion(0.3).relativeEffect(1.0 / 3).power(0.8));
    assertThat(rate.minSamples()).isEqualTo(356);
    assertThat(rate.effect()).isCloseTo(0.1, within(1e-12));
    assertThat(rate.relativeEffect()).hasValue(1.0 / 3);

    Plan mean = plan(Ask.mean(2).controlMean(-10).relativeEffect(0.1).power(0.8));
    assertThat(mean.minSamples()).isEqualTo(64);
    assertThat(mean.effect()).isEqualTo(1);
    assertThat(plan(Ask.mean(2).effect(1).power(0.8)).relativeEffect()).isEmpty();
  }

  @Test
  void severalComparisonsShareTheLevel() {
    Plan two = plan(Ask.proportion(0.3).effect(0.1).power(0.8).weights(1.0, 1.0, 1.0));
    assertThat(two.variants()).extracting(Arm::units).containsExactly(432L, 432L, 432L);
    assertThat(two.variants())
        .extracting(Arm::variant)
        .containsExactly("control", "treatment-1", "treatment-2");
    assertThat(two.level()).isCloseTo(0.025, within(1e-12));
    assertThat(two.notes())
        .containsExactly(Message.PLAN_COMPARISONS.with("comparisons", "2", "level", "0.0250"));

    Plan four =
        plan(Ask.proportion(0.3).effect(0.1).power(0.8).weights(1.0, 1.0, 1.0).primaryMetrics(2));
    assertThat(four.comparisons()).isEqualTo(4);
    assertThat(four.minSamples()).isEqualTo(506);
    assertThat(plan(Ask.proportion(0.3).effect(0.1).power(0.8)).notes()).isEmpty();
  }

  @Test
  void unequalSharesTakeMoreUnits() {
    Plan tenth = plan(Ask.proportion(0.3).effect(0.1).power(0.8).weights(9.0, 1.0));
    assertThat(tenth.variants()).extracting(Arm::units).containsExactly(1_733L, 193L);
    assertThat(tenth.units()).isEqualTo(1_926);
    assertThat(tenth.minSamples()).isEqualTo(193);

    Plan many = plan(Ask.proportion(0.3).effect(0.1).power(0.8).weights(2.0, 1.0, 1.0));
    assertThat(many.variants()).extracting(Arm::units).containsExactly(640L, 320L, 320L);
  }

  @Test
  void thePowerIsThatOfTheHardestComparison() {
    Plan plan = plan(Ask.proportion(0.3).effect(0.1).units(1_000).weights(5.0, 4.0, 1.0));
    List<Double> powers =
        plan.variants().stream().flatMap(it -> it.finding().stream()).map(Finding::power).toList();
    assertThat(powers.getFirst()).isGreaterThan(powers.getLast());
    assertThat(plan.power()).isEqualTo(powers.getLast());
    assertThat(plan.variants().getFirst().finding()).isEmpty();

    Plan effect = plan(Ask.proportion(0.3).power(0.8).units(1_000).weights(5.0, 4.0, 1.0));
    List<Double> effects =
        effect.variants().stream()
            .flatMap(it -> it.finding().stream())
            .map(Finding::effect)
            .toList();
    assertThat(effects.getFirst()).isLessThan(effects.getLast());
    assertThat(effect.effect()).isEqualTo(effects.getLast());
  }

  @Test
  void whatItSaysIsEnoughIsEnoughAndOneUnitLessIsNot() {
    for (double rate : new double[] {0.01, 0.2, 0.5, 0.9}) {
      for (double weight : new double[] {0.2, 1, 7}) {
        Ask ask = Ask.proportion(rate).effect(0.04).weights(1.0, weight);
        Plan plan = plan(ask.power(0.9));
        assertThat(plan.power()).isGreaterThanOrEqualTo(0.9);
        Ask less = Ask.proportion(rate).effect(0.04).weights(1.0, weight);
        assertThat(plan(less.units(plan.units() - 8)).power()).isLessThan(0.9);
      }
    }
  }

  @Test
  void tellsHowManyDaysTheUnitsTake() {
    assertThat(plan(Ask.proportion(0.3).effect(0.05).power(0.8).unitsPerDay(500)).days())
        .hasValue(6);
    assertThat(plan(Ask.proportion(0.3).effect(0.05).power(0.8)).days()).isEmpty();
  }

  @Test
  void warnsWhereTheDecisionIsMadeByFishersTest() {
    assertThat(plan(Ask.proportion(0.01).effect(0.6).power(0.8)).notes())
        .containsExactly(Message.PLAN_FEWEXPECTED.with());
  }

  private static List<Problem> problems(Ask ask) {
    ServiceException refused =
        catchThrowableOfType(ServiceException.class, () -> PLANNER.plan(ask.request()));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.code()).isEqualTo("LLM-EXP-015");
    return refused.problems();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(
            problems(
                Ask.proportion(1.2)
                    .effect(-1)
                    .units(0)
                    .power(1)
                    .confidence(95)
                    .primaryMetrics(0)
                    .weights(1.0, null, 0.0)
                    .unitsPerDay(0)
                    .controlMean(2)))
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder(
            "/controlRate",
            "/effect",
            "/units",
            "/power",
            "/confidence",
            "/primaryMetrics",
            "/weights/1",
            "/weights/2",
            "/unitsPerDay",
            "/controlMean",
            "");
    assertThat(problems(Ask.nothing()))
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder("/kind", "");
    assertThat(problems(Ask.mean(0).relativeEffect(0.1).power(0.8).controlRate(0.2)))
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder("/standardDeviation", "/controlRate", "/controlMean");
    assertThat(problems(Ask.mean(1).controlMean(0).effect(1).relativeEffect(1).power(0.8)))
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder("/controlMean", "/relativeEffect");
  }

  @Test
  void twoOfThreeAreGiven() {
    assertThat(problems(Ask.proportion(0.3).power(0.8)))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).endsWith("given is only one"));
    assertThat(problems(Ask.proportion(0.3).power(0.8).units(9).effect(0.1)))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).endsWith("given are all three"));
  }

  @Test
  void anEffectStaysWithinTheRates() {
    assertThat(problems(Ask.proportion(0.3).effect(0.7).power(0.8)))
        .extracting(Problem::pointer)
        .containsExactly("/effect");
    assertThat(problems(Ask.proportion(0.3).decrease().relativeEffect(1).power(0.8)))
        .extracting(Problem::pointer)
        .containsExactly("/relativeEffect");
  }

  @Test
  void unitsThatFindNothingAreTooFew() {
    assertThat(problems(Ask.proportion(0.3).weights(1.0, 9.0).units(12).effect(0.2)))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).endsWith("takes 20"));
    assertThat(problems(Ask.proportion(0.9).units(10).power(0.8)))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).startsWith("too few to find any effect"));
    assertThat(problems(Ask.mean(1).effect(1e-9).power(0.8)))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).contains("more than 1,000,000,000 units"));
  }

  @Test
  void refusesWeightsThatLeaveAVariantHardlyAnyUnits() {
    assertThat(problems(Ask.mean(1).effect(0.1).power(0.8).weights(1.0, 1e-9)))
        .extracting(Problem::pointer)
        .containsExactly("/weights");
  }
}
