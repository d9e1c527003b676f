package dev.llmops.provider.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.llmops.model.json.Json;
import dev.llmops.provider.http.Backoff;
import dev.llmops.provider.http.Excerpt;
import dev.llmops.provider.http.HttpEndpoint;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.config.Secret;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatMessage.Role;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.TokenUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderTest {

  private static final String KEY = "sk-t0p-secret";

  private static final String ANSWER =
      """
      {"model": "gpt-5-mini-2026", "choices": [{"index": 0, "finish_reason": "stop",
        "message": {"role": "assistant", "content": "h\u00e9llo \u2192"}}],
       "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}}
      """;

  @RegisterExtension
  static final WireMockExtension ENDPOINT =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void readsTextModelFinishReasonUsageAndLatency() throws Exception {
    answer(okJson(ANSWER));

    ChatResponse response = complete(ask());

    assertThat(response.text()).isEqualTo("h\u00e9llo \u2192");
    assertThat(response.model()).isEqualTo("gpt-5-mini-2026");
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.usage()).isEqualTo(new TokenUsage(12, 3));
    assertThat(response.latency()).isPositive().isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void postsModelMessagesAndParametersWithTheKey() throws Exception {
    answer(okJson(ANSWER));
    ChatRequest request =
        ChatRequest.of(
                List.of(
                    new ChatMessage(Role.SYSTEM, "be \"brief\""), ChatMessage.user("hi \u2192")))
            .parameters(Json.object(Map.of("temperature", Json.of(0.5))))
            .build();

    complete(request);

    LoggedRequest sent = sent().getFirst();
    assertThat(sent.getMethod().getName()).isEqualTo("POST");
    assertThat(sent.getUrl()).isEqualTo("/v1/chat/completions");
    assertThat(sent.getHeader("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(sent.getHeader("Content-Type")).isEqualTo("application/json");
    assertThat(sent.getBodyAsString())
        .isEqualTo(
            """
            {"model":"gpt-5-mini","messages":[{"role":"system","content":"be \\"brief\\""},\
            {"role":"user","content":"hi \u2192"}],"temperature":0.5}\
            """);
  }

  @Test
  void asksForTheModelThatTheRequestNames() throws Exception {
    answer(okJson(ANSWER));

    complete(ChatRequest.ofUser("hi").model("other").build());

    assertThat(sent().getFirst().getBodyAsString()).contains("\"model\":\"other\"");
  }

  @Test
  void sendsNoAuthorizationWithoutAKey() throws Exception {
    answer(okJson(ANSWER));
    OpenAiConfig keyless =
        new OpenAiConfig(base(), Optional.empty(), "m", Duration.ofSeconds(10), 0);

    complete(keyless, ask(), minute());

    assertThat(sent().getFirst().containsHeader("Authorization")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "messages", "stream"})
  void refusesAParameterThatIsNotFreeToSet(String name) {
    answer(okJson(ANSWER));
    ChatRequest request =
        ChatRequest.ofUser("hi").parameters(Json.object(Map.of(name, Json.of(true)))).build();

    ProviderException failure = failure(config(3), request, minute());

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    assertThat(failure).hasMessageContaining("'" + name + "'");
    assertThat(sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"stop,STOP", "length,LENGTH", "content_filter,CONTENT_FILTER", "tool_calls,OTHER"})
  void readsEveryFinishReason(String sentReason, FinishReason expected) throws Exception {
    answer(okJson(ANSWER.replace("\"stop\"", "\"" + sentReason + "\"")));

    assertThat(complete(ask()).finishReason()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"message\":{\"content\":\"\"}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}",
        "{\"choices\":[{\"message\":{\"content\":\"\"}}],\"usage\":{\"prompt_tokens\":-1}}"
      })
  void takesAnAnswerWithoutModelUsageAndFinishReason(String body) throws Exception {
    answer(okJson(body));

    ChatResponse response = complete(ask());

    assertThat(response.text()).isEmpty();
    assertThat(response.model()).isEqualTo("gpt-5-mini");
    assertThat(response.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>a proxy</html>",
        "{\"choices\":",
        "[]",
        "{}",
        "{\"choices\":[]}",
        "{\"choices\":{}}",
        "{\"choices\":[null]}",
        "{\"choices\":[{\"message\":null}]}",
        "{\"choices\":[{\"message\":{\"content\":null}}]}",
        "{\"choices\":[{\"message\":{\"content\":[\"x\"]}}]}"
      })
  void refusesAnAnswerWithoutUsableText(String body) {
    answer(okJson(body));

    assertThat(failure(config(3)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    assertThat(sent()).hasSize(1);
  }

  @Test
  void cutsWhatItQuotesFromAnUnusableAnswer() {
    answer(okJson("{\"choices\":[], \"x\":\"" + "y".repeat(5_000) + "\"}"));

    assertThat(failure(config(0)).getMessage()).hasSizeLessThan(Excerpt.LIMIT + 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":null}}]}",
        "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I will not.\"}}]}"
      })
  void tellsThatAnAnswerWasHeldBack(String body) {
    answer(okJson(body));

    assertThat(failure(config(3)).kind()).isEqualTo(Kind.CONTENT_FILTER);
  }

  @Test
  void tellsThatARequestWasHeldBack() {
    answer(
        aResponse()
            .withStatus(400)
            .withBody("{\"error\":{\"code\":\"content_filter\",\"message\":\"no\"}}"));

    assertThat(failure(config(3)).kind()).isEqualTo(Kind.CONTENT_FILTER);
  }

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
    answer(
        aResponse()
            .withStatus(status)
            .withHeader("Location", "/v1/chat/completions")
            .withBody("{\"error\":{\"message\":\"because\"}}"));

    ProviderException failure = failure(config(3));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("answered " + status);
    assertThat(sent()).hasSize(1);
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
    answer(aResponse().withStatus(400).withBody(body));

    assertThat(failure(config(0)).getMessage()).endsWith("answered 400: the reason");
  }

  @Test
  void cutsALongReasonAndPutsItOnOneLine() {
    answer(aResponse().withStatus(400).withBody("a\r\nb\u001b" + "\ud83d\ude00".repeat(1_000)));

    String message = failure(config(0)).getMessage();

    assertThat(message).contains(": a b ").endsWith("\u2026").hasSizeLessThan(400);
    assertThat(message.substring(message.length() - 3)).startsWith("\ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void triesAgainAfterAPassingFailure(int status) throws Exception {
    answerInTurn(aResponse().withStatus(status), okJson(ANSWER));

    assertThat(complete(ask()).text()).startsWith("h\u00e9llo");
    assertThat(sent()).hasSize(2);
    assertThat(pauses).containsExactly(Duration.ofMillis(250));
  }

  @Test
  void waitsTwiceAsLongAfterEveryAttemptUpToABound() {
    answer(aResponse().withStatus(503));

    ProviderException failure = failure(config(6));

    assertThat(pauses)
        .extracting(Duration::toMillis)
        .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 4_000L);
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.getMessage()).endsWith("(after 7 attempts)");
  }

  @Test
  void waitsAsLongAsAskedForAndALittleMore() throws Exception {
    answerInTurn(aResponse().withStatus(429).withHeader("Retry-After", "7"), okJson(ANSWER));

    complete(ask());

    assertThat(pauses).containsExactly(Duration.ofMillis(7_250));
  }

  @Test
  void waitsUntilTheDateAskedFor() throws Exception {
    answerInTurn(
        aResponse().withStatus(503).withHeader("Retry-After", "Sun, 01 Mar 2026 12:00:09 GMT"),
        okJson(ANSWER));

    complete(ask());

    assertThat(pauses).containsExactly(Duration.ofMillis(9_250));
  }

  @Test
  void givesUpAtOnceWhenTheWaitWouldPassTheDeadline() {
    answer(
        aResponse()
            .withStatus(429)
            .withHeader("Retry-After", "61")
            .withBody("{\"error\":{\"message\":\"slow down\"}}"));

    ProviderException failure = failure(config(3));

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(61));
    assertThat(failure).hasMessageContaining("slow down");
    assertThat(sent()).hasSize(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void sendsNothingWhenNoTimeIsLeft() {
    answer(okJson(ANSWER));
    CallContext over =
        CallContext.until(TestContext.NOW, Clock.fixed(TestContext.NOW, ZoneOffset.UTC));

    assertThat(failure(config(3), ask(), over).kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(sent()).isEmpty();
  }

  @Test
  void triesAgainWhenAnAttemptTakesTooLong() throws Exception {
    answerInTurn(okJson(ANSWER).withFixedDelay(20_000), okJson(ANSWER));

    assertThat(complete(config(1, Duration.ofMillis(300)), ask(), minute()).text()).isNotEmpty();
    assertThat(sent()).hasSize(2);
  }

  @Test
  void reportsATimeoutWhenTheBodyDribbles() {
    answer(okJson(ANSWER).withChunkedDribbleDelay(50, 60_000));

    ProviderException failure = failure(config(0, Duration.ofMillis(300)), ask(), minute());

    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure).hasMessageContaining("within 300 ms");
  }

  @Test
  void endsWithTheDeadlineOfTheCall() {
    answer(okJson(ANSWER).withFixedDelay(20_000));
    CallContext soon = CallContext.within(Duration.ofMillis(300), Clock.systemUTC());

    ProviderException failure = failure(config(3), ask(), soon);

    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure).hasMessageMatching(".*did not answer within (300|[12]?\\d?\\d) ms");
    assertThat(sent()).hasSizeLessThanOrEqualTo(1);
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
    answerInTurn(aResponse().withFault(fault), okJson(ANSWER));

    assertThat(complete(ask()).text()).isNotEmpty();

    answer(aResponse().withFault(fault));
    assertThat(failure(config(0)).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void reportsThatNobodyListens() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    OpenAiConfig config =
        new OpenAiConfig(
            URI.create("http://localhost:" + free), key(), "m", Duration.ofSeconds(5), 2);

    ProviderException failure = failure(config, ask(), minute());

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("ConnectException").hasMessageContaining("" + free);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void refusesAnAnswerThatIsTooLarge() {
    answer(okJson("x".repeat(HttpEndpoint.LARGEST_ANSWER + 1)));

    ProviderException failure = failure(config(3));

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
    assertThat(failure).hasMessageContaining("larger than 4194304 bytes");
    assertThat(sent()).hasSize(1);
  }

  @Test
  void takesAnAnswerOfTheLargestSize() throws Exception {
    String head = "{\"choices\":[{\"message\":{\"content\":\"";
    String tail = "\"}}]}";
    int length = HttpEndpoint.LARGEST_ANSWER - head.length() - tail.length();
    answer(okJson(head + "x".repeat(length) + tail));

    assertThat(complete(ask()).text()).hasSize(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 500})
  void showsTheKeyInNoMessage(int status) {
    String echo = "{\"error\":{\"message\":\"Incorrect API key provided: " + KEY + "\"}}";
    answer(aResponse().withStatus(status).withBody(echo));

    assertThat(failure(config(1)))
        .hasMessageContaining("***")
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(KEY));
    assertThat(config(1).toString()).doesNotContain(KEY);
  }

  @Test
  void passesAnInterruptOn() {
    answer(okJson(ANSWER).withFixedDelay(20_000));
    try (OpenAiProvider provider = provider(config(3))) {
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> provider.complete(ask(), minute()));
    }
  }

  @Test
  void refusesToBeUsedAfterItWasClosed() {
    answer(okJson(ANSWER));
    OpenAiProvider provider = provider(config(0));
    provider.close();

    assertThat(
            catchThrowableOfType(ProviderException.class, () -> provider.complete(ask(), minute()))
                .kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(sent()).isEmpty();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter out = new StringWriter();
    failure.printStackTrace(new PrintWriter(out));
    return out.toString();
  }

  private ChatResponse complete(ChatRequest request) throws Exception {
    return complete(config(3), request, minute());
  }

  private ChatResponse complete(OpenAiConfig config, ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    try (OpenAiProvider provider = provider(config)) {
      return provider.complete(request, call);
    }
  }

  private ProviderException failure(OpenAiConfig config) {
    return failure(config, ask(), minute());
  }

  private ProviderException failure(OpenAiConfig config, ChatRequest request, CallContext call) {
    return catchThrowableOfType(ProviderException.class, () -> complete(config, request, call));
  }

  /** Draws one half of every bound, and notes pauses instead of making them. */
  private OpenAiProvider provider(OpenAiConfig config) {
    Backoff half = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8), () -> 0.5);
    return new OpenAiProvider(config, new TestContext(), half, pauses::add);
  }

  private static OpenAiConfig config(int maxRetries) {
    return config(maxRetries, Duration.ofSeconds(10));
  }

  private static OpenAiConfig config(int maxRetries, Duration timeout) {
    return new OpenAiConfig(base(), key(), "gpt-5-mini", timeout, maxRetries);
  }

  private static URI base() {
    return URI.create("http://localhost:" + ENDPOINT.getPort() + "/v1/");
  }

  private static Optional<Secret> key() {
    return Optional.of(Secret.of(KEY));
  }

  private static ChatRequest ask() {
    return ChatRequest.ofUser("hi").build();
  }

  private static CallContext minute() {
    return CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());
  }

  private static void answer(ResponseDefinitionBuilder response) {
    ENDPOINT.resetScenarios();
    ENDPOINT.stubFor(any(anyUrl()).willReturn(response));
  }

  private static void answerInTurn(
      ResponseDefinitionBuilder first, ResponseDefinitionBuilder second) {
    ENDPOINT.stubFor(
        post(anyUrl())
            .inScenario("turn")
            .whenScenarioStateIs(STARTED)
            .willSetStateTo("second")
            .willReturn(first));
    ENDPOINT.stubFor(
        post(anyUrl()).inScenario("turn").whenScenarioStateIs("second").willReturn(second));
  }

  private static List<LoggedRequest> sent() {
    return ENDPOINT.findAll(anyRequestedFor(anyUrl()));
  }
}
