package dev.llmops.metrics.operational;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Matches;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.TokenUsage;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.pf4j.Extension;

/**
 * What the answer cost, by a price table. It does not apply where the provider reports no usage. A
 * model without a price is a failure: a guessed cost is worse than none.
 */
@Extension
@Contribution(name = "cost", title = "Cost", config = Cost.Config.class)
public final class Cost implements EvaluationMetric {

  private static final String ANY_MODEL = "*";
  private static final double TOKENS_PER_PRICE = 1e6;

  /**
   * The settings.
   *
   * @param prices per 1,000,000 tokens, by the exact name of the model that answered; {@code *}
   *     stands for every model that has no entry
   * @param currency three capital letters (ISO 4217)
   */
  public record Config(
      @Doc("Prices per 1,000,000 tokens by exact model name; * stands for every other model")
          Map<String, Price> prices,
      @Doc("Currency of the prices, ISO 4217")
          @Default("USD")
          @Matches(value = "[A-Z]{3}", message = "three capital letters, such as USD")
          String currency) {

    public Config {
      prices = Map.copyOf(prices);
      if (prices.isEmpty()) {
        throw new IllegalArgumentException(
            "prices is empty; add one entry a model, such as"
                + " prices: { gpt-5-mini: { input: 0.25, output: 2 } }");
      }
      if (!Objects.requireNonNull(currency, "currency is null").matches("[A-Z]{3}")) {
        throw new IllegalArgumentException(
            "currency must be three capital letters, such as USD, was " + currency);
      }
    }
  }

  private final Config config;

  @Inject
  public Cost(Config config) {
    this.config = Objects.requireNonNull(config, "config is null");
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.measurement(0, Double.POSITIVE_INFINITY)
        .direction(Direction.DECREASE)
        .unit(config.currency())
        .build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) throws MetricException {
    String model = sample.response().model();
    Price price = price(model);
    TokenUsage usage = sample.response().usage();
    if (usage.equals(TokenUsage.NONE)) {
      return MetricResult.notApplicable("the provider reports no token usage");
    }
    double cost = usage.input() * price.input() + usage.output() * price.output();
    return MetricResult.score(cost / TOKENS_PER_PRICE);
  }

  private Price price(String model) throws MetricException {
    return Optional.ofNullable(config.prices().get(model))
        .or(() -> Optional.ofNullable(config.prices().get(ANY_MODEL)))
        .orElseThrow(() ->
            new MetricException(
                "no price for model %s: add prices.\"%s\", or prices.\"*\" for every other model"
                    .formatted(model, model)));
  }
}
