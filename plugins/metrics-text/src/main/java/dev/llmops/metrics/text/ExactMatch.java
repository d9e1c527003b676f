package dev.llmops.metrics.text;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import jakarta.inject.Inject;
import java.util.Objects;
import org.pf4j.Extension;

/** Scores 1 when the answer equals the expected text, else 0. */
@Extension
@Contribution(name = "exact-match", title = "Exact match", config = ExactMatch.Config.class)
public final class ExactMatch implements EvaluationMetric {

  /**
   * The settings.
   *
   * @param ignoreCase whether upper and lower case count as equal
   * @param whiteSpace what is done to white space before comparing
   */
  public record Config(
      @Doc("Whether upper and lower case count as equal") @Default("false") boolean ignoreCase,
      @Doc("What is done to white space before comparing: keep, trim or collapse") @Default("trim")
          WhiteSpace whiteSpace) {

    public Config {
      Objects.requireNonNull(whiteSpace, "whiteSpace is null");
    }
  }

  private final TextForm form;

  @Inject
  public ExactMatch(Config config) {
    this.form = new TextForm(config.ignoreCase(), config.whiteSpace());
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) {
    if (sample.expected().isEmpty()) {
      return MetricResult.notApplicable("the sample has no expected text");
    }
    boolean equal = form.of(sample.response().text()).equals(form.of(sample.expected().get()));
    return equal
        ? MetricResult.score(1)
        : MetricResult.score(0, "the answer differs from the expected text");
  }
}
