package dev.llmops.metrics.text;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import jakarta.inject.Inject;
import org.pf4j.Extension;

/**
 * Scores 1 when the answer stays within a number of words, else 0. A word is a run of characters
 * other than white space, as {@code wc -w} counts; scripts written without spaces have few.
 */
@Extension
@Contribution(name = "word-limit", title = "Word limit", config = WordLimit.Config.class)
public final class WordLimit implements EvaluationMetric {

  /**
   * The settings.
   *
   * @param max the most words allowed, 1 or more
   */
  public record Config(@Doc("Most words allowed") @Default("100") @Min(1) int max) {

    public Config {
      if (max < 1) {
        throw new IllegalArgumentException("max must be 1 or more, was " + max);
      }
    }
  }

  private final int max;

  @Inject
  public WordLimit(Config config) {
    this.max = config.max();
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) {
    int words = countWords(sample.response().text());
    String reason = "%d words, %d allowed".formatted(words, max);
    return MetricResult.score(words <= max ? 1 : 0, reason);
  }

  static int countWords(String text) {
    int words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = WhiteSpace.isSpace(text.charAt(i));
      if (!space && !inWord) {
        words++;
      }
      inWord = !space;
    }
    return words;
  }
}
