package dev.llmops.provider.anthropic;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ProviderException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged plugin in the real host. */
class AnthropicProviderIT {

  private static final String KEY = "sk-ant-t0p-secret";

  @RegisterExtension
  static final WireMockExtension ENDPOINT =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private static PluginHarness start(String more) throws Exception {
    return PluginHarness.start(
        """
        providers:
          claude: { use: anthropic, base-url: "http://localhost:%d", api-key: %s, model: m%s }
        """
            .formatted(ENDPOINT.getPort(), KEY, more));
  }

  private static ChatResponse complete(PluginHarness harness) throws Exception {
    return harness
        .provider("claude")
        .call((provider, call) -> provider.complete(ChatRequest.ofUser("hi").build(), call));
  }

  @Test
  void everySettingArrives() throws Exception {
    ENDPOINT.stubFor(
        post("/v1/messages")
            .willReturn(okJson("{\"content\": [{\"type\": \"text\", \"text\": \"hi\"}]}")));

    try (PluginHarness harness =
        start(", max-tokens: 77, version: \"2024-01-01\", timeout: 5s, max-retries: 0")) {
      assertThat(complete(harness).text()).isEqualTo("hi");
    }

    ENDPOINT.verify(
        1,
        postRequestedFor(urlEqualTo("/v1/messages"))
            .withHeader("x-api-key", equalTo(KEY))
            .withHeader("anthropic-version", equalTo("2024-01-01")));
    assertThat(ENDPOINT.getAllServeEvents().getFirst().getRequest().getBodyAsString())
        .contains("\"max_tokens\":77");
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
  void refusesWrongSettings() {
    assertThatThrownBy(() -> start(", max-tokens: 0, version: v1").close())
        .hasMessageContaining("providers.claude.max-tokens")
        .hasMessageContaining("a date such as 2023-06-01");
  }
}
