package dev.llmops.host.instance;

import dev.llmops.host.guard.GuardLimits;
import dev.llmops.host.guard.Lane;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.spi.metric.MetricDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The terms on which instances are made.
 *
 * @param dataDirectory the server's data folder
 * @param startTimeout for one constructor
 * @param computing limits of statistical tests and of metrics that compute
 * @param waiting limits of providers, sinks, storage, and metrics that wait
 */
public record StartSettings(
    Path dataDirectory, Duration startTimeout, GuardLimits computing, GuardLimits waiting) {

  public StartSettings {
    Objects.requireNonNull(dataDirectory, "dataDirectory is null");
    Objects.requireNonNull(startTimeout, "startTimeout is null");
    Objects.requireNonNull(computing, "computing is null");
    Objects.requireNonNull(waiting, "waiting is null");
  }

  static Lane lane(ExtensionKind kind, Optional<MetricDescriptor> descriptor) {
    return switch (kind) {
      case METRIC ->
          descriptor.flatMap(MetricDescriptor::waitsUpTo).isPresent() ? Lane.WAIT : Lane.COMPUTE;
      case TEST -> Lane.COMPUTE;
      case PROVIDER, SINK, STORAGE -> Lane.WAIT;
    };
  }

  GuardLimits limits(Lane lane) {
    return switch (lane) {
      case COMPUTE -> computing;
      case WAIT -> waiting;
    };
  }
}
