package dev.llmops.service.evaluation;

import dev.llmops.kernel.template.RenderMode;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.evaluation.SampleResult.Failure;
import dev.llmops.model.evaluation.SampleResult.MetricScore;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.PluginHandle;
import dev.llmops.service.prompt.RenderedPrompt;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Takes one sample all the way: renders the prompt, asks the provider, has the answer scored, and
 * decides. What fails is never given a score. Thread-safe.
 */
final class SampleWorker {

  private static final int MAX_MESSAGE = 2_000;
  private static final double NANOS_A_MILLI = 1e6;

  private final RunSpec spec;
  private final RunParts parts;
  private final EvaluationSettings settings;
  private final ProviderGate gate;
  private final Semaphore scoring;

  /** With the places in which samples are scored, which it shares with those of other runs. */
  SampleWorker(
      RunSpec spec,
      RunParts parts,
      EvaluationSettings settings,
      ProviderGate gate,
      Semaphore scoring) {
    this.spec = spec;
    this.parts = parts;
    this.settings = settings;
    this.gate = gate;
    this.scoring = scoring;
  }

  /**
   * The result of a sample.
   *
   * @throws InterruptedException when the run is stopped; the sample then has no result
   */
  SampleResult work(Sample sample, long position) throws InterruptedException {
    RenderedPrompt prompt;
    try {
      prompt = parts.prompt().render(sample.input().fields(), RenderMode.STRICT);
    } catch (ServiceException e) {
      return unanswered(sample, position, failure("prompt:" + e.code(), message(e)));
    }
    ChatRequest.Builder request =
        ChatRequest.of(prompt.messages().stream().map(SampleWorker::spoken).toList())
            .parameters(spec.parameters());
    spec.model().ifPresent(request::model);
    ChatResponse response;
    try {
      response = ask(request.build());
    } catch (PluginCallException e) {
      return unanswered(sample, position, failure("provider:" + e.code(), e.getMessage()));
    }
    return score(sample, position, prompt.text(), response);
  }

  private static ChatMessage spoken(PromptMessage message) {
    ChatMessage.Role role =
        switch (message.role()) {
          case SYSTEM -> ChatMessage.Role.SYSTEM;
          case USER -> ChatMessage.Role.USER;
          case ASSISTANT -> ChatMessage.Role.ASSISTANT;
        };
    return new ChatMessage(role, message.content());
  }

  private ChatResponse ask(ChatRequest request) throws PluginCallException, InterruptedException {
    Duration timeout = spec.limits().sampleTimeout().orElse(settings.providerTimeout());
    ChatResponse response =
        gate.ask(() ->
            parts
                .provider()
                .call(timeout, (plugin, call) -> plugin.complete(request, call.paced())));
    if (response == null) {
      throw new PluginCallException(
          "invalid_response", "the provider returned nothing", false, Optional.empty());
    }
    return response;
  }

  private SampleResult score(Sample sample, long position, String prompt, ChatResponse response)
      throws InterruptedException {
    ScoredSample.Builder scored =
        ScoredSample.of(sample.id(), response)
            .input(sample.input())
            .prompt(prompt)
            .metadata(sample.metadata());
    sample.expected().ifPresent(scored::expected);
    sample.context().ifPresent(scored::context);
    ScoredSample answer = scored.build();
    List<MetricScore> scores = new ArrayList<>(spec.metrics().size());
    for (int i = 0; i < spec.metrics().size(); i++) {
      RunMetric metric = spec.metrics().get(i);
      try {
        scores.add(score(metric, parts.metrics().get(i), answer));
      } catch (PluginCallException e) {
        Failure failure = failure("metric:" + metric.name(), e.code() + ": " + e.getMessage());
        return answered(
            sample, position, response, SampleOutcome.FAILED, List.of(), Optional.of(failure));
      }
    }
    return answered(sample, position, response, outcome(scores), scores, Optional.empty());
  }

  private MetricScore score(
      RunMetric metric, PluginHandle<EvaluationMetric> handle, ScoredSample answer)
      throws PluginCallException, InterruptedException {
    MetricResult result =
        handle.waitsUpTo().isPresent()
            ? handle.call(
                atMost(handle.waitsUpTo().get()), (plugin, call) -> plugin.score(answer, call))
            : computed(handle, answer);
    if (result == null) {
      throw new PluginCallException(
          "invalid_response", "the metric returned nothing", false, Optional.empty());
    }
    OptionalDouble value = result.value();
    Optional<Boolean> passed =
        value.isPresent() && metric.bound().exists()
            ? Optional.of(metric.bound().admits(value.getAsDouble()))
            : Optional.empty();
    return new MetricScore(metric.name(), value, passed, result.reason(), result.details());
  }

  private MetricResult computed(PluginHandle<EvaluationMetric> handle, ScoredSample answer)
      throws PluginCallException, InterruptedException {
    scoring.acquire();
    try {
      return handle.call(
          atMost(settings.metricTimeout()), (plugin, call) -> plugin.score(answer, call));
    } finally {
      scoring.release();
    }
  }

  /** What the run allows for one answer or score, where that is shorter. */
  private Duration atMost(Duration longest) {
    return spec.limits().sampleTimeout().filter(own -> own.compareTo(longest) < 0).orElse(longest);
  }

  /** What the scores, in the order of the run's metrics, amount to. */
  private SampleOutcome outcome(List<MetricScore> scores) {
    boolean anyValue = false;
    boolean anyUnjudged = false;
    for (int i = 0; i < scores.size(); i++) {
      MetricScore score = scores.get(i);
      if (!score.passed().orElse(true)) {
        return SampleOutcome.NOT_PASSED;
      }
      anyValue |= score.value().isPresent();
      // A bound that could not be asked must not count as met.
      anyUnjudged |= spec.metrics().get(i).bound().exists() && score.passed().isEmpty();
    }
    return anyValue && !anyUnjudged ? SampleOutcome.PASSED : SampleOutcome.SKIPPED;
  }

  private static SampleResult unanswered(Sample sample, long position, Failure failure) {
    return new SampleResult(
        sample.id(),
        position,
        SampleOutcome.FAILED,
        Optional.empty(),
        List.of(),
        OptionalDouble.empty(),
        0,
        0,
        Optional.of(failure));
  }

  private static SampleResult answered(
      Sample sample,
      long position,
      ChatResponse response,
      SampleOutcome outcome,
      List<MetricScore> scores,
      Optional<Failure> failure) {
    return new SampleResult(
        sample.id(),
        position,
        outcome,
        Optional.of(response.text()),
        scores,
        OptionalDouble.of(response.latency().toNanos() / NANOS_A_MILLI),
        response.usage().input(),
        response.usage().output(),
        failure);
  }

  private static Failure failure(String code, String message) {
    String text = message == null ? "" : message;
    return new Failure(
        code, text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…");
  }

  private static String message(ServiceException e) {
    return e.problems().size() < 2
        ? e.getMessage()
        : e.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
  }
}
