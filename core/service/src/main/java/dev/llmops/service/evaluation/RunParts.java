package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.plugin.PluginHandle;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.service.prompt.ResolvedPrompt;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The instances a run works with.
 *
 * @param prompt the version that samples are put into
 * @param provider answers
 * @param metrics score, in the order of the spec's metrics
 */
record RunParts(
    ResolvedPrompt prompt,
    PluginHandle<LlmProvider> provider,
    List<PluginHandle<EvaluationMetric>> metrics) {

  RunParts {
    metrics = List.copyOf(metrics);
  }

  /** Tells that what a run is pinned to is not there any more. */
  static final class Gone extends Exception {

    private static final long serialVersionUID = 1L;

    Gone(String message) {
      super(message);
    }
  }

  /**
   * Finds the instances a spec is pinned to, and makes sure of its prompt.
   *
   * @throws Gone when one of them is missing or another than when the run was made
   */
  static RunParts find(RunSpec spec, Plugins plugins, PromptRegistry prompts) throws Gone {
    try {
      ResolvedPrompt prompt = prompts.resolve(spec.prompt(), spec.promptVersion());
      if (!prompt.version().hash().equals(spec.promptHash())) {
        throw new Gone(
            "version %s of the prompt \"%s\" is another than when the run was made"
                .formatted(spec.promptVersion(), spec.prompt()));
      }
      PluginHandle<LlmProvider> provider = plugins.provider(spec.provider().instance());
      List<PluginHandle<EvaluationMetric>> metrics = new ArrayList<>();
      for (RunMetric metric : spec.metrics()) {
        metrics.add(plugins.metric(metric.name()));
      }
      RunParts parts = new RunParts(prompt, provider, metrics);
      Optional<String> change = parts.changeSince(spec);
      if (change.isPresent()) {
        throw new Gone(change.get());
      }
      return parts;
    } catch (ServiceException e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        throw e;
      }
      throw new Gone(e.getMessage());
    }
  }

  /** Which instance is another now than the spec is pinned to, as a sentence; empty when none. */
  Optional<String> changeSince(RunSpec spec) {
    List<PluginPin> wanted = new ArrayList<>();
    List<PluginPin> found = new ArrayList<>();
    wanted.add(spec.provider());
    found.add(provider.pin());
    for (int i = 0; i < metrics.size(); i++) {
      wanted.add(spec.metrics().get(i).pin());
      found.add(metrics.get(i).pin());
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).equals(found.get(i))) {
        return Optional.of(change(wanted.get(i), found.get(i)));
      }
    }
    return Optional.empty();
  }

  private static String change(PluginPin wanted, PluginPin found) {
    boolean sameCode =
        wanted.plugin().equals(found.plugin()) && wanted.sha256().equals(found.sha256());
    return "the instance \"%s\" is another than when the run was made (%s); start a new run"
        .formatted(
            wanted.instance(),
            sameCode
                ? "its settings changed"
                : wanted.plugin()
                    + " "
                    + wanted.version()
                    + " became "
                    + found.plugin()
                    + " "
                    + found.version());
  }
}
