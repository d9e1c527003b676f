package dev.llmops.provider.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.llmops.model.json.Json;
import dev.llmops.provider.http.Excerpt;
import dev.llmops.provider.http.HttpEndpoint;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatMessage.Role;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderTest {

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final OpenAiEndpoint endpoint = new OpenAiEndpoint(SERVER);

  @Test
  void readsTextModelFinishReasonUsageAndLatency() throws Exception {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER));

    ChatResponse response = endpoint.complete(endpoint.ask());

    assertThat(response.text()).isEqualTo("h\u00e9llo \u2192");
    assertThat(response.model()).isEqualTo("gpt-5-mini-2026");
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.usage()).isEqualTo(new TokenUsage(12, 3));
    assertThat(response.latency()).isPositive().isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void postsModelMessagesAndParametersWithTheKey() throws Exception {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER));
    ChatRequest request =
        ChatRequest.of(
                List.of(
                    new ChatMessage(Role.SYSTEM, "be \"brief\""), ChatMessage.user("hi \u2192")))
            .parameters(Json.object(Map.of("temperature", Json.of(0.5))))
            .build();

    endpoint.complete(request);

    LoggedRequest sent = endpoint.sent().getFirst();
    assertThat(sent.getMethod().getName()).isEqualTo("POST");
    assertThat(sent.getUrl()).isEqualTo("/v1/chat/completions");
    assertThat(sent.getHeader("Authorization")).isEqualTo("Bearer " + OpenAiEndpoint.KEY);
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
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER));

    endpoint.complete(ChatRequest.ofUser("hi").model("other").build());

    assertThat(endpoint.sent().getFirst().getBodyAsString()).contains("\"model\":\"other\"");
  }

  @Test
  void sendsNoAuthorizationWithoutAKey() throws Exception {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER));
    OpenAiConfig keyless =
        new OpenAiConfig(endpoint.base(), Optional.empty(), "m", Duration.ofSeconds(10), 0);

    endpoint.complete(keyless, endpoint.ask(), endpoint.minute());

    assertThat(endpoint.sent().getFirst().containsHeader("Authorization")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "messages", "stream"})
  void refusesAParameterThatIsNotFreeToSet(String name) {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER));
    ChatRequest request =
        ChatRequest.ofUser("hi").parameters(Json.object(Map.of(name, Json.of(true)))).build();

    ProviderException failure = endpoint.failure(endpoint.config(3), request, endpoint.minute());

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    assertThat(failure).hasMessageContaining("'" + name + "'");
    assertThat(endpoint.sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"stop,STOP", "length,LENGTH", "content_filter,CONTENT_FILTER", "tool_calls,OTHER"})
  void readsEveryFinishReason(String sentReason, FinishReason expected) throws Exception {
    endpoint.answer(okJson(OpenAiEndpoint.ANSWER.replace("\"stop\"", "\"" + sentReason + "\"")));

    assertThat(endpoint.complete(endpoint.ask()).finishReason()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"message\":{\"content\":\"\"}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}",
        "{\"choices\":[{\"message\":{\"content\":\"\"}}],\"usage\":{\"prompt_tokens\":-1}}"
      })
  void takesAnAnswerWithoutModelUsageAndFinishReason(String body) throws Exception {
    endpoint.answer(okJson(body));

    ChatResponse response = endpoint.complete(endpoint.ask());

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
    endpoint.answer(okJson(body));

    assertThat(endpoint.failure(endpoint.config(3)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    assertThat(endpoint.sent()).hasSize(1);
  }

  @Test
  void cutsWhatItQuotesFromAnUnusableAnswer() {
    endpoint.answer(okJson("{\"choices\":[], \"x\":\"" + "y".repeat(5_000) + "\"}"));

    assertThat(endpoint.failure(endpoint.config(0)).getMessage())
        .hasSizeLessThan(Excerpt.LIMIT + 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":null}}]}",
        "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I will not.\"}}]}"
      })
  void tellsThatAnAnswerWasHeldBack(String body) {
    endpoint.answer(okJson(body));

    assertThat(endpoint.failure(endpoint.config(3)).kind()).isEqualTo(Kind.CONTENT_FILTER);
  }

  @Test
  void tellsThatARequestWasHeldBack() {
    endpoint.answer(
        aResponse()
            .withStatus(400)
            .withBody("{\"error\":{\"code\":\"content_filter\",\"message\":\"no\"}}"));

    assertThat(endpoint.failure(endpoint.config(3)).kind()).isEqualTo(Kind.CONTENT_FILTER);
  }

  @Test
  void refusesAnAnswerThatIsTooLarge() {
    endpoint.answer(okJson("x".repeat(HttpEndpoint.LARGEST_ANSWER + 1)));

    ProviderException failure = endpoint.failure(endpoint.config(3));

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
    assertThat(failure).hasMessageContaining("larger than 4194304 bytes");
    assertThat(endpoint.sent()).hasSize(1);
  }

  @Test
  void takesAnAnswerOfTheLargestSize() throws Exception {
    String head = "{\"choices\":[{\"message\":{\"content\":\"";
    String tail = "\"}}]}";
    int length = HttpEndpoint.LARGEST_ANSWER - head.length() - tail.length();
    endpoint.answer(okJson(head + "x".repeat(length) + tail));

    assertThat(endpoint.complete(endpoint.ask()).text()).hasSize(length);
  }
}
