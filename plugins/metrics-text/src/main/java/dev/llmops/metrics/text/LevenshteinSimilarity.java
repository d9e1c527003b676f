package dev.llmops.metrics.text;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import jakarta.inject.Inject;
import java.util.Objects;
import org.pf4j.Extension;

/**
 * Scores how alike answer and expected text are: 1 − distance ÷ length of the longer, where the
 * distance is Levenshtein's and lengths are in Unicode code points. Two empty texts score 1.
 */
@Extension
@Contribution(
    name = "levenshtein",
    title = "Levenshtein similarity",
    config = LevenshteinSimilarity.Config.class)
public final class LevenshteinSimilarity implements EvaluationMetric {

  /**
   * The settings.
   *
   * @param cutOff similarities below this score 0, which is found out sooner; 0 to 1
   * @param maxLength the most code points of either text; a longer one is a failure, since the time
   *     grows with the product of the lengths
   * @param ignoreCase whether upper and lower case count as equal
   * @param whiteSpace what is done to white space before comparing
   */
  public record Config(
      @Doc("Similarities below this score 0, which is found out sooner")
          @Default("0")
          @Min(0)
          @Max(1)
          double cutOff,
      @Doc("Most characters (Unicode code points) of either text; longer ones fail")
          @Default("20000")
          @Min(1)
          @Max(100_000)
          int maxLength,
      @Doc("Whether upper and lower case count as equal") @Default("false") boolean ignoreCase,
      @Doc("What is done to white space before comparing: keep, trim or collapse") @Default("trim")
          WhiteSpace whiteSpace) {

    public Config {
      if (!(cutOff >= 0 && cutOff <= 1)) {
        throw new IllegalArgumentException("cut-off must be 0 to 1, was " + cutOff);
      }
      if (maxLength < 1 || maxLength > 100_000) {
        throw new IllegalArgumentException("max-length must be 1 to 100000, was " + maxLength);
      }
      Objects.requireNonNull(whiteSpace, "whiteSpace is null");
    }
  }

  private final Config config;
  private final TextForm form;

  @Inject
  public LevenshteinSimilarity(Config config) {
    this.config = Objects.requireNonNull(config, "config is null");
    this.form = new TextForm(config.ignoreCase(), config.whiteSpace());
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call)
      throws MetricException, InterruptedException {
    if (sample.expected().isEmpty()) {
      return MetricResult.notApplicable("the sample has no expected text");
    }
    int[] answer = codePoints("answer", sample.response().text());
    int[] expected = codePoints("expected text", sample.expected().get());
    int longest = Math.max(answer.length, expected.length);
    if (longest == 0) {
      return MetricResult.score(1, "both texts are empty");
    }
    // Rounded up by one, so that rounding can't cut off a similarity of exactly the bound.
    int bound = (int) Math.min(longest, Math.floor((1 - config.cutOff()) * longest) + 1);
    int distance = EditDistance.between(answer, expected, bound);
    double similarity = (double) (longest - distance) / longest;
    if (similarity < config.cutOff()) {
      return MetricResult.score(0, "similarity is below " + config.cutOff());
    }
    return MetricResult.score(
        similarity, "distance %d over %d characters".formatted(distance, longest));
  }

  private int[] codePoints(String what, String text) throws MetricException {
    String formed = form.of(text);
    int length = formed.codePointCount(0, formed.length());
    if (length > config.maxLength()) {
      throw new MetricException(
          "the %s has %d characters, more than max-length (%d)"
              .formatted(what, length, config.maxLength()));
    }
    return formed.codePoints().toArray();
  }
}
