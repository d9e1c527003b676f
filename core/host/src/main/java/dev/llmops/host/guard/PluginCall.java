package dev.llmops.host.guard;

import dev.llmops.spi.CallContext;

/** What to do with a plugin's instance, on a thread that the guard chose. */
@FunctionalInterface
public interface PluginCall<T, R> {

  /** Calls the plugin. */
  R on(T plugin, CallContext call) throws Exception;
}
