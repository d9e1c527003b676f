package dev.llmops.metrics.judge;

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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.pf4j.Extension;

/**
 * Scores an answer as a panel of models judges it by a rubric. In the first round every judge is on
 * its own; in the second, if there is one, each sees what the others said. The score is the mean or
 * the median of the last round's verdicts. When fewer of them than the quorum can be had the sample
 * has no score. Thread-safe.
 */
@Extension
@Contribution(name = "debate-panel", title = "Debate panel", config = DebatePanel.Config.class)
public final class DebatePanel implements EvaluationMetric, AutoCloseable {

  /** How verdicts become one score. */
  public enum Consensus {
    MEAN,
    MEDIAN
  }

  /**
   * The settings.
   *
   * @param judges provider instances, at least two, each once
   * @param rubric by what to judge, in words
   * @param scale the numbers the judges may give
   * @param rounds 2 when the judges are to hear each other
   * @param consensus how verdicts become one score
   * @param quorum how many verdicts the last round needs; more than half of the judges when empty
   * @param temperature sent when given
   * @param clamp whether a number beyond the scale counts as its end instead of failing
   * @param timeout for one score, both rounds together
   */
  public record Config(
      @Doc("The provider instances that judge, at least two") @InstanceRef(LlmProvider.class)
          List<String> judges,
      @Doc("By what to judge, in words") @NotBlank String rubric,
      Scale scale,
      @Doc("2 when every judge is to hear the others and be asked again")
          @Default("1")
          @Min(1)
          @Max(2)
          int rounds,
      @Doc("How the verdicts become one score: mean or median") @Default("mean")
          Consensus consensus,
      @Doc("How many verdicts a score needs; more than half of the judges when not given") @Min(1)
          OptionalInt quorum,
      @Doc("The temperature to ask for; the models' own when not given") @Min(0) @Max(2)
          OptionalDouble temperature,
      @Doc("Whether a number beyond the scale counts as its end; otherwise it is a failure")
          @Default("false")
          boolean clamp,
      @Doc("How long one score may take, both rounds together") @Default("120s") Duration timeout) {

    /** Checks what the annotations cannot say. */
    public Config {
      judges = List.copyOf(judges);
      Objects.requireNonNull(scale, "scale is null");
      if (judges.size() < 2 || new HashSet<>(judges).size() < judges.size()) {
        throw new IllegalArgumentException("judges must name at least two providers, each once");
      }
      if (quorum.isPresent() && quorum.getAsInt() > judges.size()) {
        throw new IllegalArgumentException(
            "quorum is more than the " + judges.size() + " judges there are");
      }
      if (!timeout.isPositive()) {
        throw new IllegalArgumentException("timeout must be more than 0");
      }
    }

    int needed() {
      return quorum.orElse(judges.size() / 2 + 1);
    }
  }

  private final Config config;
  private final List<Judge> judges;
  private final Hearing hearing;

  @Inject
  DebatePanel(Config config, PluginContext context) {
    this.config = Objects.requireNonNull(config, "config is null");
    Instructions instructions = new Instructions(config.rubric(), config.scale());
    VerdictReader reader = new VerdictReader(config.scale(), config.clamp(), context.json());
    this.judges =
        config.judges().stream()
            .map(name ->
                new Judge(
                    name,
                    context.provider(name),
                    Optional.empty(),
                    config.temperature(),
                    instructions,
                    reader))
            .toList();
    this.hearing = new Hearing(context.instanceName());
  }

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().deterministic(false).waitsUpTo(config.timeout()).build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call)
      throws MetricException, InterruptedException {
    Case alone = Case.of(sample, "round 1");
    Round first = round(judges, judge -> alone, call);
    demandQuorum(first);
    if (config.rounds() == 1) {
      return first.result(config.scale(), config.consensus(), List.of());
    }
    List<Judge> heard = judges.stream().filter(judge -> first.has(judge.name())).toList();
    Round second =
        round(heard, judge -> alone.withRemarks(first.othersThan(judge.name()), "round 2"), call);
    demandQuorum(second);
    return second.result(config.scale(), config.consensus(), List.of(first));
  }

  private Round round(List<Judge> asked, Function<Judge, Case> shown, CallContext call)
      throws InterruptedException {
    List<Callable<Verdict>> questions = new ArrayList<>();
    asked.forEach(judge -> questions.add(() -> judge.on(shown.apply(judge), call)));
    Round round = new Round();
    List<Future<Verdict>> heard = hearing.all(questions);
    for (int i = 0; i < heard.size(); i++) {
      String name = asked.get(i).name();
      switch (heard.get(i).state()) {
        case SUCCESS -> round.add(name, heard.get(i).resultNow());
        case FAILED -> round.fail(name, Outcome.failure(heard.get(i).exceptionNow()).getMessage());
        case CANCELLED, RUNNING -> throw new InterruptedException();
      }
    }
    return round;
  }

  private void demandQuorum(Round round) throws MetricException {
    if (round.size() < config.needed()) {
      throw new MetricException(
          "%d of %d judges gave a verdict, %d are needed: %s"
              .formatted(round.size(), judges.size(), config.needed(), round.failures()));
    }
  }

  @Override
  public void close() {
    hearing.close();
  }
}
