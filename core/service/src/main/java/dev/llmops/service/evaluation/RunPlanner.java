package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.dataset.DatasetManager;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.NewRun.RequestedMetric;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.PluginHandle;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/** Checks what a run asks for, all of it, and pins it to exact versions. Thread-safe. */
public final class RunPlanner {

  private static final int MAX_NAME = 200;
  private static final int MAX_DESCRIPTION = 10_000;
  private static final Duration LONGEST = Duration.ofDays(365);

  private final DatasetManager datasets;
  private final PromptRegistry prompts;
  private final Plugins plugins;
  private final EvaluationSettings settings;

  public RunPlanner(
      DatasetManager datasets,
      PromptRegistry prompts,
      Plugins plugins,
      EvaluationSettings settings) {
    this.datasets = Objects.requireNonNull(datasets, "datasets is null");
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  /**
   * What will be evaluated.
   *
   * @param name what people call it
   * @param spec the pinned snapshot
   * @param samples how many samples there are
   */
  record Plan(String name, RunSpec spec, long samples) {}

  /**
   * Pins everything.
   *
   * @throws ServiceException of kind {@code INVALID} with everything that is wrong
   */
  Plan plan(NewRun request) {
    Problems problems = new Problems();
    problems.require(
        request.name().length() <= MAX_NAME,
        "/name",
        "a run's name has at most " + MAX_NAME + " characters");
    problems.require(
        request.parameters().isObject(), "/parameters", "the parameters are a JSON object");
    problems.require(
        request.notes().description().length() <= MAX_DESCRIPTION,
        "/description",
        "a description has at most " + MAX_DESCRIPTION + " characters");
    problems.require(
        request.notes().metadata().isObject(), "/metadata", "the metadata are a JSON object");
    requirePositive(problems, "/timeout", request.limits().timeout());
    requirePositive(problems, "/sampleTimeout", request.limits().sampleTimeout());
    Optional<DatasetVersion> data = dataset(request, problems);
    Optional<PromptVersion> prompt =
        lookUp(
            problems,
            "/prompt",
            () -> prompts.resolve(request.prompt().name(), request.prompt().ref()).version());
    Optional<PluginPin> provider =
        lookUp(problems, "/provider", () -> plugins.provider(request.provider()).pin());
    List<RunMetric> metrics = metrics(request.metrics(), problems);
    int concurrency = request.concurrency().orElse(settings.concurrency());
    problems.require(
        concurrency >= 1 && concurrency <= settings.maxConcurrency(),
        "/concurrency",
        "the concurrency is 1 to " + settings.maxConcurrency() + ", was " + concurrency);
    problems.throwIfAny("LLM-EVL-001", "the run");

    DatasetVersion version = data.orElseThrow();
    RunSpec spec =
        new RunSpec(
            version.dataset(),
            version.version(),
            request.prompt().name(),
            prompt.orElseThrow().version(),
            prompt.orElseThrow().hash(),
            provider.orElseThrow(),
            model(request, prompt.orElseThrow().config()),
            parameters(request, prompt.orElseThrow().config()),
            metrics,
            concurrency,
            new RunLimits(
                request.limits().timeout().or(() -> Optional.of(settings.runTimeout())),
                request.limits().sampleTimeout()));
    return new Plan(name(request.name(), spec), spec, version.samples());
  }

  /** What the request names goes before what the prompt version was written for. */
  private static Optional<String> model(NewRun request, PromptConfig config) {
    return request.model().or(() -> Optional.of(config.model()).filter(model -> !model.isEmpty()));
  }

  private static Json parameters(NewRun request, PromptConfig config) {
    Map<String, Json> parameters = new LinkedHashMap<>(config.parameters().fields());
    parameters.putAll(request.parameters().fields());
    return Json.object(parameters);
  }

  private static void requirePositive(
      Problems problems, String pointer, Optional<Duration> timeout) {
    problems.require(
        timeout.isEmpty() || timeout.get().compareTo(Duration.ofMillis(1)) >= 0,
        pointer,
        "a timeout is at least 1 ms");
    problems.require(
        timeout.isEmpty() || timeout.get().compareTo(LONGEST) <= 0,
        pointer,
        "a timeout is at most " + LONGEST.toDays() + " days");
  }

  private static String name(String wanted, RunSpec spec) {
    return wanted.isBlank()
        ? "%s %s on %s".formatted(spec.prompt(), spec.promptVersion(), spec.dataset())
        : wanted;
  }

  private Optional<DatasetVersion> dataset(NewRun request, Problems problems) {
    Optional<Integer> latest =
        lookUp(problems, "/dataset", () -> datasets.find(request.dataset()).latestVersion());
    if (latest.isEmpty()) {
      return Optional.empty();
    }
    String pointer =
        request.version().isPresent() && latest.get() > 0 ? "/datasetVersion" : "/dataset";
    return lookUp(
        problems,
        pointer,
        () -> datasets.version(request.dataset(), request.version().orElse(latest.get())));
  }

  private List<RunMetric> metrics(List<RequestedMetric> requested, Problems problems) {
    problems.require(!requested.isEmpty(), "/metrics", "a run needs at least one metric");
    Set<String> seen = new HashSet<>();
    List<RunMetric> metrics = new ArrayList<>();
    for (int i = 0; i < requested.size(); i++) {
      RequestedMetric metric = requested.get(i);
      String pointer = "/metrics/" + i;
      if (problems.require(
          seen.add(metric.metric()),
          pointer,
          "the metric \"" + metric.metric() + "\" is asked for twice")) {
        lookUp(problems, pointer, () -> plugins.metric(metric.metric()))
            .ifPresent(handle -> metrics.add(pin(metric, handle, pointer, problems)));
      }
    }
    return metrics;
  }

  private RunMetric pin(
      RequestedMetric requested,
      PluginHandle<EvaluationMetric> handle,
      String pointer,
      Problems problems) {
    MetricDescriptor descriptor = describe(requested.metric(), handle);
    PassBound bound = bound(requested.bound(), descriptor);
    if (!isReachable(bound, descriptor)) {
      problems.add(
          pointer,
          "no score of \"%s\" can pass: its scores are %s to %s"
              .formatted(requested.metric(), descriptor.min(), descriptor.max()));
    }
    return new RunMetric(
        requested.metric(),
        handle.pin(),
        bound,
        descriptor.direction(),
        descriptor.isQuality(),
        descriptor.unit());
  }

  private PassBound bound(PassBound requested, MetricDescriptor descriptor) {
    if (requested.exists()) {
      return requested;
    }
    if (descriptor.passBound().exists()) {
      return descriptor.passBound();
    }
    return descriptor.isQuality() ? PassBound.atLeast(settings.passMark()) : PassBound.NONE;
  }

  // Written so that NaN is not reachable either.
  private static boolean isReachable(PassBound bound, MetricDescriptor descriptor) {
    double min = orElse(bound.min(), descriptor.min());
    double max = orElse(bound.max(), descriptor.max());
    return min <= max && min <= descriptor.max() && max >= descriptor.min();
  }

  private static double orElse(OptionalDouble bound, double limit) {
    return bound.orElse(limit);
  }

  private MetricDescriptor describe(String metric, PluginHandle<EvaluationMetric> handle) {
    try {
      return handle.call(settings.metricTimeout(), (plugin, call) -> plugin.descriptor());
    } catch (PluginCallException e) {
      throw new ServiceException(
          Kind.UNAVAILABLE,
          "LLM-EVL-002",
          "the metric \"" + metric + "\" does not say what its scores mean: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(Kind.UNAVAILABLE, "LLM-EVL-003", "the server is stopping");
    }
  }

  private static <T> Optional<T> lookUp(Problems problems, String pointer, Supplier<T> found) {
    try {
      return Optional.of(found.get());
    } catch (ServiceException e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        throw e;
      }
      problems.add(pointer, e.getMessage());
      return Optional.empty();
    }
  }
}
