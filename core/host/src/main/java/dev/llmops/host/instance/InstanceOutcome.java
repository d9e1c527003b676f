package dev.llmops.host.instance;

import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.stats.AggregateKind;
import java.util.Optional;

/** How the start of an instance ended. */
public sealed interface InstanceOutcome {

  /** What was asked for. */
  InstancePlan plan();

  /**
   * It serves.
   *
   * @param descriptor of a metric
   * @param requires of a statistical test
   */
  record Started(
      InstancePlan plan,
      GuardedInstance<?> instance,
      Optional<MetricDescriptor> descriptor,
      Optional<AggregateKind> requires)
      implements InstanceOutcome {}

  /** It does not serve. */
  record Failed(InstancePlan plan, PluginProblem problem) implements InstanceOutcome {}
}
