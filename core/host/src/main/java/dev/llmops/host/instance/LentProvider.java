package dev.llmops.host.instance;

import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.guard.PluginCall;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider as another plugin sees it: looked up at every call, behind its guard, with failures as
 * types of the API. Thread-safe.
 */
record LentProvider(String name, Directory directory) implements LlmProvider {

  LentProvider {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(directory, "directory is null");
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    return guarded(
        "complete",
        call,
        (provider, own) -> provider.complete(request, call.isPaced() ? own.paced() : own));
  }

  @Override
  public void probe(CallContext call) throws ProviderException, InterruptedException {
    guarded(
        "probe",
        call,
        (provider, own) -> {
          provider.probe(own);
          return true;
        });
  }

  private <R> R guarded(String operation, CallContext call, PluginCall<LlmProvider, R> work)
      throws ProviderException, InterruptedException {
    Optional<GuardedInstance<LlmProvider>> provider = directory.provider(name);
    if (provider.isEmpty()) {
      throw new ProviderException(
          Kind.UNAVAILABLE, "the provider \"" + name + "\" is not in service");
    }
    try {
      return provider.get().call(operation, call.remaining(), work);
    } catch (PluginCallException e) {
      throw new ProviderException(kind(e), e.getMessage(), e.retryAfter(), null);
    }
  }

  private static Kind kind(PluginCallException failure) {
    return switch (failure.kind()) {
      case PROVIDER -> failure.providerKind().orElse(Kind.INVALID_RESPONSE);
      case TIMEOUT -> Kind.TIMEOUT;
      case SATURATED, DEGRADED -> Kind.UNAVAILABLE;
      case FAILED, METRIC, OVERSIZED -> Kind.INVALID_RESPONSE;
    };
  }
}
