package dev.llmops.provider.anthropic;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.llmops.model.json.Json;
import dev.llmops.provider.http.HttpEndpoint;
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
import java.time.Duration;
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

  private static final String ANSWER =
      """
      {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x-2026",
       "content": [{"type": "text", "text": "h\u00e9llo "}, {"type": "text", "text": "\u2192"}],
       "stop_reason": "end_turn", "stop_sequence": null,
       "usage": {"input_tokens": 12, "cache_creation_input_tokens": 4,
                 "cache_read_input_tokens": 2, "output_tokens": 3}}
      """;

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final AnthropicEndpoint endpoint = new AnthropicEndpoint(SERVER);

  @Test
  void readsTextModelFinishReasonUsageAndLatency() throws Exception {
    endpoint.answer(okJson(ANSWER));

    ChatResponse response = endpoint.complete(endpoint.ask());

    assertThat(response.text()).isEqualTo("h\u00e9llo \u2192");
    assertThat(response.model()).isEqualTo("claude-x-2026");
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.usage()).isEqualTo(new TokenUsage(18, 3));
    assertThat(response.latency()).isPositive().isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void postsTheSystemOnTopAndTheMessagesWithKeyAndVersion() throws Exception {
    endpoint.answer(okJson(ANSWER));
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

    endpoint.complete(request);

    LoggedRequest sent = endpoint.sent().getFirst();
    assertThat(sent.getMethod().getName()).isEqualTo("POST");
    assertThat(sent.getUrl()).isEqualTo("/v1/messages");
    assertThat(sent.getHeader("x-api-key")).isEqualTo(AnthropicEndpoint.KEY);
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
    endpoint.answer(okJson(ANSWER));
    Map<String, Json> parameters = new LinkedHashMap<>();
    parameters.put("max_completion_tokens", Json.of(7));
    parameters.put("stop", Json.of("END"));
    parameters.put("top_k", Json.of(5));

    endpoint.complete(
        ChatRequest.ofUser("hi").model("other").parameters(Json.object(parameters)).build());

    assertThat(endpoint.sent().getFirst().getBodyAsString())
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

    ProviderException failure = endpoint.failure(endpoint.config(3), request, endpoint.minute());

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    assertThat(failure).hasMessageContaining("'" + name + "'");
    assertThat(endpoint.sent()).isEmpty();
  }

  @Test
  void refusesAChatOfTheSystemAlone() {
    ChatRequest request = ChatRequest.of(List.of(new ChatMessage(Role.SYSTEM, "x"))).build();

    assertThat(endpoint.failure(endpoint.config(3), request, endpoint.minute()).kind())
        .isEqualTo(Kind.INVALID_REQUEST);
  }

  @Test
  void sendsNoKeyWithoutOne() throws Exception {
    endpoint.answer(okJson(ANSWER));

    endpoint.complete(
        new AnthropicConfig(
            endpoint.base(), Optional.empty(), "m", 10, "2023-06-01", Duration.ofSeconds(10), 0),
        endpoint.ask(),
        endpoint.minute());

    assertThat(endpoint.sent().getFirst().containsHeader("x-api-key")).isFalse();
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
    endpoint.answer(okJson(ANSWER.replace("end_turn", reason)));

    assertThat(endpoint.complete(endpoint.ask()).finishReason()).isEqualTo(expected);
  }

  @Test
  void readsTheTextBesideOtherBlocksAndBearsMissingNumbers() throws Exception {
    endpoint.answer(
        okJson(
            """
            {"content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "yes"}],
             "usage": {"input_tokens": -1, "output_tokens": "many"}}
            """));

    ChatResponse response = endpoint.complete(endpoint.ask());

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
    endpoint.answer(okJson(body));

    assertThat(endpoint.failure(endpoint.config(3)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    assertThat(endpoint.sent()).hasSize(1);
  }

  @Test
  void tellsThatTheModelRefuses() {
    endpoint.answer(okJson("{\"content\":[],\"stop_reason\":\"refusal\"}"));

    assertThat(endpoint.failure(endpoint.config(3)).kind()).isEqualTo(Kind.CONTENT_FILTER);
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
    endpoint.answer(
        aResponse()
            .withStatus(status)
            .withHeader("Location", "http://elsewhere/")
            .withBody(
                "{\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"because "
                    + AnthropicEndpoint.KEY
                    + "\"}}"));

    ProviderException failure = endpoint.failure(endpoint.config(2));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(endpoint.sent()).hasSize(attempts);
    if (status != 301) {
      assertThat(failure).hasMessageContaining("some_error: because ***");
    }
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(AnthropicEndpoint.KEY);
  }

  @Test
  void waitsAsLongAsTheEndpointAsks() throws Exception {
    SERVER.stubFor(
        post("/v1/messages")
            .inScenario("turn")
            .whenScenarioStateIs(STARTED)
            .willSetStateTo("second")
            .willReturn(aResponse().withStatus(529).withHeader("Retry-After", "7")));
    SERVER.stubFor(
        post("/v1/messages")
            .inScenario("turn")
            .whenScenarioStateIs("second")
            .willReturn(okJson(ANSWER)));

    assertThat(endpoint.complete(endpoint.ask()).usage().output()).isEqualTo(3);
    assertThat(endpoint.pauses()).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void reportsTheWaitWhenItWouldPassTheDeadline() {
    endpoint.answer(aResponse().withStatus(429).withHeader("Retry-After", "90"));

    ProviderException failure = endpoint.failure(endpoint.config(3));

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(90));
    assertThat(endpoint.pauses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE", "CONNECTION_RESET_BY_PEER"})
  void triesAgainWhenTheConnectionBreaks(String fault) {
    endpoint.answer(aResponse().withFault(Fault.valueOf(fault)));

    assertThat(endpoint.failure(endpoint.config(1)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(endpoint.sent()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void tellsThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    assertThat(endpoint.failure(endpoint.config(port, 1), endpoint.ask(), endpoint.minute()).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(endpoint.pauses()).hasSize(1);
  }

  @Test
  void givesUpOnAnAnswerThatDribblesAndOnOneThatIsLate() {
    endpoint.answer(aResponse().withBody(ANSWER).withChunkedDribbleDelay(50, 20_000));
    assertThat(endpoint.failure(endpoint.quick()).kind()).isEqualTo(Kind.TIMEOUT);

    endpoint.answer(okJson(ANSWER).withFixedDelay(20_000));
    assertThat(endpoint.failure(endpoint.quick()).kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void refusesAnAnswerThatIsTooLarge() {
    endpoint.answer(aResponse().withBody("x".repeat(HttpEndpoint.LARGEST_ANSWER + 1)));

    assertThat(endpoint.failure(endpoint.config(3)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
  }

  @Test
  void probesWithoutSpendingTokens() throws Exception {
    endpoint.answer(okJson("{\"data\": []}"));
    try (AnthropicProvider provider = endpoint.provider(endpoint.config(0))) {
      provider.probe(endpoint.minute());
    }
    assertThat(endpoint.sent().getFirst().getMethod().getName()).isEqualTo("GET");
    assertThat(endpoint.sent().getFirst().getUrl()).isEqualTo("/v1/models?limit=1");

    endpoint.answer(aResponse().withStatus(401));
    try (AnthropicProvider provider = endpoint.provider(endpoint.config(0))) {
      ProviderException failure =
          catchThrowableOfType(ProviderException.class, () -> provider.probe(endpoint.minute()));
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
}
