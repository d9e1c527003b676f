package dev.llmops.provider.anthropic;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.llmops.model.json.Json;
import dev.llmops.provider.http.Backoff;
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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicProviderTest {

  private static final String KEY = "sk-ant-t0p-secret";

  private static final String ANSWER =
      """
      {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x-2026",
       "content": [{"type": "text", "text": "h\u00e9llo "}, {"type": "text", "text": "\u2192"}],
       "stop_reason": "end_turn", "stop_sequence": null,
       "usage": {"input_tokens": 12, "cache_creation_input_tokens": 4,
                 "cache_read_input_tokens": 2, "output_tokens": 3}}
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
    assertThat(response.model()).isEqualTo("claude-x-2026");
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.usage()).isEqualTo(new TokenUsage(18, 3));
    assertThat(response.latency()).isPositive().isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void postsTheSystemOnTopAndTheMessagesWithKeyAndVersion() throws Exception {
    answer(okJson(ANSWER));
    ChatRequest request =
        ChatRequest.of(
                List.of(
                    new ChatMessage(Role.SYSTEM, "be \"brief\""),
                    ChatMessage.user("hi \u2192"),
                    new ChatMessage(Role.ASSISTANT, "yes?"),
                    new ChatMessage(Role.SYSTEM, "be kind"),
                    ChatMessage.user("well")))
            .parameters(Json.object(Map.of("temperature", Json.of(0.5))))
            .build();

    complete(request);

    LoggedRequest sent = sent().getFirst();
    assertThat(sent.getMethod().getName()).isEqualTo("POST");
    assertThat(sent.getUrl()).isEqualTo("/v1/messages");
    assertThat(sent.getHeader("x-api-key")).isEqualTo(KEY);
    assertThat(sent.getHeader("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(sent.getHeader("Content-Type")).isEqualTo("application/json");
    assertThat(sent.containsHeader("Authorization")).isFalse();
    assertThat(sent.getBodyAsString())
        .isEqualTo(
            """
            {"model":"claude-x","max_tokens":1000,"system":"be \\"brief\\"\\n\\nbe kind",\
            "messages":[{"role":"user","content":"hi \u2192"},\
            {"role":"assistant","content":"yes?"},{"role":"user","content":"well"}],\
            "temperature":0.5}\
            """);
  }

  @Test
  void translatesParametersOfTheOpenAiApiAndPassesOthersOn() throws Exception {
    answer(okJson(ANSWER));
    Map<String, Json> parameters = new LinkedHashMap<>();
    parameters.put("max_completion_tokens", Json.of(7));
    parameters.put("stop", Json.of("END"));
    parameters.put("top_k", Json.of(5));

    complete(ChatRequest.ofUser("hi").model("other").parameters(Json.object(parameters)).build());

    assertThat(sent().getFirst().getBodyAsString())
        .contains("\"model\":\"other\"")
        .contains("\"max_tokens\":7")
        .contains("\"stop_sequences\":[\"END\"]")
        .contains("\"top_k\":5")
        .doesNotContain("max_completion_tokens", "\"stop\":", "\"system\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "messages", "stream", "system"})
  void refusesAParameterThatIsNotFreeToSet(String name) {
    ChatRequest request =
        ChatRequest.ofUser("hi").parameters(Json.object(Map.of(name, Json.of(true)))).build();

    ProviderException failure = failure(config(3), request, minute());

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    assertThat(failure).hasMessageContaining("'" + name + "'");
    assertThat(sent()).isEmpty();
  }

  @Test
  void refusesAChatOfTheSystemAlone() {
    ChatRequest request = ChatRequest.of(List.of(new ChatMessage(Role.SYSTEM, "x"))).build();

    assertThat(failure(config(3), request, minute()).kind()).isEqualTo(Kind.INVALID_REQUEST);
  }

  @Test
  void sendsNoKeyWithoutOne() throws Exception {
    answer(okJson(ANSWER));

    complete(
        new AnthropicConfig(
            base(), Optional.empty(), "m", 10, "2023-06-01", Duration.ofSeconds(10), 0),
        ask(),
        minute());

    assertThat(sent().getFirst().containsHeader("x-api-key")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn,STOP",
    "stop_sequence,STOP",
    "max_tokens,LENGTH",
    "model_context_window_exceeded,LENGTH",
    "refusal,CONTENT_FILTER",
    "tool_use,OTHER",
    "pause_turn,OTHER"
  })
  void readsEveryStopReason(String reason, FinishReason expected) throws Exception {
    answer(okJson(ANSWER.replace("end_turn", reason)));

    assertThat(complete(ask()).finishReason()).isEqualTo(expected);
  }

  @Test
  void readsTheTextBesideOtherBlocksAndBearsMissingNumbers() throws Exception {
    answer(
        okJson(
            """
            {"content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "yes"}],
             "usage": {"input_tokens": -1, "output_tokens": "many"}}
            """));

    ChatResponse response = complete(ask());

    assertThat(response.text()).isEqualTo("yes");
    assertThat(response.model()).isEqualTo("claude-x");
    assertThat(response.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>a proxy</html>",
        "{\"content\":",
        "[]",
        "{}",
        "{\"content\":[]}",
        "{\"content\":{}}",
        "{\"content\":[null]}",
        "{\"content\":[{\"type\":\"tool_use\"}]}",
        "{\"content\":[{\"type\":\"text\",\"text\":null}]}",
        "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"oops\"}}"
      })
  void refusesAnAnswerWithoutUsableText(String body) {
    answer(okJson(body));

    assertThat(failure(config(3)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    assertThat(sent()).hasSize(1);
  }

  @Test
  void tellsThatTheModelRefuses() {
    answer(okJson("{\"content\":[],\"stop_reason\":\"refusal\"}"));

    assertThat(failure(config(3)).kind()).isEqualTo(Kind.CONTENT_FILTER);
  }

  @ParameterizedTest
  @CsvSource({
    "400,INVALID_REQUEST,1",
    "401,AUTHENTICATION,1",
    "403,AUTHENTICATION,1",
    "404,INVALID_REQUEST,1",
    "413,INVALID_REQUEST,1",
    "301,INVALID_REQUEST,1",
    "408,TIMEOUT,3",
    "429,RATE_LIMIT,3",
    "500,UNAVAILABLE,3",
    "503,UNAVAILABLE,3",
    "529,UNAVAILABLE,3"
  })
  void tellsTheKindOfEveryStatusAndTriesAgainWhatMaySucceed(int status, Kind kind, int attempts) {
    answer(
        aResponse()
            .withStatus(status)
            .withHeader("Location", "http://elsewhere/")
            .withBody(
                "{\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"because "
                    + KEY
                    + "\"}}"));

    ProviderException failure = failure(config(2));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(sent()).hasSize(attempts);
    if (status != 301) {
      assertThat(failure).hasMessageContaining("some_error: because ***");
    }
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(KEY);
  }

  @Test
  void waitsAsLongAsTheEndpointAsks() throws Exception {
    ENDPOINT.stubFor(
        post("/v1/messages")
            .inScenario("turn")
            .whenScenarioStateIs(STARTED)
            .willSetStateTo("second")
            .willReturn(aResponse().withStatus(529).withHeader("Retry-After", "7")));
    ENDPOINT.stubFor(
        post("/v1/messages")
            .inScenario("turn")
            .whenScenarioStateIs("second")
            .willReturn(okJson(ANSWER)));

    assertThat(complete(ask()).usage().output()).isEqualTo(3);
    assertThat(pauses).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void reportsTheWaitWhenItWouldPassTheDeadline() {
    answer(aResponse().withStatus(429).withHeader("Retry-After", "90"));

    ProviderException failure = failure(config(3));

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(90));
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE", "CONNECTION_RESET_BY_PEER"})
  void triesAgainWhenTheConnectionBreaks(String fault) {
    answer(aResponse().withFault(Fault.valueOf(fault)));

    assertThat(failure(config(1)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(sent()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void tellsThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    assertThat(failure(config(port, 1), ask(), minute()).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(pauses).hasSize(1);
  }

  @Test
  void givesUpOnAnAnswerThatDribblesAndOnOneThatIsLate() {
    answer(aResponse().withBody(ANSWER).withChunkedDribbleDelay(50, 20_000));
    assertThat(failure(quick()).kind()).isEqualTo(Kind.TIMEOUT);

    answer(okJson(ANSWER).withFixedDelay(20_000));
    assertThat(failure(quick()).kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void refusesAnAnswerThatIsTooLarge() {
    answer(aResponse().withBody("x".repeat(HttpEndpoint.LARGEST_ANSWER + 1)));

    assertThat(failure(config(3)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
  }

  @Test
  void probesWithoutSpendingTokens() throws Exception {
    answer(okJson("{\"data\": []}"));
    try (AnthropicProvider provider = provider(config(0))) {
      provider.probe(minute());
    }
    assertThat(sent().getFirst().getMethod().getName()).isEqualTo("GET");
    assertThat(sent().getFirst().getUrl()).isEqualTo("/v1/models?limit=1");

    answer(aResponse().withStatus(401));
    try (AnthropicProvider provider = provider(config(0))) {
      ProviderException failure =
          catchThrowableOfType(ProviderException.class, () -> provider.probe(minute()));
      assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
    }
  }

  @Test
  void reportsAllProblemsOfTheSettingsTogetherWithoutShowingTheKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AnthropicConfig(
                URI.create("x"),
                Optional.of(Secret.of("hid den")),
                "m",
                1,
                "2023-06-01",
                Duration.ZERO,
                0))
        .withMessageContainingAll("base-url", "api-key", "timeout")
        .withMessageNotContaining("hid den");
  }

  private static void answer(ResponseDefinitionBuilder response) {
    ENDPOINT.stubFor(any(anyUrl()).willReturn(response));
  }

  private static List<LoggedRequest> sent() {
    return ENDPOINT.findAll(anyRequestedFor(anyUrl()));
  }

  private static URI base() {
    return URI.create("http://localhost:" + ENDPOINT.getPort());
  }

  private static AnthropicConfig config(int maxRetries) {
    return config(ENDPOINT.getPort(), maxRetries);
  }

  private static AnthropicConfig config(int port, int maxRetries) {
    return config(port, maxRetries, Duration.ofSeconds(10));
  }

  private static AnthropicConfig quick() {
    return config(ENDPOINT.getPort(), 0, Duration.ofMillis(300));
  }

  private static AnthropicConfig config(int port, int maxRetries, Duration timeout) {
    return new AnthropicConfig(
        URI.create("http://localhost:" + port + "/"),
        Optional.of(Secret.of(KEY)),
        "claude-x",
        1000,
        "2023-06-01",
        timeout,
        maxRetries);
  }

  private static ChatRequest ask() {
    return ChatRequest.ofUser("hi").build();
  }

  private static CallContext minute() {
    return CallContext.within(Duration.ofMinutes(1), Clock.fixed(TestContext.NOW, ZoneOffset.UTC));
  }

  private AnthropicProvider provider(AnthropicConfig config) {
    Backoff none = new Backoff(Duration.ZERO, Duration.ZERO, () -> 0);
    return new AnthropicProvider(config, new TestContext(), none, pauses::add);
  }

  private ChatResponse complete(ChatRequest request) throws Exception {
    return complete(config(3), request, minute());
  }

  private ChatResponse complete(AnthropicConfig config, ChatRequest request, CallContext call)
      throws Exception {
    try (AnthropicProvider provider = provider(config)) {
      return provider.complete(request, call);
    }
  }

  private ProviderException failure(AnthropicConfig config) {
    return failure(config, ask(), minute());
  }

  private ProviderException failure(AnthropicConfig config, ChatRequest request, CallContext call) {
    return catchThrowableOfType(ProviderException.class, () -> complete(config, request, call));
  }
}
