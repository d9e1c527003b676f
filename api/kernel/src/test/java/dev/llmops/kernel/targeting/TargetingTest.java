package dev.llmops.kernel.targeting;

import static dev.llmops.model.experiment.TargetingOperator.AT_LEAST;
import static dev.llmops.model.experiment.TargetingOperator.AT_MOST;
import static dev.llmops.model.experiment.TargetingOperator.EQUALS;
import static dev.llmops.model.experiment.TargetingOperator.EXISTS;
import static dev.llmops.model.experiment.TargetingOperator.GREATER_THAN;
import static dev.llmops.model.experiment.TargetingOperator.IN;
import static dev.llmops.model.experiment.TargetingOperator.LESS_THAN;
import static dev.llmops.model.experiment.TargetingOperator.MISSING;
import static dev.llmops.model.experiment.TargetingOperator.NOT_EQUALS;
import static dev.llmops.model.experiment.TargetingOperator.NOT_IN;
import static dev.llmops.model.experiment.TargetingOperator.VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.TargetingOperator;
import dev.llmops.model.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TargetingTest {

  private static List<Json> json(Object... values) {
    return Arrays.stream(values).map(Json::fromJava).toList();
  }

  /** Which of these attribute values a condition holds of. */
  private static List<Object> matching(
      TargetingOperator operator, List<Json> values, Object... attributes) {
    Targeting targeting = Targeting.of(List.of(new TargetingCondition("a", operator, values)));
    return Arrays.stream(attributes)
        .filter(attribute -> targeting.firstUnmet(Map.of("a", Json.fromJava(attribute))).isEmpty())
        .toList();
  }

  @Test
  void comparesTextsNumbersAndBooleansWithoutConversion() {
    assertThat(matching(EQUALS, json("DE"), "DE", "de", "DE ", 1, true)).containsExactly("DE");
    assertThat(matching(EQUALS, json(1), 1, 1.0, 2, "1", true)).containsExactly(1, 1.0);
    assertThat(matching(EQUALS, json(true), true, false, "true", 1)).containsExactly(true);
    assertThat(matching(NOT_EQUALS, json("DE"), "DE", "AT", 1)).containsExactly("AT", 1);
    assertThat(matching(IN, json("DE", "AT", 7), "DE", "AT", "CH", 7, 7.0, "7"))
        .containsExactly("DE", "AT", 7, 7.0);
    assertThat(matching(NOT_IN, json("DE", 7), "DE", 7.0, "7", "CH")).containsExactly("7", "CH");
    assertThat(matching(EQUALS, json(9_007_199_254_740_993L), 9_007_199_254_740_992L)).isEmpty();
  }

  @Test
  void comparesNumbers() {
    Object[] attributes = {-1, 17.9, 18, 18.0, 18.1, "19", true};
    assertThat(matching(LESS_THAN, json(18), attributes)).containsExactly(-1, 17.9);
    assertThat(matching(AT_MOST, json(18), attributes)).containsExactly(-1, 17.9, 18, 18.0);
    assertThat(matching(GREATER_THAN, json(18), attributes)).containsExactly(18.1);
    assertThat(matching(AT_LEAST, json(18), attributes)).containsExactly(18, 18.0, 18.1);
  }

  @Test
  void findsVersionsInARange() {
    assertThat(
            matching(
                VERSION,
                json(">=2.1.0 <3.0.0"),
                "2.0.9",
                "2.1.0",
                "2.10.0",
                "3.0.0",
                "2.5.0-rc.1",
                "2.5",
                "new",
                2.5))
        .containsExactly("2.1.0", "2.10.0");
  }

  @ParameterizedTest
  @EnumSource
  void holdsOfAMissingAttributeOnlyWhenItShallBeMissing(TargetingOperator operator) {
    List<Json> values =
        switch (operator) {
          case EXISTS, MISSING -> List.of();
          case VERSION -> json("*");
          case EQUALS, NOT_EQUALS, IN, NOT_IN -> json("x");
          case LESS_THAN, AT_MOST, GREATER_THAN, AT_LEAST -> json(0);
        };
    TargetingCondition condition = new TargetingCondition("a", operator, values);
    Targeting targeting = Targeting.of(List.of(condition));

    for (Map<String, Json> attributes : List.of(Map.of("b", Json.of(1)), Map.of("a", Json.NULL))) {
      assertThat(targeting.firstUnmet(attributes).isEmpty()).isEqualTo(operator == MISSING);
    }
  }

  @Test
  void looksWhetherAnAttributeIsThere() {
    assertThat(matching(EXISTS, List.of(), "", 0, false)).containsExactly("", 0, false);
    assertThat(matching(MISSING, List.of(), "", 0, false)).isEmpty();
  }

  @Test
  void demandsEveryConditionAndTellsTheFirstThatDoesNotHold() {
    TargetingCondition country = new TargetingCondition("country", IN, json("DE", "AT"));
    TargetingCondition age = new TargetingCondition("age", AT_LEAST, json(18));
    Targeting targeting = Targeting.of(List.of(country, age));

    assertThat(targeting.firstUnmet(Map.of("country", Json.of("DE"), "age", Json.of(18))))
        .isEmpty();
    assertThat(targeting.firstUnmet(Map.of("country", Json.of("DE"), "age", Json.of(17))))
        .contains(age);
    assertThat(targeting.firstUnmet(Map.of())).contains(country);
    assertThat(Targeting.of(List.of()).firstUnmet(Map.of())).isEmpty();
  }

  @Test
  void tellsWhatIsWrongWithValues() {
    List<Json> many = json(IntStream.range(0, 501).boxed().toArray());
    Map<String, List<Json>> wrong =
        Map.of(
            "EQUALS", json("a", "b"),
            "NOT_EQUALS", json(),
            "IN", json(),
            "NOT_IN", many,
            "LESS_THAN", json("5"),
            "AT_LEAST", json(1, 2),
            "EXISTS", json("x"),
            "MISSING", json("x"),
            "VERSION", json("new"));
    wrong.forEach((operator, values) -> {
      TargetingOperator named = TargetingOperator.valueOf(operator);
      assertThat(Targeting.problem(named, values)).as(operator).isPresent();
      assertThatThrownBy(() -> Targeting.of(List.of(new TargetingCondition("a", named, values))))
          .isInstanceOf(IllegalArgumentException.class);
    });
    assertThat(Targeting.problem(IN, List.of(Json.array(json("a"))))).isPresent();
    assertThat(Targeting.problem(VERSION, json(1))).isPresent();
    assertThat(Targeting.problem(IN, many.stream().limit(500).collect(Collectors.toList())))
        .isEmpty();
  }
}
