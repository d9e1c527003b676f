package dev.llmops.provider.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiFailureTest {

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final OpenAiEndpoint endpoint = new OpenAiEndpoint(SERVER);

  @ParameterizedTest
  @CsvSource({
    "401,AUTHENTICATION",
    "403,AUTHENTICATION",
    "400,INVALID_REQUEST",
    "404,INVALID_REQUEST",
    "413,INVALID_REQUEST",
    "422,INVALID_REQUEST",
    "302,INVALID_REQUEST"
  })
  void doesNotRepeatWhatCannotSucceed(int status, Kind kind) {
    endpoint.answer(
        aResponse()
            .withStatus(status)
            .withHeader("Location", "/v1/chat/completions")
            .withBody("{\"error\":{\"message\":\"because\"}}"));

    ProviderException failure = endpoint.failure(endpoint.config(3));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("answered " + status);
    assertThat(endpoint.sent()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"the reason\"}}",
        "{\"error\":\"the reason\"}",
        "{\"message\":\"the reason\"}",
        "the reason"
      })
  void quotesTheReasonOfAnError(String body) {
    endpoint.answer(aResponse().withStatus(400).withBody(body));

    assertThat(endpoint.failure(endpoint.config(0)).getMessage())
        .endsWith("answered 400: the reason");
  }

  @Test
  void cutsALongReasonAndPutsItOnOneLine() {
    endpoint.answer(
        aResponse().withStatus(400).withBody("a\r\nb\u001b" + "\ud83d\ude00".repeat(1_000)));

    String message = endpoint.failure(endpoint.config(0)).getMessage();

    assertThat(message).contains(": a b ").endsWith("\u2026").hasSizeLessThan(400);
    assertThat(message.substring(message.length() - 3)).startsWith("\ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void triesAgainAfterAPassingFailure(int status) throws Exception {
    endpoint.answerInTurn(aResponse().withStatus(status), okJson(OpenAiEndpoint.ANSWER));

    assertThat(endpoint.complete(endpoint.ask()).text()).startsWith("h\u00e9llo");
    assertThat(endpoint.sent()).hasSize(2);
    assertThat(endpoint.pauses()).containsExactly(Duration.ofMillis(250));
  }

  @Test
  void waitsTwiceAsLongAfterEveryAttemptUpToABound() {
    endpoint.answer(aResponse().withStatus(503));

    ProviderException failure = endpoint.failure(endpoint.config(6));

    assertThat(endpoint.pauses())
        .extracting(Duration::toMillis)
        .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 4_000L);
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.getMessage()).endsWith("(after 7 attempts)");
  }

  @Test
  void waitsAsLongAsAskedForAndALittleMore() throws Exception {
    endpoint.answerInTurn(
        aResponse().withStatus(429).withHeader("Retry-After", "7"), okJson(OpenAiEndpoint.ANSWER));

    endpoint.complete(endpoint.ask());

    assertThat(endpoint.pauses()).containsExactly(Duration.ofMillis(7_250));
  }

  @Test
  void waitsUntilTheDateAskedFor() throws Exception {
    endpoint.answerInTurn(
        aResponse().withStatus(503).withHeader("Retry-After", "Sun, 01 Mar 2026 12:00:09 GMT"),
        okJson(OpenAiEndpoint.ANSWER));

    endpoint.complete(endpoint.ask());

    assertThat(endpoint.pauses()).containsExactly(Duration.ofMillis(9_250));
  }

  @Test
  void givesUpAtOnceWhenTheWaitWouldPassTheDeadline() {
    endpoint.answer(
        aResponse()
            .withStatus(429)
            .withHeader("Retry-After", "61")
            .withBody("{\"error\":{\"message\":\"slow down\"}}"));

    ProviderException failure = endpoint.failure(endpoint.config(3));

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(61));
    assertThat(failure).hasMessageContaining("slow down");
    assertThat(endpoint.sent()).hasSize(1);
    assertThat(endpoint.pauses()).isEmpty();
  }

  @Test
  void sendsNothingWhenNoTimeIsLeft() {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER));
    CallContext over =
        CallContext.until(TestContext.NOW, Clock.fixed(TestContext.NOW, ZoneOffset.UTC));

    assertThat(endpoint.failure(endpoint.config(3), endpoint.ask(), over).kind())
        .isEqualTo(Kind.TIMEOUT);
    assertThat(endpoint.sent()).isEmpty();
  }

  @Test
  void triesAgainWhenAnAttemptTakesTooLong() throws Exception {
    endpoint.answerInTurn(
        okJson(OpenAiEndpoint.ANSWER).withFixedDelay(20_000), okJson(OpenAiEndpoint.ANSWER));

    assertThat(
            endpoint
                .complete(
                    endpoint.config(1, Duration.ofMillis(300)), endpoint.ask(), endpoint.minute())
                .text())
        .isNotEmpty();
    assertThat(endpoint.sent()).hasSize(2);
  }

  @Test
  void reportsATimeoutWhenTheBodyDribbles() {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER).withChunkedDribbleDelay(50, 60_000));

    ProviderException failure =
        endpoint.failure(
            endpoint.config(0, Duration.ofMillis(300)), endpoint.ask(), endpoint.minute());

    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure).hasMessageContaining("within 300 ms");
  }

  @Test
  void endsWithTheDeadlineOfTheCall() {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER).withFixedDelay(20_000));
    CallContext soon = CallContext.within(Duration.ofMillis(300), Clock.systemUTC());

    ProviderException failure = endpoint.failure(endpoint.config(3), endpoint.ask(), soon);

    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure).hasMessageMatching(".*did not answer within (300|[12]?\\d?\\d) ms");
    assertThat(endpoint.sent()).hasSizeLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECTION_RESET_BY_PEER",
        "EMPTY_RESPONSE",
        "RANDOM_DATA_THEN_CLOSE",
        "MALFORMED_RESPONSE_CHUNK"
      })
  void triesAgainWhenTheConnectionBreaks(Fault fault) throws Exception {
    endpoint.answerInTurn(aResponse().withFault(fault), okJson(OpenAiEndpoint.ANSWER));

    assertThat(endpoint.complete(endpoint.ask()).text()).isNotEmpty();

    endpoint.answer(aResponse().withFault(fault));
    assertThat(endpoint.failure(endpoint.config(0)).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void reportsThatNobodyListens() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    OpenAiConfig config =
        new OpenAiConfig(
            URI.create("http://localhost:" + free), endpoint.key(), "m", Duration.ofSeconds(5), 2);

    ProviderException failure = endpoint.failure(config, endpoint.ask(), endpoint.minute());

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("ConnectException").hasMessageContaining("" + free);
    assertThat(endpoint.pauses()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 500})
  void showsTheKeyInNoMessage(int status) {
    String echo =
        "{\"error\":{\"message\":\"Incorrect API key provided: " + OpenAiEndpoint.KEY + "\"}}";
    endpoint.answer(aResponse().withStatus(status).withBody(echo));

    assertThat(endpoint.failure(endpoint.config(1)))
        .hasMessageContaining("***")
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(OpenAiEndpoint.KEY));
    assertThat(endpoint.config(1).toString()).doesNotContain(OpenAiEndpoint.KEY);
  }

  @Test
  void passesAnInterruptOn() {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER).withFixedDelay(20_000));
    try (OpenAiProvider provider = endpoint.provider(endpoint.config(3))) {
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> provider.complete(endpoint.ask(), endpoint.minute()));
    }
  }

  @Test
  void refusesToBeUsedAfterItWasClosed() {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER));
    OpenAiProvider provider = endpoint.provider(endpoint.config(0));
    provider.close();

    assertThat(
            catchThrowableOfType(
                    ProviderException.class,
                    () -> provider.complete(endpoint.ask(), endpoint.minute()))
                .kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(endpoint.sent()).isEmpty();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter out = new StringWriter();
    failure.printStackTrace(new PrintWriter(out));
    return out.toString();
  }
}
