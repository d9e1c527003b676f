package dev.llmops.metrics.text;

import dev.llmops.model.json.Json;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.pf4j.Extension;

/**
 * Scores how far answer and expected text share their words: the weighted mean of three parts from
 * 0 to 1. Tokens are runs of letters and digits, in lower case. The order of words, negations and
 * repetitions are invisible to it, so it is a cheap hint and no judge of meaning.
 *
 * <ul>
 *   <li>jaccard: distinct tokens in both texts ÷ distinct tokens in either;
 *   <li>coverage: distinct expected tokens that the answer holds ÷ distinct expected tokens;
 *   <li>length: tokens of the shorter text ÷ tokens of the longer one.
 * </ul>
 */
@Extension
@Contribution(name = "token-overlap", title = "Token overlap", config = TokenOverlap.Config.class)
public final class TokenOverlap implements EvaluationMetric {

  /**
   * The settings.
   *
   * @param profile how the parts are weighed
   * @param weights replace those of the profile
   */
  public record Config(
      @Doc("How jaccard, coverage and length are weighed") @Default("balanced")
          OverlapProfile profile,
      Weights weights) {

    public Config {
      Objects.requireNonNull(profile, "profile is null");
      Objects.requireNonNull(weights, "weights is null");
    }
  }

  /**
   * Weights instead of the profile's; they need not sum to 1, negative ones count as 0, and when
   * all are 0 the profile's hold.
   *
   * @param jaccard of the shared tokens; the profile's when empty
   * @param coverage of the expected tokens that the answer holds; the profile's when empty
   * @param length of the likeness in length; the profile's when empty
   */
  public record Weights(
      @Doc("The weight of the shared tokens; the profile's when not given") OptionalDouble jaccard,
      @Doc("The weight of the expected tokens in the answer; the profile's when not given")
          OptionalDouble coverage,
      @Doc("The weight of the likeness in length; the profile's when not given")
          OptionalDouble length) {

    /** None. */
    public static final Weights NONE =
        new Weights(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
  }

  private final OverlapWeights weights;

  @Inject
  public TokenOverlap(Config config) {
    OverlapWeights standard = config.profile().weights();
    OverlapWeights own =
        new OverlapWeights(
            config.weights().jaccard().orElse(standard.jaccard()),
            config.weights().coverage().orElse(standard.coverage()),
            config.weights().length().orElse(standard.length()));
    this.weights = own.sum() > 0 ? own : standard;
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) throws MetricException {
    if (sample.expected().isEmpty()) {
      return MetricResult.notApplicable("the sample has no expected text");
    }
    List<String> expected = tokens(sample.expected().get());
    if (expected.isEmpty()) {
      return MetricResult.notApplicable("the expected text holds no word");
    }
    List<String> answer = tokens(sample.response().text());
    if (answer.isEmpty()) {
      throw new MetricException("the answer holds no word to compare");
    }
    Set<String> wanted = new HashSet<>(expected);
    Set<String> either = new HashSet<>(answer);
    Set<String> shared = new HashSet<>(answer);
    shared.retainAll(wanted);
    either.addAll(wanted);
    double jaccard = (double) shared.size() / either.size();
    double coverage = (double) shared.size() / wanted.size();
    double length =
        (double) Math.min(answer.size(), expected.size())
            / Math.max(answer.size(), expected.size());
    return MetricResult.score(
            weights.mean(jaccard, coverage, length),
            String.format(
                Locale.ROOT, "jaccard %.2f, coverage %.2f, length %.2f", jaccard, coverage, length))
        .withDetails(details(jaccard, coverage, length));
  }

  private static Json details(double jaccard, double coverage, double length) {
    Map<String, Json> parts = new LinkedHashMap<>();
    parts.put("jaccard", Json.of(jaccard));
    parts.put("coverage", Json.of(coverage));
    parts.put("length", Json.of(length));
    return Json.object(parts);
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    text.codePoints()
        .forEach(codePoint -> {
          if (Character.isLetterOrDigit(codePoint)) {
            token.appendCodePoint(Character.toLowerCase(codePoint));
          } else {
            end(token, tokens);
          }
        });
    end(token, tokens);
    return tokens;
  }

  private static void end(StringBuilder token, List<String> tokens) {
    if (!token.isEmpty()) {
      tokens.add(token.toString());
      token.setLength(0);
    }
  }
}
