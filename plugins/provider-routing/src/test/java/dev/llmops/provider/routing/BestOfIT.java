package dev.llmops.provider.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.host.testkit.PluginJarBuilder;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ProviderStanding;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The packaged plugin in the real host, with providers of another plugin to choose from. */
class BestOfIT {

  private static final String NAMED =
      """
      package acme;

      import dev.llmops.spi.*;
      import dev.llmops.spi.provider.*;
      import jakarta.inject.Inject;
      import java.time.Duration;
      import org.pf4j.Extension;

      @Extension
      @Contribution(name = "named", title = "Named")
      public class Named implements LlmProvider {
        private final String name;
        @Inject Named(PluginContext context) { name = context.instanceName(); }
        @Override public ChatResponse complete(ChatRequest request, CallContext call)
            throws ProviderException {
          if (name.equals("down")) {
            throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "down");
          }
          return ChatResponse.of("from " + name).model("m").latency(Duration.ZERO).build();
        }
      }
      """;

  private static PluginHarness start(String yaml) throws Exception {
    return PluginHarness.startBeside(
        yaml, PluginJarBuilder.plugin("named").source("acme.Named", NAMED));
  }

  private static String ask(PluginHarness harness, String name) throws Exception {
    return harness
        .provider(name)
        .call((model, call) -> model.complete(ChatRequest.ofUser("hi").build(), call).text());
  }

  @Test
  void takesTheFirstUntilTheServerHasMeasuredThem() throws Exception {
    try (PluginHarness harness =
        start(
            """
            providers:
              one: { use: named }
              two: { use: named }
              smart: { use: best-of, providers: [one, two], prompt: greet, dataset: golden, metric: m }
            """)) {
      assertThat(ask(harness, "smart")).isEqualTo("from one");

      harness
          .host()
          .measureProvidersWith(query -> {
            assertThat(query.metric()).contains("m");
            return List.of(
                new ProviderStanding(
                    "two", true, "fine", OptionalDouble.of(0.9), Optional.of("run"), "measured"));
          });

      assertThat(ask(harness, "smart")).isEqualTo("from two");
    }
  }

  @Test
  void refusesUnknownNamesAndItself() {
    assertThatThrownBy(() ->
            start("providers: { one: { use: named }, s: { use: best-of, providers: [one, tow] } }"))
        .hasMessageContaining("no instance \"tow\" among the providers");
    assertThatThrownBy(() -> start("providers: { s: { use: best-of, providers: [s] } }"))
        .hasMessageContaining("in a circle: s → s");
    assertThatThrownBy(() -> start("providers: { s: { use: best-of, providers: [] } }"))
        .hasMessageContaining("providers must name at least one");
  }
}
