package dev.llmops.host;

import dev.llmops.host.guard.GuardLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Where plugins are and how much they may take.
 *
 * @param pluginsDirectory scanned once, at start
 * @param dataDirectory handed to the plugins
 * @param startTimeout for the constructor of one instance
 * @param closeTimeout for one instance to finish its calls and close
 * @param computing limits of each statistical test, and of each metric that computes
 * @param waiting limits of each provider, each sink, and each metric that waits
 */
public record HostSettings(
    Path pluginsDirectory,
    Path dataDirectory,
    Duration startTimeout,
    Duration closeTimeout,
    GuardLimits computing,
    GuardLimits waiting) {

  private static final int MOST_ABANDONED = 4;
  private static final int MOST_WAITING = 256;

  public HostSettings {
    Objects.requireNonNull(pluginsDirectory, "pluginsDirectory is null");
    Objects.requireNonNull(dataDirectory, "dataDirectory is null");
    Objects.requireNonNull(startTimeout, "startTimeout is null");
    Objects.requireNonNull(closeTimeout, "closeTimeout is null");
    Objects.requireNonNull(computing, "computing is null");
    Objects.requireNonNull(waiting, "waiting is null");
  }

  /** Sensible limits: 30 s to start, 10 s to close, two computing threads per core. */
  public static HostSettings of(Path pluginsDirectory, Path dataDirectory) {
    return new HostSettings(
        pluginsDirectory,
        dataDirectory,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        new GuardLimits(2 * Runtime.getRuntime().availableProcessors(), MOST_ABANDONED),
        new GuardLimits(MOST_WAITING, MOST_ABANDONED));
  }

  /** The same with another limit for the constructor of one instance. */
  public HostSettings withStartTimeout(Duration timeout) {
    return new HostSettings(
        pluginsDirectory, dataDirectory, timeout, closeTimeout, computing, waiting);
  }

  /** The same with another limit of calls that one provider or sink answers at a time. */
  public HostSettings withWaitingCalls(int most) {
    return new HostSettings(
        pluginsDirectory,
        dataDirectory,
        startTimeout,
        closeTimeout,
        computing,
        new GuardLimits(most, waiting.maxAbandoned()));
  }

  /** The same with another limit for one instance to close. */
  public HostSettings withCloseTimeout(Duration timeout) {
    return new HostSettings(
        pluginsDirectory, dataDirectory, startTimeout, timeout, computing, waiting);
  }
}
