package dev.llmops.metrics.judge;

import dev.llmops.model.json.Json;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.InstanceRef;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.config.NotBlank;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.LlmProvider;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.pf4j.Extension;

/**
 * Scores an answer as a model judges it by a rubric: the mean over one or several verdicts, from 0
 * to 1. When one verdict cannot be had the sample has no score. Thread-safe.
 */
@Extension
@Contribution(name = "llm-judge", title = "LLM judge", config = LlmJudge.Config.class)
public final class LlmJudge implements EvaluationMetric, AutoCloseable {

  /**
   * The settings.
   *
   * @param provider the provider instance that judges
   * @param rubric by what to judge, in words
   * @param model the model to ask for; the instance's own when empty
   * @param scale the numbers the judge may give
   * @param repeats how often the judge is asked about each answer
   * @param temperature sent when given
   * @param clamp whether a number beyond the scale counts as its end instead of failing
   * @param timeout for one score, all repeats together
   */
  public record Config(
      @Doc("The provider instance that judges") @InstanceRef(LlmProvider.class) String provider,
      @Doc("By what to judge, in words") @NotBlank String rubric,
      @Doc("The model to ask for; the provider's own when not given") Optional<String> model,
      Scale scale,
      @Doc("How often the judge is asked about each answer; the score is the mean")
          @Default("1")
          @Min(1)
          @Max(25)
          int repeats,
      @Doc("The temperature to ask for; the model's own when not given") @Min(0) @Max(2)
          OptionalDouble temperature,
      @Doc("Whether a number beyond the scale counts as its end; otherwise it is a failure")
          @Default("false")
          boolean clamp,
      @Doc("How long one score may take, repeats included") @Default("60s") Duration timeout) {

    /** Checks what the annotations cannot say. */
    public Config {
      Objects.requireNonNull(scale, "scale is null");
      if (!timeout.isPositive()) {
        throw new IllegalArgumentException("timeout must be more than 0");
      }
    }
  }

  private final Config config;
  private final Judge judge;
  private final Hearing hearing;

  @Inject
  LlmJudge(Config config, PluginContext context) {
    this.config = Objects.requireNonNull(config, "config is null");
    this.judge =
        new Judge(
            config.provider(),
            context.provider(config.provider()),
            config.model(),
            config.temperature(),
            new Instructions(config.rubric(), config.scale()),
            new VerdictReader(config.scale(), config.clamp(), context.json()));
    this.hearing = new Hearing(context.instanceName());
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().deterministic(false).waitsUpTo(config.timeout()).build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call)
      throws MetricException, InterruptedException {
    List<Callable<Verdict>> questions = new ArrayList<>();
    for (int i = 1; i <= config.repeats(); i++) {
      Case shown = Case.of(sample, "repeat " + i);
      questions.add(() -> judge.on(shown, call));
    }
    List<Verdict> verdicts = new ArrayList<>();
    for (Future<Verdict> heard : hearing.all(questions)) {
      verdicts.add(verdict(heard));
    }
    // Of the numbers and not of the scores, so that three times 0.7 gives 0.7.
    double mean = verdicts.stream().mapToDouble(Verdict::number).average().orElseThrow();
    return MetricResult.score(config.scale().scoreOf(mean), reason(verdicts))
        .withDetails(details(verdicts));
  }

  private static Verdict verdict(Future<Verdict> heard)
      throws MetricException, InterruptedException {
    return switch (heard.state()) {
      case SUCCESS -> heard.resultNow();
      case FAILED -> throw Outcome.failure(heard.exceptionNow());
      case CANCELLED, RUNNING -> throw new InterruptedException();
    };
  }

  private String reason(List<Verdict> verdicts) {
    String numbers =
        verdicts.stream()
            .map(verdict -> Scale.plain(verdict.number()))
            .collect(Collectors.joining(", "));
    return numbers + " of " + config.scale() + ": " + verdicts.getFirst().reason();
  }

  private static Json details(List<Verdict> verdicts) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("judge", Json.of(verdicts.getFirst().model()));
    fields.put(
        "numbers",
        Json.array(verdicts.stream().map(verdict -> Json.of(verdict.number())).toList()));
    fields.putAll(Outcome.tokens(verdicts));
    return Json.object(fields);
  }

  @Override
  public void close() {
    hearing.close();
  }
}
