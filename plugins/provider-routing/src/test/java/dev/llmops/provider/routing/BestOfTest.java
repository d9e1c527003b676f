package dev.llmops.provider.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.host.instance.StrictJsonCodec;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class BestOfTest {

  private final List<StandingQuery> asked = new ArrayList<>();
  private List<ProviderStanding> standings = List.of();

  private static ProviderStanding standing(String name, boolean healthy) {
    return new ProviderStanding(
        name, healthy, "because", OptionalDouble.empty(), Optional.empty(), "none");
  }

  private static BestOf.Config config(String... providers) {
    return new BestOf.Config(
        List.of(providers), Optional.of("greet"), Optional.empty(), Optional.of("helpful"));
  }

  private String answer(BestOf provider) throws Exception {
    return provider
        .complete(
            ChatRequest.ofUser("hi").build(),
            CallContext.within(Duration.ofMinutes(1), Clock.systemUTC()))
        .text();
  }

  @Test
  void asksTheBestOneAtEveryRequest() throws Exception {
    BestOf provider = new BestOf(config("a", "b"), new Host());

    standings = List.of(standing("b", true), standing("a", true));
    assertThat(answer(provider)).isEqualTo("from b");
    standings = List.of(standing("a", true), standing("b", false));
    assertThat(answer(provider)).isEqualTo("from a");

    assertThat(asked.getFirst())
        .isEqualTo(
            new StandingQuery(
                List.of("a", "b"), Optional.of("greet"), Optional.empty(), Optional.of("helpful")));
  }

  @Test
  void isUnavailableWhenNoneIsHealthy() {
    standings = List.of(standing("a", false), standing("b", false));

    ProviderException failure =
        catchThrowableOfType(
            ProviderException.class, () -> answer(new BestOf(config("a", "b"), new Host())));

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure).hasMessage("none of the providers is healthy: a: because; b: because");
  }

  @Test
  void theFailureOfTheChosenOneIsItsOwn() {
    standings = List.of(standing("broken", true), standing("a", true));

    ProviderException failure =
        catchThrowableOfType(
            ProviderException.class, () -> answer(new BestOf(config("broken", "a"), new Host())));

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
  }

  @Test
  void refusesSettingsWithoutAChoice() {
    assertThatIllegalArgumentException().isThrownBy(() -> config());
    assertThatIllegalArgumentException().isThrownBy(() -> config("a", "a"));
  }

  /** Lends providers that say their names, and one that is broken. */
  private final class Host implements PluginContext {

    @Override
    public LlmProvider provider(String instance) {
      return (request, call) -> {
        if (instance.equals("broken")) {
          throw new ProviderException(Kind.RATE_LIMIT, "slow down");
        }
        return ChatResponse.of("from " + instance).model("m").latency(Duration.ZERO).build();
      };
    }

    @Override
    public List<ProviderStanding> standings(StandingQuery query) {
      asked.add(query);
      return standings;
    }

    @Override
    public String pluginId() {
      return "provider-routing";
    }

    @Override
    public String instanceName() {
      return "smart";
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public Path dataDirectory() {
      return Path.of("target");
    }

    @Override
    public JsonCodec json() {
      return new StrictJsonCodec();
    }

    @Override
    public ThreadFactory threads() {
      return Thread.ofPlatform().daemon().factory();
    }
  }
}
