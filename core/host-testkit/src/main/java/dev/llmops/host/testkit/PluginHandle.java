package dev.llmops.host.testkit;

import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.guard.PluginCall;
import dev.llmops.host.guard.PluginCallException;
import java.time.Duration;
import java.util.Objects;

/** An instance that is called as the server calls it: through the guard. Thread-safe. */
public final class PluginHandle<T> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final GuardedInstance<T> instance;

  PluginHandle(GuardedInstance<T> instance) {
    this.instance = Objects.requireNonNull(instance, "instance is null");
  }

  /**
   * Calls the plugin with ten seconds of patience, such as {@code handle.call((metric, call) ->
   * metric.score(sample, call))}.
   *
   * @throws PluginCallException when there is no result
   */
  public <R> R call(PluginCall<T, R> call) throws PluginCallException, InterruptedException {
    return call(PATIENCE, call);
  }

  /**
   * Calls the plugin with a deadline.
   *
   * @throws PluginCallException when there is no result
   */
  public <R> R call(Duration timeout, PluginCall<T, R> call)
      throws PluginCallException, InterruptedException {
    return instance.call("test", timeout, call);
  }

  /** The guarded instance, with its pin and its state. */
  public GuardedInstance<T> instance() {
    return instance;
  }
}
