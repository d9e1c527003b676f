package dev.llmops.metrics.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.NotBlank;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import jakarta.inject.Inject;
import java.util.Objects;
import org.pf4j.Extension;

/**
 * Scores 1 when the answer matches a pattern, else 0. Patterns are RE2's, which match in time
 * linear in the length of the answer, whatever the pattern.
 */
@Extension
@Contribution(name = "regex", title = "Regular expression", config = RegexMatch.Config.class)
public final class RegexMatch implements EvaluationMetric {

  /** How much of the answer must match. */
  public enum Match {
    /** All of it. */
    WHOLE,
    /** Any part of it. */
    ANYWHERE
  }

  /**
   * The settings. A pattern that is wrong, too long or too large is refused here, with its
   * position.
   *
   * @param pattern an RE2 pattern of at most {@value CheckedPattern#MAX_LENGTH} characters
   * @param match how much of the answer must match
   * @param ignoreCase whether upper and lower case count as equal
   * @param whiteSpace what is done to white space in the answer before matching
   */
  public record Config(
      @Doc("RE2 pattern that the answer must match") @NotBlank String pattern,
      @Doc("How much of the answer must match: whole or anywhere") @Default("anywhere") Match match,
      @Doc("Whether upper and lower case count as equal") @Default("false") boolean ignoreCase,
      @Doc("What is done to white space before matching: keep, trim or collapse") @Default("trim")
          WhiteSpace whiteSpace) {

    public Config {
      Objects.requireNonNull(pattern, "pattern is null");
      Objects.requireNonNull(match, "match is null");
      Objects.requireNonNull(whiteSpace, "whiteSpace is null");
      CheckedPattern.compile(pattern, ignoreCase);
    }

    private Pattern compiled() {
      return CheckedPattern.compile(pattern, ignoreCase);
    }
  }

  private final Pattern pattern;
  private final Match match;
  private final WhiteSpace whiteSpace;

  @Inject
  public RegexMatch(Config config) {
    this.pattern = config.compiled();
    this.match = config.match();
    this.whiteSpace = config.whiteSpace();
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) {
    Matcher matcher = pattern.matcher(whiteSpace.apply(sample.response().text()));
    boolean matches =
        switch (match) {
          case WHOLE -> matcher.matches();
          case ANYWHERE -> matcher.find();
        };
    return matches
        ? MetricResult.score(1)
        : MetricResult.score(0, "the answer does not match " + pattern.pattern());
  }
}
