package dev.llmops.alerts.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.DeliveryResult.Outcome;
import dev.llmops.spi.alert.Notification;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlackSinkTest {

  private static final String TOKEN = "T0KEN";

  @RegisterExtension
  static final WireMockExtension RECEIVER =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @Test
  void postsOneMessageInSlacksMarkup() throws Exception {
    answer(aResponse().withStatus(200).withBody("ok"));

    assertThat(deliver(Alerts.passRateFell()).outcome()).isEqualTo(Outcome.DELIVERED);

    assertThat(RECEIVER.findAll(postRequestedFor(anyUrl())))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getUrl()).isEqualTo("/services/" + TOKEN);
          assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
          assertThat(request.getBodyAsString())
              .isEqualTo(
                  "{\"text\":\":rotating_light: *critical regression*: The pass rate fell:"
                      + " \u201c0.72\u201d \u2192 0.61.\\nrun r-1, threshold 0.05, actual 0.11,"
                      + " open, alert a-1\"}");
        });
  }

  @Test
  void tellsTestsAndEndsFromAlerts() {
    Notification fell = Alerts.passRateFell();

    assertThat(SlackText.of(Notification.test("k", fell.alert()))).startsWith("*Test* ");
    assertThat(SlackText.of(Notification.of("k", AlertEvent.Kind.RESOLVED, fell.alert(), 1)))
        .startsWith(":white_check_mark: *resolved: critical regression*");
  }

  @Test
  void whatAnAlertSaysIsNoMarkup() {
    assertThat(SlackText.of(Alerts.ofMetric("k", "<!channel> & co")))
        .contains("metric &lt;!channel&gt; &amp; co");
  }

  @Test
  void waitsAsLongAsSlackAsksForAndTakesARefusal() throws Exception {
    answer(aResponse().withStatus(429).withHeader("Retry-After", "30"));
    assertThat(deliver(Alerts.passRateFell()).after()).contains(Duration.ofSeconds(30));

    answer(aResponse().withStatus(404).withBody("no_service"));
    DeliveryResult refused = deliver(Alerts.passRateFell());
    assertThat(refused.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(refused.reason()).contains("answered 404").doesNotContain(TOKEN);
  }

  @Test
  void refusesWhatIsNoAddressAndNeverShowsTheToken() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlackConfig(URI.create("ftp://x/" + TOKEN), Duration.ZERO))
        .withMessageContainingAll("url must", "timeout must")
        .withMessageNotContaining(TOKEN);
    assertThat(config().toString()).doesNotContain(TOKEN);
  }

  private static SlackConfig config() {
    return new SlackConfig(
        URI.create("http://localhost:" + RECEIVER.getPort() + "/services/" + TOKEN),
        Duration.ofSeconds(10));
  }

  private static DeliveryResult deliver(Notification notification) throws InterruptedException {
    try (SlackSink sink = new SlackSink(config(), new TestContext())) {
      return sink.deliver(
          notification, CallContext.within(Duration.ofMinutes(1), Clock.systemUTC()));
    }
  }

  private static void answer(ResponseDefinitionBuilder response) {
    RECEIVER.stubFor(post(anyUrl()).willReturn(response));
  }
}
