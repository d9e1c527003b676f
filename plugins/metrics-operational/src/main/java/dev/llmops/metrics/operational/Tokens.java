package dev.llmops.metrics.operational;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.TokenUsage;
import jakarta.inject.Inject;
import java.util.Objects;
import org.pf4j.Extension;

/**
 * How many tokens the answer took. It does not apply where the provider reports no usage, since
 * that is not the same as none.
 */
@Extension
@Contribution(name = "tokens", title = "Tokens", config = Tokens.Config.class)
public final class Tokens implements EvaluationMetric {

  /** Which tokens count. */
  public enum Count {
    /** Those of request and answer. */
    TOTAL,
    /** Those of the request. */
    INPUT,
    /** Those of the answer. */
    OUTPUT
  }

  /**
   * The settings.
   *
   * @param count which tokens count
   */
  public record Config(
      @Doc("Which tokens count: total, input or output") @Default("total") Count count) {

    public Config {
      Objects.requireNonNull(count, "count is null");
    }
  }

  private final Count count;

  @Inject
  public Tokens(Config config) {
    this.count = config.count();
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.measurement(0, Double.POSITIVE_INFINITY)
        .direction(Direction.DECREASE)
        .unit("tokens")
        .build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) {
    TokenUsage usage = sample.response().usage();
    if (usage.equals(TokenUsage.NONE)) {
      return MetricResult.notApplicable("the provider reports no token usage");
    }
    return MetricResult.score(
        switch (count) {
          case TOTAL -> (double) usage.input() + usage.output();
          case INPUT -> usage.input();
          case OUTPUT -> usage.output();
        });
  }
}
