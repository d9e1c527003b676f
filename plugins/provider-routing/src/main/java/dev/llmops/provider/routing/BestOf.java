package dev.llmops.provider.routing;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.InstanceRef;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pf4j.Extension;

/**
 * Passes each request on to the healthy provider with the best measured score; of equal ones to the
 * one named first. What fails is not passed on to another, but counts against the health of the one
 * that failed. Thread-safe.
 */
@Extension
@Contribution(name = "best-of", title = "Best of several", config = BestOf.Config.class)
public final class BestOf implements LlmProvider {

  /**
   * The settings.
   *
   * @param providers provider instances, the preferred ones first
   * @param prompt only runs of this prompt count; any when empty
   * @param dataset only runs over this dataset count; any when empty
   * @param metric the score is the mean of this metric; the pass rate when empty
   */
  public record Config(
      @Doc("The provider instances to choose from, the preferred ones first")
          @InstanceRef(LlmProvider.class)
          List<String> providers,
      @Doc("Only evaluation runs of this prompt count; those of any when not given")
          Optional<String> prompt,
      @Doc("Only evaluation runs over this dataset count; those over any when not given")
          Optional<String> dataset,
      @Doc("The score is the mean of this metric; the pass rate when not given")
          Optional<String> metric) {

    /** Checks that there is a choice to make. */
    public Config {
      providers = List.copyOf(providers);
      if (providers.isEmpty() || new HashSet<>(providers).size() < providers.size()) {
        throw new IllegalArgumentException("providers must name at least one, each once");
      }
    }
  }

  private final StandingQuery query;
  private final PluginContext context;
  private final Map<String, LlmProvider> providers;

  @Inject
  BestOf(Config config, PluginContext context) {
    this.query =
        new StandingQuery(config.providers(), config.prompt(), config.dataset(), config.metric());
    this.context = Objects.requireNonNull(context, "context is null");
    this.providers =
        config.providers().stream()
            .collect(Collectors.toUnmodifiableMap(Function.identity(), context::provider));
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    return best().complete(request, call);
  }

  @Override
  public void probe(CallContext call) throws ProviderException, InterruptedException {
    best().probe(call);
  }

  private LlmProvider best() throws ProviderException {
    List<ProviderStanding> standings = context.standings(query);
    ProviderStanding first = standings.getFirst();
    if (!first.healthy()) {
      throw new ProviderException(
          Kind.UNAVAILABLE,
          "none of the providers is healthy: "
              + standings.stream()
                  .map(standing -> standing.instance() + ": " + standing.health())
                  .collect(Collectors.joining("; ")));
    }
    return providers.get(first.instance());
  }
}
