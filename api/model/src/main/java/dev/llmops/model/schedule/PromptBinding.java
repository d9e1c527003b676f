package dev.llmops.model.schedule;

import dev.llmops.model.json.Json;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a prompt is evaluated automatically.
 *
 * @param prompt the prompt's name
 * @param datasets what each of its versions is evaluated on, at least one
 * @param provider the instance name of the provider
 * @param model the model; empty for the provider's own
 * @param parameters a JSON object of model parameters
 * @param metrics what scores the answers
 * @param concurrency samples in flight; the server's default when empty
 * @param budget what it may cost
 * @param updatedAt when it was last changed
 * @param nextAt when the interval is over next
 * @param revision how often the record was written, from 1
 */
public record PromptBinding(
    String prompt,
    List<BoundDataset> datasets,
    String provider,
    Optional<String> model,
    Json parameters,
    List<TemplateMetric> metrics,
    OptionalInt concurrency,
    Budget budget,
    Instant updatedAt,
    Instant nextAt,
    long revision) {

  public PromptBinding {
    Objects.requireNonNull(prompt, "prompt is null");
    datasets = List.copyOf(datasets);
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(model, "model is null");
    Objects.requireNonNull(parameters, "parameters is null");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(concurrency, "concurrency is null");
    Objects.requireNonNull(budget, "budget is null");
    Objects.requireNonNull(updatedAt, "updatedAt is null");
    Objects.requireNonNull(nextAt, "nextAt is null");
  }

  /**
   * A dataset that a prompt is bound to.
   *
   * @param name its name
   * @param version its version; the latest of the moment when empty
   */
  public record BoundDataset(String name, OptionalInt version) {

    public BoundDataset {
      Objects.requireNonNull(name, "name is null");
      Objects.requireNonNull(version, "version is null");
    }
  }

  /**
   * The most that automatic evaluation of a prompt may use from midnight to midnight UTC. Empty
   * means no limit.
   *
   * @param runsPerDay runs
   * @param samplesPerDay samples of these runs
   * @param tokensPerDay tokens, in and out, of those that have ended
   */
  public record Budget(
      OptionalLong runsPerDay, OptionalLong samplesPerDay, OptionalLong tokensPerDay) {

    /** No limit. */
    public static final Budget NONE =
        new Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    public Budget {
      Objects.requireNonNull(runsPerDay, "runsPerDay is null");
      Objects.requireNonNull(samplesPerDay, "samplesPerDay is null");
      Objects.requireNonNull(tokensPerDay, "tokensPerDay is null");
    }
  }

  /** The next state, in which the interval is over at another time. */
  public PromptBinding dueAt(Instant next) {
    return new PromptBinding(
        prompt,
        datasets,
        provider,
        model,
        parameters,
        metrics,
        concurrency,
        budget,
        updatedAt,
        next,
        revision + 1);
  }
}
