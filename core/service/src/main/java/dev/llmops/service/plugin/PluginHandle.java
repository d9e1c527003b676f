package dev.llmops.service.plugin;

import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.spi.CallContext;
import java.time.Duration;
import java.util.Optional;

/** One instance of a contribution. Thread-safe. */
public interface PluginHandle<T> {

  /** Exactly which code and settings it is. */
  PluginPin pin();

  /**
   * How long a call may take that mostly waits for others, such as a judge for its model; empty for
   * an instance that computes, whose calls share a few threads.
   */
  default Optional<Duration> waitsUpTo() {
    return Optional.empty();
  }

  /**
   * Calls the instance and waits for it, until the timeout at most.
   *
   * @throws PluginCallException when there is no result
   * @throws InterruptedException when the calling thread is interrupted
   */
  <R> R call(Duration timeout, Call<T, R> call) throws PluginCallException, InterruptedException;

  /** What to do with the instance. */
  @FunctionalInterface
  interface Call<T, R> {
    R on(T plugin, CallContext call) throws Exception;
  }
}
