package dev.llmops.spi.provider;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which providers are to be compared, and by which evaluation runs.
 *
 * @param providers instance names, the preferred ones first
 * @param prompt only runs of this prompt count; any when empty
 * @param dataset only runs over this dataset count; any when empty
 * @param metric the score is the mean of this metric; the pass rate when empty
 * @since 1.0
 */
public record StandingQuery(
    List<String> providers,
    Optional<String> prompt,
    Optional<String> dataset,
    Optional<String> metric) {

  public StandingQuery {
    providers = List.copyOf(providers);
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(metric, "metric is null");
  }
}
