package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a run is asked to evaluate.
 *
 * @param name what people call it; made up from the rest when empty
 * @param dataset the dataset's name
 * @param version the dataset's version; its latest when empty
 * @param prompt the prompt and which of its versions
 * @param provider the instance name of the provider
 * @param model the model; empty for the provider's own
 * @param parameters a JSON object of model parameters
 * @param metrics what scores the answers
 * @param concurrency samples in flight; the server's default when empty
 * @param notes what it is for
 * @param limits how long it may take; the server's limits where empty
 * @param start whether it starts at once, rather than when it is told to
 */
public record NewRun(
    String name,
    String dataset,
    OptionalInt version,
    PromptReference prompt,
    String provider,
    Optional<String> model,
    Json parameters,
    List<RequestedMetric> metrics,
    OptionalInt concurrency,
    Notes notes,
    RunLimits limits,
    boolean start) {

  /**
   * What people say of a run.
   *
   * @param description in their words; may be empty
   * @param metadata a JSON object of theirs
   */
  public record Notes(String description, Json metadata) {

    /** Nothing. */
    public static final Notes NONE = new Notes("", Json.EMPTY_OBJECT);

    public Notes {
      Objects.requireNonNull(description, "description is null");
      Objects.requireNonNull(metadata, "metadata is null");
    }
  }

  /** Without notes and limits of its own. */
  public NewRun(
      String name,
      String dataset,
      OptionalInt version,
      PromptReference prompt,
      String provider,
      Optional<String> model,
      Json parameters,
      List<RequestedMetric> metrics,
      OptionalInt concurrency,
      boolean start) {
    this(
        name,
        dataset,
        version,
        prompt,
        provider,
        model,
        parameters,
        metrics,
        concurrency,
        Notes.NONE,
        RunLimits.NONE,
        start);
  }

  public NewRun {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(model, "model is null");
    Objects.requireNonNull(parameters, "parameters is null");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(concurrency, "concurrency is null");
    Objects.requireNonNull(notes, "notes is null");
    Objects.requireNonNull(limits, "limits is null");
  }

  /**
   * A metric that is asked for.
   *
   * @param metric its instance name
   * @param bound with which scores a sample passes; without a bound, what the metric and the
   *     server's pass mark say
   */
  public record RequestedMetric(String metric, PassBound bound) {

    public RequestedMetric {
      Objects.requireNonNull(metric, "metric is null");
      Objects.requireNonNull(bound, "bound is null");
    }

    /** A metric with its own pass bound. */
    public static RequestedMetric of(String metric) {
      return new RequestedMetric(metric, PassBound.NONE);
    }
  }
}
