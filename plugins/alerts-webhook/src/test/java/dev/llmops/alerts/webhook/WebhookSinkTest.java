package dev.llmops.alerts.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.DeliveryResult.Outcome;
import dev.llmops.spi.alert.Notification;
import dev.llmops.spi.config.Secret;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSinkTest {

  private static final String TOKEN = "T0KEN-in-the-path";
  private static final String KEY = "s1gning-key";

  @RegisterExtension
  static final WireMockExtension RECEIVER =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @Test
  void postsTheWholeAlertAsJson() throws Exception {
    answer(aResponse().withStatus(200));

    assertThat(deliver(Alerts.passRateFell()).outcome()).isEqualTo(Outcome.DELIVERED);

    LoggedRequest request = received();
    assertThat(request.getUrl()).isEqualTo("/hooks/" + TOKEN + "?x=1");
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeader("X-LLMOps-Delivery")).isEqualTo("a-1/oncall");
    assertThat(new String(request.getBody(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"event":"raised","test":false,"id":"a-1","state":"open","type":"regression","severity":"critical",\
            "message":"The pass rate fell: \u201c0.72\u201d \u2192 0.61.",\
            "source":"run","sourceId":"r-1","metric":null,"threshold":0.05,"actual":0.11,\
            "details":{"baseline":"r-0"},"occurrences":1,"createdAt":"2026-03-01T11:59:58.500Z",\
            "deduplicationKey":"a-1/oncall","attempt":3}\
            """);
  }

  @Test
  void sendsNullForWhatAnAlertDoesNotHave() throws Exception {
    answer(aResponse().withStatus(204));

    deliver(Alerts.ofMetric("k"));

    assertThat(received().getBodyAsString())
        .contains("\"metric\":\"exact\",\"threshold\":null,\"actual\":null");
  }

  @Test
  void signsTimestampAndBody() throws Exception {
    answer(aResponse().withStatus(200));

    deliver(Alerts.passRateFell());

    LoggedRequest request = received();
    String timestamp = request.getHeader("X-LLMOps-Timestamp");
    assertThat(timestamp).isEqualTo(Long.toString(TestContext.NOW.getEpochSecond()));
    assertThat(request.getHeader("X-LLMOps-Signature"))
        .isEqualTo("sha256=" + hmac(timestamp + ".", request.getBody()));
  }

  @Test
  void signsNothingWithoutASecret() throws Exception {
    answer(aResponse().withStatus(200));

    try (WebhookSink sink = sink(config(Optional.empty(), Map.of()))) {
      sink.deliver(Alerts.passRateFell(), call());
    }

    assertThat(received().containsHeader("X-LLMOps-Signature")).isFalse();
    assertThat(received().containsHeader("X-LLMOps-Timestamp")).isTrue();
  }

  @Test
  void sendsConfiguredHeaders() throws Exception {
    answer(aResponse().withStatus(200));

    Map<String, Secret> headers = Map.of("Authorization", Secret.of("Bearer b"));
    try (WebhookSink sink = sink(config(Optional.empty(), headers))) {
      sink.deliver(Alerts.passRateFell(), call());
    }

    assertThat(received().getHeader("Authorization")).isEqualTo("Bearer b");
  }

  @Test
  void cleansAKeyThatNoHeaderCanCarry() throws Exception {
    answer(aResponse().withStatus(200));

    assertThat(deliver(Alerts.ofMetric("a\r\nX-Evil: 1\u00e9")).outcome())
        .isEqualTo(Outcome.DELIVERED);

    assertThat(received().getHeader("X-LLMOps-Delivery")).isEqualTo("a__X-Evil:_1_");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
  void triesAgainLaterAfterAPassingFailure(int status) throws Exception {
    answer(aResponse().withStatus(status));

    DeliveryResult result = deliver(Alerts.passRateFell());

    assertThat(result.outcome()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(result.after()).isEmpty();
    assertThat(result.reason()).contains("answered " + status);
  }

  @Test
  void waitsAsLongAsTheReceiverAsksFor() throws Exception {
    answer(aResponse().withStatus(429).withHeader("Retry-After", "120"));
    assertThat(deliver(Alerts.passRateFell()).after()).contains(Duration.ofSeconds(120));

    answer(aResponse().withStatus(503).withHeader("Retry-After", "Sun, 01 Mar 2026 12:01:30 GMT"));
    assertThat(deliver(Alerts.passRateFell()).after()).contains(Duration.ofSeconds(90));

    answer(aResponse().withStatus(503).withHeader("Retry-After", "Sun, 01 Mar 2026 11:00:00 GMT"));
    assertThat(deliver(Alerts.passRateFell()).after()).contains(Duration.ZERO);

    answer(aResponse().withStatus(503).withHeader("Retry-After", "soon"));
    assertThat(deliver(Alerts.passRateFell()).after()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 422})
  void takesAnyOtherStatusAsRefusal(int status) throws Exception {
    answer(aResponse().withStatus(status));

    DeliveryResult result = deliver(Alerts.passRateFell());

    assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(result.reason()).contains("answered " + status);
  }

  @Test
  void followsNoRedirect() throws Exception {
    answer(aResponse().withStatus(307).withHeader("Location", "/elsewhere"));

    DeliveryResult result = deliver(Alerts.passRateFell());

    assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(result.reason()).contains("redirects are not followed");
    assertThat(requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
  void triesAgainLaterWhenTheConnectionBreaks(Fault fault) throws Exception {
    answer(aResponse().withFault(fault));

    assertThat(deliver(Alerts.passRateFell()).outcome()).isEqualTo(Outcome.RETRY_LATER);
  }

  @Test
  void triesAgainLaterWhenNobodyListens() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI url = URI.create("http://localhost:" + free + "/" + TOKEN);
    try (WebhookSink sink =
        sink(new WebhookConfig(url, Optional.empty(), Duration.ofSeconds(5), Map.of()))) {
      DeliveryResult result = sink.deliver(Alerts.passRateFell(), call());

      assertThat(result.outcome()).isEqualTo(Outcome.RETRY_LATER);
      assertThat(result.reason())
          .isEqualTo("could not reach http://localhost:" + free + " (ConnectException)");
    }
  }

  @Test
  void triesAgainLaterWhenTheReceiverIsSlow() throws Exception {
    answer(aResponse().withStatus(200).withFixedDelay(20_000));
    WebhookConfig hasty =
        new WebhookConfig(url(), Optional.empty(), Duration.ofMillis(200), Map.of());

    try (WebhookSink sink = sink(hasty)) {
      DeliveryResult result = sink.deliver(Alerts.passRateFell(), call());

      assertThat(result.outcome()).isEqualTo(Outcome.RETRY_LATER);
      assertThat(result.reason()).contains("did not answer within 200 ms");
    }
  }

  @Test
  void doesNotWaitForTheBody() throws Exception {
    answer(
        aResponse().withStatus(200).withBody("x".repeat(100)).withChunkedDribbleDelay(100, 60_000));

    assertThat(deliver(Alerts.passRateFell()).outcome()).isEqualTo(Outcome.DELIVERED);
  }

  @Test
  void sendsNothingWhenNoTimeIsLeft() throws Exception {
    answer(aResponse().withStatus(200));
    CallContext over =
        CallContext.until(TestContext.NOW, Clock.fixed(TestContext.NOW, ZoneOffset.UTC));

    try (WebhookSink sink = sink(config(Optional.empty(), Map.of()))) {
      assertThat(sink.deliver(Alerts.passRateFell(), over).outcome())
          .isEqualTo(Outcome.RETRY_LATER);
    }

    assertThat(requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 500})
  void showsNeitherTokenNorKeyInAReason(int status) throws Exception {
    answer(aResponse().withStatus(status).withBody(TOKEN + KEY));

    assertThat(deliver(Alerts.passRateFell()).reason())
        .contains("http://localhost:" + RECEIVER.getPort())
        .doesNotContain(TOKEN, KEY, "hooks");
  }

  @Test
  void refusesToBeUsedAfterItWasClosed() throws Exception {
    answer(aResponse().withStatus(200));
    WebhookSink sink = sink(config(Optional.empty(), Map.of()));
    sink.close();

    assertThat(sink.deliver(Alerts.passRateFell(), call()).outcome())
        .isEqualTo(Outcome.RETRY_LATER);
    assertThat(requests()).isEmpty();
  }

  @Test
  void passesAnInterruptOn() {
    answer(aResponse().withStatus(200));
    try (WebhookSink sink = sink(config(Optional.empty(), Map.of()))) {
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> sink.deliver(Alerts.passRateFell(), call()));
    }
  }

  private static DeliveryResult deliver(Notification notification) throws InterruptedException {
    try (WebhookSink sink = sink(config(Optional.of(Secret.of(KEY)), Map.of()))) {
      return sink.deliver(notification, call());
    }
  }

  private static WebhookSink sink(WebhookConfig config) {
    return new WebhookSink(config, new TestContext());
  }

  private static WebhookConfig config(Optional<Secret> secret, Map<String, Secret> headers) {
    return new WebhookConfig(url(), secret, Duration.ofSeconds(10), headers);
  }

  private static URI url() {
    return URI.create("http://localhost:" + RECEIVER.getPort() + "/hooks/" + TOKEN + "?x=1");
  }

  private static CallContext call() {
    return CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());
  }

  private static void answer(ResponseDefinitionBuilder response) {
    RECEIVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(599)));
    RECEIVER.stubFor(post(anyUrl()).willReturn(response));
  }

  private static LoggedRequest received() {
    assertThat(requests()).hasSize(1);
    return requests().get(0);
  }

  private static List<LoggedRequest> requests() {
    return RECEIVER.findAll(anyRequestedFor(anyUrl()));
  }

  /** HMAC-SHA256 written out from RFC 2104, apart from the implementation under test. */
  private static String hmac(String prefix, byte[] body) throws NoSuchAlgorithmException {
    byte[] key = Arrays.copyOf(KEY.getBytes(StandardCharsets.UTF_8), 64);
    MessageDigest inner = MessageDigest.getInstance("SHA-256");
    inner.update(xor(key, 0x36));
    inner.update(prefix.getBytes(StandardCharsets.UTF_8));
    MessageDigest outer = MessageDigest.getInstance("SHA-256");
    outer.update(xor(key, 0x5c));
    return HexFormat.of().formatHex(outer.digest(inner.digest(body)));
  }

  private static byte[] xor(byte[] bytes, int pad) {
    byte[] padded = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      padded[i] = (byte) (bytes[i] ^ pad);
    }
    return padded;
  }
}
