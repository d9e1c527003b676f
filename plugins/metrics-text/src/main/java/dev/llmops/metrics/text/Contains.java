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
import java.util.Optional;
import org.pf4j.Extension;

/** Scores 1 when the answer contains the expected text, or a configured one, else 0. */
@Extension
@Contribution(name = "contains", title = "Contains", config = Contains.Config.class)
public final class Contains implements EvaluationMetric {

  /**
   * The settings.
   *
   * @param text the text to look for; the sample's expected text when empty
   * @param ignoreCase whether upper and lower case count as equal
   * @param whiteSpace what is done to white space in both texts before comparing
   */
  public record Config(
      @Doc("The text to look for in every answer; the sample's expected text when not given")
          Optional<String> text,
      @Doc("Whether upper and lower case count as equal") @Default("false") boolean ignoreCase,
      @Doc("What is done to white space before comparing: keep, trim or collapse") @Default("trim")
          WhiteSpace whiteSpace) {

    public Config {
      Objects.requireNonNull(text, "text is null");
      Objects.requireNonNull(whiteSpace, "whiteSpace is null");
      if (text.map(whiteSpace::apply).filter(String::isEmpty).isPresent()) {
        throw new IllegalArgumentException(
            "text is empty, and every answer contains that; give a text, or leave the key out to"
                + " look for the sample's expected text");
      }
    }
  }

  private final Optional<String> text;
  private final TextForm form;

  @Inject
  public Contains(Config config) {
    this.form = new TextForm(config.ignoreCase(), config.whiteSpace());
    this.text = config.text().map(form::of);
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) {
    Optional<String> wanted = text.or(() -> sample.expected().map(form::of));
    if (wanted.isEmpty()) {
      return MetricResult.notApplicable("the sample has no expected text");
    }
    if (wanted.get().isEmpty()) {
      return MetricResult.notApplicable("the expected text is empty, and every answer contains it");
    }
    return form.of(sample.response().text()).contains(wanted.get())
        ? MetricResult.score(1)
        : MetricResult.score(0, "the answer does not contain the wanted text");
  }
}
