package dev.llmops.host.instance;

import dev.llmops.host.guard.GuardLimits;
import dev.llmops.host.guard.Lane;
import dev.llmops.host.load.ExtensionKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * The terms on which instances are made.
 *
 * @param dataDirectory the server's data folder
 * @param startTimeout for one constructor
 * @param computing limits of metrics and statistical tests
 * @param waiting limits of providers, sinks and storage
 */
public record StartSettings(
    Path dataDirectory, Duration startTimeout, GuardLimits computing, GuardLimits waiting) {

  public StartSettings {
    Objects.requireNonNull(dataDirectory, "dataDirectory is null");
    Objects.requireNonNull(startTimeout, "startTimeout is null");
    Objects.requireNonNull(computing, "computing is null");
    Objects.requireNonNull(waiting, "waiting is null");
  }

  static Lane lane(ExtensionKind kind) {
    return switch (kind) {
      case METRIC, TEST -> Lane.COMPUTE;
      case PROVIDER, SINK, STORAGE -> Lane.WAIT;
    };
  }

  GuardLimits limits(ExtensionKind kind) {
    return switch (lane(kind)) {
      case COMPUTE -> computing;
      case WAIT -> waiting;
    };
  }
}
