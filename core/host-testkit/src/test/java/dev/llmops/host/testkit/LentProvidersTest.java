package dev.llmops.host.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.host.config.ConfigurationException;
import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.LlmProvider;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One plugin calls a provider of another through the host. */
class LentProvidersTest {

  private static final String IMPORTS =
      """
      package acme;

      import dev.llmops.spi.*;
      import dev.llmops.spi.config.*;
      import dev.llmops.spi.metric.*;
      import dev.llmops.spi.provider.*;
      import jakarta.inject.Inject;
      import java.time.Duration;
      import java.util.*;
      import org.pf4j.Extension;

      """;

  /** Answers with its word, or as its mood says. */
  private static final String MODEL =
      IMPORTS
          + """
          @Extension
          @Contribution(name = "moody", title = "Moody", config = Model.Config.class)
          public class Model implements LlmProvider, AutoCloseable {
            public record Config(@Default("yes") String word) {}
            private final Config config;
            @Inject Model(Config config) { this.config = config; }
            @Override public ChatResponse complete(ChatRequest request, CallContext call)
                throws ProviderException, InterruptedException {
              switch (config.word()) {
                case "busy": throw new ProviderException(ProviderException.Kind.RATE_LIMIT,
                    "slow down", Optional.of(Duration.ofSeconds(7)), null);
                case "bug": throw new IllegalStateException("a bug");
                case "hang": Thread.sleep(60_000); break;
                case "pace":
                  return ChatResponse.of("paced " + call.isPaced()).model("m")
                      .latency(Duration.ZERO).build();
                default:
              }
              boolean own = Thread.currentThread().getContextClassLoader()
                  == getClass().getClassLoader();
              return ChatResponse.of(config.word() + " " + own).model("m")
                  .latency(Duration.ZERO).build();
            }
            @Override public void close() {
              System.setProperty("llmops.test.closed",
                  System.getProperty("llmops.test.closed", "") + "model ");
            }
          }
          """;

  /** Gives the provider's text, or the kind of its failure, as the reason. */
  private static final String JUDGE =
      IMPORTS
          + """
          @Extension
          @Contribution(name = "asks", title = "Asks", config = Judge.Config.class)
          public class Judge implements EvaluationMetric, AutoCloseable {
            public record Config(@InstanceRef(LlmProvider.class) String provider,
                @InstanceRef(LlmProvider.class) List<String> more,
                @Default("none") String other) {}
            private final LlmProvider provider;
            @Inject Judge(Config config, PluginContext context) {
              provider = context.provider(config.provider());
              if (!config.other().equals("none")) context.provider(config.other());
            }
            @Override public MetricDescriptor descriptor() {
              return MetricDescriptor.unitQuality().waitsUpTo(Duration.ofSeconds(30)).build();
            }
            @Override public MetricResult score(ScoredSample sample, CallContext call)
                throws MetricException, InterruptedException {
              try {
                String text = provider.complete(ChatRequest.ofUser("?").build(), call).text();
                boolean own = Thread.currentThread().getContextClassLoader()
                    == getClass().getClassLoader();
                return MetricResult.score(1,
                    text + " " + own + " " + Thread.currentThread().isVirtual());
              } catch (ProviderException e) {
                return MetricResult.score(0, e.kind() + " " + e.retryAfter());
              }
            }
            @Override public void close() {
              System.setProperty("llmops.test.closed",
                  System.getProperty("llmops.test.closed", "") + "judge ");
            }
          }
          """;

  /** Passes requests on. */
  private static final String PASSES =
      IMPORTS
          + """
          @Extension
          @Contribution(name = "passes", title = "Passes on", config = Passes.Config.class)
          public class Passes implements LlmProvider {
            public record Config(@InstanceRef(LlmProvider.class) String to) {}
            private final LlmProvider next;
            @Inject Passes(Config config, PluginContext context) {
              next = context.provider(config.to());
            }
            @Override public ChatResponse complete(ChatRequest request, CallContext call)
                throws ProviderException, InterruptedException {
              return next.complete(request, call);
            }
          }
          """;

  @TempDir Path plugins;

  @BeforeEach
  void buildThePlugins() throws Exception {
    PluginJarBuilder.plugin("models")
        .source("acme.Model", MODEL)
        .writeTo(plugins.resolve("models.jar"));
    PluginJarBuilder.plugin("judges")
        .source("acme.Judge", JUDGE)
        .writeTo(plugins.resolve("judges.jar"));
    PluginJarBuilder.plugin("routes")
        .source("acme.Passes", PASSES)
        .writeTo(plugins.resolve("routes.jar"));
    System.clearProperty("llmops.test.closed");
  }

  @Test
  void aMetricAsksAProviderOfAnotherPluginUnderItsOwnClassLoader() throws Exception {
    try (HostFixture fixture =
        over("judge: { use: asks, provider: sure }", "sure: { use: moody }")) {
      assertThat(fixture.score("judge").reason()).isEqualTo("yes true true true");
      assertThat(fixture.host.waitsUpTo("judge")).contains(Duration.ofSeconds(30));
    }
  }

  @Test
  void theKindOfAFailureAndTheWaitAskedForCrossThePlugins() throws Exception {
    try (HostFixture fixture =
        over(
            "j1: { use: asks, provider: busy }, j2: { use: asks, provider: bug }",
            "busy: { use: moody, word: busy }, bug: { use: moody, word: bug }")) {
      assertThat(fixture.score("j1").reason()).isEqualTo("RATE_LIMIT Optional[PT7S]");
      assertThat(fixture.score("j2").reason()).isEqualTo("INVALID_RESPONSE Optional.empty");
    }
  }

