package dev.llmops.service.experiment;

import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.stats.AggregateKind;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Checks that what an experiment refers to exists and fits. Thread-safe. */
final class References {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final PromptRegistry prompts;
  private final Plugins plugins;
  private final Set<PromptReference> coming;

  References(PromptRegistry prompts, Plugins plugins) {
    this(prompts, plugins, Set.of());
  }

  private References(PromptRegistry prompts, Plugins plugins, Set<PromptReference> coming) {
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.coming = Set.copyOf(coming);
  }

  /** The same, to which versions exist that are created together with what is checked. */
  References expecting(Set<PromptReference> versions) {
    return new References(prompts, plugins, versions);
  }

  void checkPrompt(PromptReference reference, String pointer, Problems problems) {
    if (coming.contains(reference)) {
      return;
    }
    try {
      prompts.resolve(reference.name(), reference.ref());
    } catch (ServiceException e) {
      problems.add(pointer, e.getMessage());
    }
  }

  /** The reference with the exact version that it means now. */
  PromptReference pinned(PromptReference reference) {
    return new PromptReference(
        reference.name(), prompts.resolve(reference.name(), reference.ref()).version().version());
  }

  void checkProvider(String provider, String pointer, Problems problems) {
    try {
      plugins.provider(provider);
    } catch (ServiceException e) {
      problems.add(pointer, e.getMessage());
    }
  }

  /** Checks that a test can compare the aggregates that a metric of this kind has. */
  void checkTest(String test, MetricKind kind, String pointer, Problems problems) {
    AggregateKind kept =
        kind == MetricKind.PROPORTION ? AggregateKind.COUNTS : AggregateKind.MOMENTS;
    try {
      AggregateKind required =
          plugins.test(test).call(TIMEOUT, (plugin, call) -> plugin.requires());
      problems.require(
          required == kept,
          pointer,
          "test "
              + test
              + " compares "
              + required
              + ", but a "
              + kind.name().toLowerCase(Locale.ROOT)
              + " has "
              + kept
              + "; choose a test such as "
              + defaultTest(kind));
    } catch (ServiceException e) {
      problems.add(pointer, e.getMessage());
    } catch (PluginCallException e) {
      problems.add(
          pointer, "test " + test + " does not answer (" + e.code() + "): " + e.getMessage());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  static String defaultTest(MetricKind kind) {
    return kind == MetricKind.PROPORTION ? "two-proportion" : "welch";
  }

  /** For a thread that was interrupted, which stays marked as such. */
  static ServiceException interrupted() {
    Thread.currentThread().interrupt();
    return new ServiceException(
        Kind.UNAVAILABLE, ExperimentCodes.INTERRUPTED, "the server is stopping; try again later");
  }
}
