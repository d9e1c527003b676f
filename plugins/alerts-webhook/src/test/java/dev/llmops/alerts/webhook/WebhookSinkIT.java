package dev.llmops.alerts.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.DeliveryResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged plugin in the real host. */
class WebhookSinkIT {

  @RegisterExtension
  static final WireMockExtension RECEIVER =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @Test
  void postsASignedAlert() throws Exception {
    RECEIVER.stubFor(post("/hook").willReturn(aResponse().withStatus(202)));

    assertThat(deliver("/hook").outcome()).isEqualTo(Outcome.DELIVERED);

    RECEIVER.verify(
        postRequestedFor(urlEqualTo("/hook"))
            .withHeader("X-LLMOps-Signature", matching("sha256=[0-9a-f]{64}"))
            .withHeader("X-LLMOps-Delivery", equalTo("a-1/oncall"))
            .withHeader("Authorization", equalTo("Bearer b"))
            .withRequestBody(matchingJsonPath("$.severity", equalTo("critical"))));
  }

  @Test
  void handsTheVerdictOfTheReceiverToTheHost() throws Exception {
    RECEIVER.stubFor(post("/hook").willReturn(aResponse().withStatus(503)));

    assertThat(deliver("/hook").outcome()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(deliver("/gone").outcome()).isEqualTo(Outcome.REJECTED);
  }

  @Test
  void refusesWrongSettingsWithoutShowingThem() {
    assertThatThrownBy(() ->
            PluginHarness.start("sinks: { oncall: { use: webhook, url: \"ftp://h/T0KEN\" } }"))
        .hasMessageContaining("url must be an http or https address")
        .hasMessageNotContaining("T0KEN");
    assertThatThrownBy(() -> PluginHarness.start("sinks: { oncall: { use: webhook } }"))
        .hasMessageContaining("sinks.oncall.url");
  }

  private static DeliveryResult deliver(String path) throws Exception {
    String yaml =
        """
        sinks:
          oncall:
            use: webhook
            url: "http://localhost:%d%s"
            secret: s1gning
            timeout: 5s
            headers: { Authorization: Bearer b }
        """
            .formatted(RECEIVER.getPort(), path);
    try (PluginHarness harness = PluginHarness.start(yaml)) {
      return harness.sink("oncall").call((sink, call) -> sink.deliver(Alerts.passRateFell(), call));
    }
  }
}
