package dev.llmops.kernel.targeting;

import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.kernel.version.VersionRange;
import dev.llmops.kernel.version.VersionSyntaxException;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.TargetingOperator;
import dev.llmops.model.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides by their attributes which units take part in an experiment: those of which every
 * condition holds. Immutable and thread-safe.
 *
 * <p>The rules are strict, so that a unit takes part only when that is known to be wanted:
 *
 * <ul>
 *   <li>An attribute that is absent or null is missing. Of a missing attribute no condition holds
 *       but {@code missing}; {@code not_equals} and {@code not_in} do not either.
 *   <li>Nothing is converted: the text {@code "5"} is not the number 5. Texts are compared
 *       character by character, numbers by their value, so that 1 is 1.0.
 *   <li>Of an attribute of another type than the operator compares, it does not hold: of a text no
 *       comparison of numbers, of a text that is no semantic version no {@code version}.
 * </ul>
 */
public final class Targeting {

  /** The most values of a condition. */
  public static final int MAX_VALUES = 500;

  private record Test(TargetingCondition condition, Predicate<Json> holds) {}

  private final List<Test> tests;

  private Targeting(List<Test> tests) {
    this.tests = tests;
  }

  /**
   * All of these conditions; none lets every unit take part.
   *
   * @throws IllegalArgumentException for a condition that has a {@link #problem}
   */
  public static Targeting of(List<TargetingCondition> conditions) {
    return new Targeting(
        conditions.stream()
            .map(condition -> {
              problem(condition.operator(), condition.values())
                  .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem);
                  });
              return new Test(condition, test(condition));
            })
            .toList());
  }

  /** What is wrong with the values of a condition, in words. */
  public static Optional<String> problem(TargetingOperator operator, List<Json> values) {
    return switch (operator) {
      case EXISTS, MISSING ->
          values.isEmpty() ? Optional.empty() : Optional.of("this operator takes no values");
      case IN, NOT_IN ->
          values.isEmpty() || values.size() > MAX_VALUES
              ? Optional.of("this operator takes 1 to " + MAX_VALUES + " values")
              : comparable(values);
      case EQUALS, NOT_EQUALS -> one(values).or(() -> comparable(values));
      case LESS_THAN, AT_MOST, GREATER_THAN, AT_LEAST ->
          one(values)
              .or(() ->
                  values.get(0).isNumber()
                      ? Optional.empty()
                      : Optional.of("this operator compares with a number"));
      case VERSION -> one(values).or(() -> range(values.get(0)));
    };
  }

  private static Optional<String> one(List<Json> values) {
    return values.size() == 1
        ? Optional.empty()
        : Optional.of("this operator takes one value, not " + values.size());
  }

  private static Optional<String> comparable(List<Json> values) {
    return values.stream().allMatch(Targeting::isScalar)
        ? Optional.empty()
        : Optional.of("a value is a text, a number, true or false");
  }

  private static Optional<String> range(Json value) {
    if (!value.isString()) {
      return Optional.of("the value must be a range of versions such as \"^1.2\"");
    }
    try {
      VersionRange.parse(value.asString());
      return Optional.empty();
    } catch (VersionSyntaxException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Whether a value is one that conditions compare: a text, a number or a boolean. */
  public static boolean isScalar(Json value) {
    return value.isString() || value.isNumber() || value.isBoolean();
  }

  /**
   * The first condition that does not hold of a unit; empty when it takes part.
   *
   * @param attributes of the unit, by name
   */
  public Optional<TargetingCondition> firstUnmet(Map<String, Json> attributes) {
    Objects.requireNonNull(attributes, "attributes is null");
    return tests.stream()
        .filter(test ->
            !test.holds().test(attributes.getOrDefault(test.condition().attribute(), Json.NULL)))
        .map(Test::condition)
        .findFirst();
  }

  private static Predicate<Json> test(TargetingCondition condition) {
    List<Json> values = condition.values();
    return switch (condition.operator()) {
      case EXISTS -> attribute -> !attribute.isNull();
      case MISSING -> Json::isNull;
      case EQUALS, IN -> oneOf(values);
      case NOT_EQUALS, NOT_IN -> {
        Predicate<Json> oneOf = oneOf(values);
        yield attribute -> !attribute.isNull() && !oneOf.test(attribute);
      }
      case LESS_THAN -> compared(values, order -> order < 0);
      case AT_MOST -> compared(values, order -> order <= 0);
      case GREATER_THAN -> compared(values, order -> order > 0);
      case AT_LEAST -> compared(values, order -> order >= 0);
      case VERSION -> {
        VersionRange range = VersionRange.parse(values.get(0).asString());
        yield attribute -> attribute.isString() && contains(range, attribute.asString());
      }
    };
  }

  private static Predicate<Json> oneOf(List<Json> values) {
    Set<Object> known = values.stream().map(Targeting::comparable).collect(Collectors.toSet());
    return attribute -> isScalar(attribute) && known.contains(comparable(attribute));
  }

  private static Predicate<Json> compared(List<Json> values, IntPredicate order) {
    BigDecimal limit = number(values.get(0));
    return attribute -> attribute.isNumber() && order.test(number(attribute).compareTo(limit));
  }

  private static boolean contains(VersionRange range, String version) {
    try {
      return range.contains(SemanticVersion.parse(version));
    } catch (VersionSyntaxException e) {
      // Documented: a text that is no version is in no range.
      return false;
    }
  }

  /** Equal for what counts as the same, and for nothing else. */
  private static Object comparable(Json value) {
    return value.isNumber() ? number(value).stripTrailingZeros() : value;
  }

  private static BigDecimal number(Json value) {
    return new BigDecimal(value.toJava().toString());
  }
}
