package dev.llmops.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.json.Json;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatMessage.Role;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalProviderTest {

  private static final String EXAMPLES =
      """
      Classify the sentiment of a product review. Answer with one word: positive or negative.

      Review: Good case, excellent value.
      Label: positive

      Review: The battery died after a week.
      Label: negative

      """;

  private final LocalProvider provider =
      new LocalProvider(new LocalProvider.Config(15, LocalProvider.MODEL));

  @Test
  void answersWithTheLabelOfTheMostSimilarExample() throws ProviderException {
    assertThat(ask("An excellent case").text()).isEqualTo("positive");
    assertThat(ask("My battery is dead").text()).isEqualTo("negative");
  }

  @Test
  void tellsModelLatencyAndEstimatedTokens() throws ProviderException {
    ChatResponse response = ask("Excellent \u2013\u2013\u2013\u2013\u2013 \uD83D\uDE00");

    int bytes =
        (EXAMPLES + "Review: Excellent \u2013\u2013\u2013\u2013\u2013 \uD83D\uDE00\nLabel:")
            .getBytes(StandardCharsets.UTF_8)
            .length;
    assertThat(response.model()).isEqualTo("nearest-example");
    assertThat(response.finishReason()).isEqualTo(ChatResponse.FinishReason.STOP);
    assertThat(response.usage()).isEqualTo(new TokenUsage((bytes + 3) / 4, 2));
    assertThat(response.latency()).isPositive();
  }

  @Test
  void readsSystemAndUserMessagesAsOneText() throws ProviderException {
    ChatRequest request =
        ChatRequest.of(
                List.of(
                    new ChatMessage(Role.SYSTEM, EXAMPLES),
                    ChatMessage.user("Review: the battery\nLabel:")))
            .build();

    assertThat(provider.complete(request, call()).text()).isEqualTo("negative");
  }

  @Test
  void ignoresModelParameters() throws ProviderException {
    ChatRequest request =
        ChatRequest.ofUser(EXAMPLES + "Review: excellent\nLabel:")
            .parameters(Json.object(Map.of("temperature", Json.of(0.7))))
            .model("nearest-example")
            .build();

    assertThat(provider.complete(request, call()).text()).isEqualTo("positive");
  }

  @Test
  void refusesAModelThatItDoesNotHave() {
    ChatRequest request =
        ChatRequest.ofUser(EXAMPLES + "Review: x\nLabel:").model("gpt-5-mini").build();

    ProviderException refused =
        catchThrowableOfType(ProviderException.class, () -> provider.complete(request, call()));

    assertThat(refused.kind()).isEqualTo(ProviderException.Kind.INVALID_REQUEST);
    assertThat(refused).hasMessageContaining("gpt-5-mini").hasMessageContaining("nearest-example");
  }

  @Test
  void refusesAPromptWithoutExamplesAndSaysHowToMendIt() {
    ProviderException refused =
        catchThrowableOfType(
            ProviderException.class,
            () -> provider.complete(ChatRequest.ofUser("Tell me a joke.").build(), call()));

    assertThat(refused.kind()).isEqualTo(ProviderException.Kind.INVALID_REQUEST);
    assertThat(refused).hasMessageContaining("Label: positive");
  }

  @Test
  void votesWithAsManyNeighboursAsConfigured() throws ProviderException {
    String prompt =
        """
        T: red apple pie
        L: one

        T: red apple cake
        L: two

        T: red apple tart
        L: two

        T: red apple
        L:\
        """;
    ChatRequest request = ChatRequest.ofUser(prompt).build();
    LocalProvider single = new LocalProvider(new LocalProvider.Config(1, LocalProvider.MODEL));

    assertThat(single.complete(request, call()).text()).isEqualTo("one");
    assertThat(provider.complete(request, call()).text()).isEqualTo("two");
  }

  @Test
  void answersManyCallersAtOnceEachUnderItsOwnExamples() throws Exception {
    Map<Integer, Set<String>> answers = new ConcurrentHashMap<>();
    List<Callable<Void>> calls =
        IntStream.range(0, 2_000)
            .<Callable<Void>>mapToObj(i ->
                () -> {
                  int prompt = i % (2 * LocalProvider.REMEMBERED);
                  String text = "T: word\nL: label" + prompt + "\n\nT: word\nL:";
                  String answer =
                      provider.complete(ChatRequest.ofUser(text).build(), call()).text();
                  answers.computeIfAbsent(prompt, any -> ConcurrentHashMap.newKeySet()).add(answer);
                  return null;
                })
            .toList();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : executor.invokeAll(calls)) {
        done.get();
      }
    }

    assertThat(answers).hasSize(2 * LocalProvider.REMEMBERED);
    answers.forEach((prompt, seen) -> assertThat(seen).containsExactly("label" + prompt));
  }

  private ChatResponse ask(String review) throws ProviderException {
    String prompt = EXAMPLES + "Review: " + review + "\nLabel:";
    return provider.complete(ChatRequest.ofUser(prompt).build(), call());
  }

  private static CallContext call() {
    return CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());
  }
}
