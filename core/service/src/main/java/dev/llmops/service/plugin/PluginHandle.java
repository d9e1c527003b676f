package dev.llmops.service.plugin;

import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.spi.CallContext;
import java.time.Duration;

/** One instance of a contribution. Thread-safe. */
public interface PluginHandle<T> {

  /** Exactly which code and settings it is. */
  PluginPin pin();

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
