package dev.llmops.metrics.operational;

import static dev.llmops.metrics.operational.Samples.CALL;
import static dev.llmops.metrics.operational.Samples.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostTest {

  private static final Map<String, Price> SMALL = Map.of("small", new Price(0.25, 2));

  private static Cost cost(Map<String, Price> prices) {
    return new Cost(new Cost.Config(prices, "USD"));
  }

  @Test
  void addsInputAndOutputAtTheirPricesPerMillion() throws MetricException {
    double value = cost(SMALL).score(answered("small", 1_000, 500), CALL).value().orElseThrow();
    assertThat(value).isCloseTo(0.001_25, within(1e-18));
  }

  @Test
  void costsNothingWhereThePriceIsZero() throws MetricException {
    assertThat(
            cost(Map.of("local", new Price(0, 0)))
                .score(answered("local", 1_000, 500), CALL)
                .value())
        .hasValue(0);
  }

  @Test
  void takesTheFallbackOnlyWhereTheExactNameIsMissing() throws MetricException {
    Map<String, Price> prices = new HashMap<>(SMALL);
    prices.put("*", new Price(100, 100));
    assertThat(cost(prices).score(answered("small", 1_000_000, 0), CALL).value()).hasValue(0.25);
    assertThat(cost(prices).score(answered("SMALL", 1_000_000, 0), CALL).value()).hasValue(100);
    assertThat(cost(prices).score(answered("small-2", 1_000_000, 0), CALL).value()).hasValue(100);
  }

  @Test
  void failsForAModelWithoutAPriceAndSaysWhichKeyToAdd() {
    assertThatThrownBy(() -> cost(SMALL).score(answered("large", 1, 1), CALL))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("no price for model large")
        .hasMessageContaining("prices.\"large\"");
  }

  @Test
  void doesNotApplyWithoutUsage() throws MetricException {
    assertThat(cost(SMALL).score(answered("small", 0, 0), CALL).value()).isEmpty();
  }

  @Test
  void isInItsCurrencyAndBetterWhenLower() {
    MetricDescriptor descriptor = new Cost(new Cost.Config(SMALL, "EUR")).descriptor();
    assertThat(descriptor.unit()).isEqualTo("EUR");
    assertThat(descriptor.direction()).contains(Direction.DECREASE);
    assertThat(descriptor.passBound().exists()).isFalse();
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> cost(Map.of())).hasMessageContaining("prices is empty");
    assertThatThrownBy(() -> new Cost.Config(SMALL, "dollars")).hasMessageContaining("currency");
    assertThatThrownBy(() -> new Price(-1, 0)).hasMessageContaining("input");
    assertThatThrownBy(() -> new Price(0, Double.NaN)).hasMessageContaining("output");
    assertThatThrownBy(() -> new Price(Double.POSITIVE_INFINITY, 0)).hasMessageContaining("input");
  }
}