  @Test
  void aProviderThatHangsIsLeftAtTheDeadlineOfTheOuterCall() throws Exception {
    try (HostFixture fixture =
        over("j: { use: asks, provider: a }", "a: { use: moody, word: hang }")) {
      long start = System.nanoTime();
      try {
        assertThat(fixture.score("j", Duration.ofMillis(300)).reason()).startsWith("TIMEOUT");
      } catch (PluginCallException e) {
        assertThat(e.kind()).isEqualTo(PluginCallException.Kind.TIMEOUT);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(fixture.host.instance(LlmProvider.class, "a").abandoned()).isZero();
      assertThat(fixture.host.instance(EvaluationMetric.class, "j").abandoned()).isZero();
    }
  }

  @Test
  void providersPassOnThroughSeveralPlugins() throws Exception {
    try (HostFixture fixture =
        over(
            "j: { use: asks, provider: first }",
            "end: { use: moody, word: busy }, first: { use: passes, to: second },"
                + " second: { use: passes, to: end }")) {
      assertThat(fixture.score("j").reason()).isEqualTo("RATE_LIMIT Optional[PT7S]");
    }
  }

  @Test
  void aNameThatNoInstanceHasIsAMistakeWithItsPlace() {
    assertThatThrownBy(() ->
            over(
                "a: { use: asks, provider: shure }, b: { use: asks, provider: sure, more: [sure, x] }",
                "sure: { use: moody }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            t.yaml:2:38 metrics.a.provider — no instance "shure" among the providers — did you \
            mean "sure"?
            t.yaml:2:92 metrics.b.more — no instance "x" among the providers — there are "moody", \
            "sure"\
            """);
  }

  @Test
  void circlesAreMistakes() {
    assertThatThrownBy(() ->
            over(
                "j: { use: asks, provider: a }",
                "a: { use: passes, to: b }, b: { use: passes, to: a }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("instances refer to each other in a circle: a → b → a")
        .hasMessageContaining("providers.b.to");
    assertThatThrownBy(() -> over("", "a: { use: passes, to: a }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a → a");
  }

  @Test
  void aProviderThatNoSettingNamesIsNotLent() throws Exception {
    try (HostFixture fixture =
        over("j: { use: asks, provider: sure, other: moody }", "sure: { use: moody }")) {
      assertThat(fixture.instance("j").reason().orElseThrow().message())
          .contains("no setting of j names the provider \"moody\"");
    }
  }

  @Test
  void aProviderThatFailedToStartIsUnavailableToOthers() throws Exception {
    PluginJarBuilder.plugin("broken")
        .source(
            "acme.Broken",
            MODEL
                .replace("Model", "Broken")
                .replace("\"moody\"", "\"broken\"")
                .replace("this.config = config;", "this.config = null; config.word().charAt(99);"))
        .writeTo(plugins.resolve("broken.jar"));
    try (HostFixture fixture = over("j: { use: asks, provider: b }", "b: { use: broken }")) {
      assertThat(fixture.score("j").reason()).startsWith("UNAVAILABLE");
    }
  }

  @Test
  void whoRefersToOthersClosesBeforeThem() throws Exception {
    over("j: { use: asks, provider: p }", "p: { use: passes, to: z }, z: { use: moody }").close();

    assertThat(System.getProperty("llmops.test.closed")).isEqualTo("judge model model ");
  }

  @Test
  void whetherTheCallerRepeatsIsPassedOn() throws Exception {
    try (HostFixture fixture =
        over("", "p: { use: passes, to: z }, z: { use: moody, word: pace }")) {
      ChatRequest request = ChatRequest.ofUser("?").build();
      GuardedInstance<LlmProvider> provider = fixture.host.instance(LlmProvider.class, "p");

      String paced =
          provider.call(
              "complete",
              Duration.ofSeconds(20),
              (plugin, call) -> plugin.complete(request, call.paced()).text());
      String plain =
          provider.call(
              "complete",
              Duration.ofSeconds(20),
              (plugin, call) -> plugin.complete(request, call).text());

      assertThat(paced).isEqualTo("paced true");
      assertThat(plain).isEqualTo("paced false");
    }
  }

  @Test
  void healthFollowsTheLatestCalls() throws Exception {
    try (HostFixture fixture = over("", "busy: { use: moody, word: busy }, sure: { use: moody }")) {
      assertThat(fixture.host.instance(LlmProvider.class, "busy").health().known()).isFalse();
      ask(fixture, "sure");
      assertThatThrownBy(() -> ask(fixture, "busy")).isInstanceOf(PluginCallException.class);

      assertThat(fixture.host.instance(LlmProvider.class, "sure").health().healthy()).isTrue();
      assertThat(fixture.host.instance(LlmProvider.class, "busy").health().healthy()).isFalse();
      assertThat(fixture.host.instance(LlmProvider.class, "busy").health().reason())
          .isEqualTo("1 of the latest 1 calls failed, the last with rate_limit");
    }
  }

  private static void ask(HostFixture fixture, String provider) throws Exception {
    fixture
        .host
        .instance(LlmProvider.class, provider)
        .call(
            "complete",
            Duration.ofSeconds(5),
            (model, call) -> model.complete(ChatRequest.ofUser("?").build(), call));
  }

  private HostFixture over(String metrics, String providers) throws Exception {
    return HostFixture.over(
        plugins, "providers: { %s }\nmetrics: { %s }\n".formatted(providers, metrics));
  }
}
