package dev.llmops.provider.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged plugin in the real host. */
class OpenAiProviderIT {

  private static final String KEY = "sk-t0p-secret";

  @RegisterExtension
  static final WireMockExtension ENDPOINT =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @Test
  void answersAfterWaitingAsTheEndpointAsks() throws Exception {
    ENDPOINT.stubFor(
        post("/v1/chat/completions")
            .inScenario("turn")
            .whenScenarioStateIs(STARTED)
            .willSetStateTo("second")
            .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "0")));
    ENDPOINT.stubFor(
        post("/v1/chat/completions")
            .inScenario("turn")
            .whenScenarioStateIs("second")
            .willReturn(
                okJson(
                    """
                    {"model": "m-1", "choices": [{"message": {"content": "hi"},
                     "finish_reason": "stop"}],
                     "usage": {"prompt_tokens": 1, "completion_tokens": 2}}
                    """)));

    try (PluginHarness harness = start("")) {
      ChatResponse response = complete(harness);

      assertThat(response.text()).isEqualTo("hi");
      assertThat(response.usage()).isEqualTo(new TokenUsage(1, 2));
    }
    ENDPOINT.verify(
        2,
        postRequestedFor(urlEqualTo("/v1/chat/completions"))
            .withHeader("Authorization", equalTo("Bearer " + KEY)));
  }

  @Test
  void handsTheKindOfAFailureAndTheWaitAskedForToTheHost() throws Exception {
    ENDPOINT.stubFor(
        post(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(429)
                    .withHeader("Retry-After", "90")
                    .withBody("{\"error\":{\"message\":\"slow down " + KEY + "\"}}")));

    try (PluginHarness harness = start("")) {
      PluginCallException failure =
          catchThrowableOfType(PluginCallException.class, () -> complete(harness));

      assertThat(failure.providerKind()).contains(ProviderException.Kind.RATE_LIMIT);
      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(90));
      assertThat(failure).hasMessageContaining("slow down ***").hasMessageNotContaining(KEY);
    }
  }

  @Test
  void refusesWrongSettingsWithoutShowingTheKey() {
    assertThatThrownBy(() -> start(", max-retries: 11").close())
        .hasMessageContaining("providers.main.max-retries");
    assertThatThrownBy(() ->
            PluginHarness.start(
                """
                providers:
                  main: { use: openai, model: m, api-key: "hid den" }
                """))
        .hasMessageContaining("api-key is empty or holds white space")
        .hasMessageNotContaining("hid den");
    assertThatThrownBy(() -> PluginHarness.start("providers: { main: { use: openai } }"))
        .hasMessageContaining("providers.main.model");
  }

  private static ChatResponse complete(PluginHarness harness) throws Exception {
    return harness
        .provider("main")
        .call((provider, call) -> provider.complete(ChatRequest.ofUser("hi").build(), call));
  }

  private static PluginHarness start(String more) throws Exception {
    return PluginHarness.start(
        """
        providers:
          main: { use: openai, base-url: "http://localhost:%d/v1", api-key: %s, model: m%s }
        """
            .formatted(ENDPOINT.getPort(), KEY, more));
  }
}
