package dev.llmops.provider.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.json.Json;
import dev.llmops.provider.replay.ReplayProvider.Config;
import dev.llmops.provider.replay.ReplayProvider.Mode;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayProviderTest {

  @TempDir Path folder;

  private final AtomicInteger asked = new AtomicInteger();

  /** Answers with the question and how often it was asked. */
  private final LlmProvider real =
      (request, call) -> {
        int count = asked.incrementAndGet();
        if (request.messages().getLast().content().equals("fail")) {
          throw new ProviderException(Kind.RATE_LIMIT, "slow down");
        }
        return ChatResponse.of(request.messages().getLast().content() + " " + count)
            .model("real-1")
            .finishReason(FinishReason.LENGTH)
            .usage(new TokenUsage(5, 7))
            .latency(Duration.ofMillis(123))
            .build();
      };

  private ReplayProvider provider(Mode mode) throws Exception {
    return provider(mode, false);
  }

  private ReplayProvider provider(Mode mode, boolean simulateLatency) throws Exception {
    Optional<String> recorded = mode == Mode.REPLAY ? Optional.empty() : Optional.of("main");
    return new ReplayProvider(
        new Config(Path.of("tape.ndjson"), mode, recorded, simulateLatency),
        new TestContext(folder, real));
  }

  private ReplayProvider script(String... lines) throws Exception {
    Files.write(tape(), List.of(lines));
    return provider(Mode.REPLAY);
  }

  private Path tape() {
    return folder.resolve("tape.ndjson");
  }

  private static ChatResponse ask(LlmProvider provider, String text) throws Exception {
    return provider.complete(ChatRequest.ofUser(text).build(), call());
  }

  private static ProviderException failure(LlmProvider provider, String text) {
    return catchThrowableOfType(ProviderException.class, () -> ask(provider, text));
  }

  private static CallContext call() {
    return CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());
  }

  @Test
  void answersByTheLastMessageByPatternAndOtherwiseInTheOrderOfTheFile() throws Exception {
    ReplayProvider provider =
        script(
            "{\"match\":{\"lastMessage\":\"hi\"},\"answer\":{\"text\":\"hello\"}}",
            "",
            "{\"match\":{\"regex\":\"(?i)capital of"
                + " (france|italy)\"},\"answer\":{\"text\":\"Paris\"}}",
            "{\"answer\":{\"text\":\"no"
                + " idea\",\"model\":\"m-9\",\"finishReason\":\"content_filter\","
                + "\"inputTokens\":3,\"outputTokens\":2},\"latencyMillis\":40}");

    assertThat(ask(provider, "hi").text()).isEqualTo("hello");
    assertThat(ask(provider, "The Capital of Italy?").text()).isEqualTo("Paris");
    ChatResponse other = ask(provider, "hi!");
    assertThat(other.text()).isEqualTo("no idea");
    assertThat(other.model()).isEqualTo("m-9");
    assertThat(other.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
    assertThat(other.usage()).isEqualTo(new TokenUsage(3, 2));
    assertThat(other.latency()).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void namesTheModelThatWasAskedForWhereTheFileNamesNone() throws Exception {
    ReplayProvider provider = script("{\"answer\":{\"text\":\"x\"}}");

    assertThat(provider.complete(ChatRequest.ofUser("a").model("m-1").build(), call()).model())
        .isEqualTo("m-1");
    assertThat(ask(provider, "a").model()).isEqualTo("replay");
  }

  @Test
  void entriesAreUsedUpAsOftenAsTheySay() throws Exception {
    ReplayProvider provider =
        script(
            "{\"error\":{\"kind\":\"unavailable\"},\"times\":2}",
            "{\"answer\":{\"text\":\"up again\"},\"times\":1}");

    assertThat(failure(provider, "a").kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure(provider, "a").kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(ask(provider, "a").text()).isEqualTo("up again");
    assertThat(failure(provider, "a").kind()).isEqualTo(Kind.INVALID_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "rate_limit,RATE_LIMIT",
    "timeout,TIMEOUT",
    "unavailable,UNAVAILABLE",
    "authentication,AUTHENTICATION",
    "invalid_request,INVALID_REQUEST",
    "content_filter,CONTENT_FILTER",
    "invalid_response,INVALID_RESPONSE"
  })
  void scriptsFailuresOfEveryKind(String name, Kind kind) throws Exception {
    ReplayProvider provider =
        script(
            "{\"error\":{\"kind\":\"%s\",\"message\":\"because\",\"retryAfterMillis\":2500}}"
                .formatted(name));

    ProviderException failure = failure(provider, "a");

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessage("because");
    assertThat(failure.retryAfter()).contains(Duration.ofMillis(2500));
  }

  @Test
  void takesAsLongAsTheFileSaysOnlyWhenAskedTo() throws Exception {
    script("{\"answer\":{\"text\":\"x\"},\"latencyMillis\":400}");

    assertThat(took(provider(Mode.REPLAY, true))).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    script("{\"answer\":{\"text\":\"x\"},\"latencyMillis\":60000}");
    assertThat(took(provider(Mode.REPLAY, false))).isLessThan(Duration.ofSeconds(30));
  }

  private static Duration took(LlmProvider provider) throws Exception {
    long start = System.nanoTime();
    ask(provider, "a");
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void aMissSaysWhatToDoAndWhichRequestItWas() throws Exception {
    ReplayProvider provider =
        script("{\"match\":{\"lastMessage\":\"hi\"},\"answer\":{\"text\":\"hello\"}}");

    ProviderException failure = failure(provider, "my secret question");

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    assertThat(failure)
        .hasMessageMatching(
            "none of the 1 entries of tape.ndjson answers the request [0-9a-f]{64}; record it.*")
        .hasMessageNotContaining("my secret question");
  }

  @Test
  void recordsAndThenReplaysWithoutTheRealProvider() throws Exception {
    ChatResponse recorded = ask(provider(Mode.RECORD), "hi");
    ChatResponse replayed = ask(provider(Mode.REPLAY), "hi");

    assertThat(asked).hasValue(1);
    assertThat(replayed.text()).isEqualTo(recorded.text()).isEqualTo("hi 1");
    assertThat(replayed.model()).isEqualTo("real-1");
    assertThat(replayed.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(replayed.usage()).isEqualTo(new TokenUsage(5, 7));
    assertThat(replayed.latency()).isEqualTo(Duration.ofMillis(123));
  }

  @Test
  void recordAsksEveryTimeAndTheLastAnswerCounts() throws Exception {
    ReplayProvider recording = provider(Mode.RECORD);
    ask(recording, "hi");
    ask(recording, "hi");

    assertThat(ask(provider(Mode.REPLAY), "hi").text()).isEqualTo("hi 2");
  }

  @Test
  void autoAsksOnlyForWhatIsMissing() throws Exception {
    ReplayProvider auto = provider(Mode.AUTO);

    assertThat(ask(auto, "a").text()).isEqualTo("a 1");
    assertThat(ask(auto, "a").text()).isEqualTo("a 1");
    assertThat(ask(auto, "b").text()).isEqualTo("b 2");
    assertThat(ask(provider(Mode.AUTO), "b").text()).isEqualTo("b 2");
    assertThat(asked).hasValue(2);
  }

  @Test
  void failuresPassThroughAndAreNotRecorded() throws Exception {
    assertThat(failure(provider(Mode.AUTO), "fail").kind()).isEqualTo(Kind.RATE_LIMIT);
    assertThat(tape()).doesNotExist();
  }

  @Test
  void keepsNothingOfTheRequestButItsHash() throws Exception {
    provider(Mode.RECORD)
        .complete(
            ChatRequest.of(
                    List.of(
                        new ChatMessage(ChatMessage.Role.SYSTEM, "the key is sk-t0p-secret"),
                        ChatMessage.user("hi")))
                .parameters(Json.object(Map.of("user", Json.of("jane@example.org"))))
                .build(),
            call());

    assertThat(Files.readString(tape()))
        .contains("hi 1")
        .doesNotContain("sk-t0p-secret", "jane@example.org");
  }

  @Test
  void theHashTellsModelMessagesAndParametersApartButNotTheirOrder() {
    String plain = RequestHash.of(ChatRequest.ofUser("a").build());
    Map<String, Json> one = new LinkedHashMap<>();
    one.put("x", Json.of(1));
    one.put("y", Json.object(Map.of("z", Json.of(2))));
    Map<String, Json> other = new LinkedHashMap<>();
    other.put("y", one.get("y"));
    other.put("x", one.get("x"));

    assertThat(RequestHash.of(ChatRequest.ofUser("a").build())).isEqualTo(plain);
    assertThat(RequestHash.of(ChatRequest.ofUser("b").build())).isNotEqualTo(plain);
    assertThat(RequestHash.of(ChatRequest.ofUser("a").model("m").build())).isNotEqualTo(plain);
    assertThat(hashWith(one)).isEqualTo(hashWith(other)).isNotEqualTo(plain);
    assertThat(
            RequestHash.of(
                ChatRequest.of(List.of(new ChatMessage(ChatMessage.Role.ASSISTANT, "a"))).build()))
        .isNotEqualTo(plain);
  }

  private static String hashWith(Map<String, Json> parameters) {
    return RequestHash.of(ChatRequest.ofUser("a").parameters(Json.object(parameters)).build());
  }

  @Test
  void aPieceOfALineLeftByACrashIsPassedOverAndReplaced() throws Exception {
    ask(provider(Mode.AUTO), "a");
    Files.writeString(tape(), "{\"match\":{\"hash\":\"12", StandardOpenOption.APPEND);

    ReplayProvider auto = provider(Mode.AUTO);
    assertThat(ask(auto, "a").text()).isEqualTo("a 1");
    ask(auto, "b");

    assertThat(Files.readAllLines(tape())).hasSize(2);
    assertThat(ask(provider(Mode.REPLAY), "b").text()).isEqualTo("b 2");
  }

  @Test
  void aPieceThatEndsWithinACharacterIsPassedOverAndReplaced() throws Exception {
    ask(provider(Mode.AUTO), "é");
    byte[] piece = "{\"match\":{\"lastMessage\":\"é".getBytes(StandardCharsets.UTF_8);
    Files.write(tape(), Arrays.copyOf(piece, piece.length - 1), StandardOpenOption.APPEND);

    ReplayProvider auto = provider(Mode.AUTO);
    assertThat(ask(auto, "é").text()).isEqualTo("é 1");
    ask(auto, "b");

    assertThat(Files.readAllLines(tape())).hasSize(2);
  }

  @Test
  void aWholeLineThatOnlyLacksItsEndIsKept() throws Exception {
    Files.writeString(
        tape(), "{\"match\":{\"lastMessage\":\"hi\"},\"answer\":{\"text\":\"hello\"}}");

    assertThat(ask(provider(Mode.AUTO), "new").text()).isEqualTo("new 1");

    assertThat(Files.readAllLines(tape())).hasSize(2);
    ReplayProvider replay = provider(Mode.REPLAY);
    assertThat(ask(replay, "hi").text()).isEqualTo("hello");
    assertThat(ask(replay, "new").text()).isEqualTo("new 1");
  }

  @Test
  void manyRecordAtTheSameTimeIntoWholeLines() throws Exception {
    ReplayProvider first = provider(Mode.AUTO);
    ReplayProvider second = provider(Mode.AUTO);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ChatResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String question = "q" + i;
        LlmProvider provider = i % 2 == 0 ? first : second;
        answers.add(threads.submit(() -> ask(provider, question)));
      }
      for (Future<ChatResponse> answer : answers) {
        answer.get();
      }
    }

    assertThat(Files.readAllLines(tape())).hasSize(200).allMatch(line -> line.endsWith("}"));
    ReplayProvider replay = provider(Mode.REPLAY);
    for (int i = 0; i < 200; i++) {
      assertThat(ask(replay, "q" + i).text()).startsWith("q" + i + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[]",
        "{}",
        "{\"answer\":{\"text\":\"a\"},\"error\":{\"kind\":\"timeout\"}}",
        "{\"answer\":{}}",
        "{\"answer\":{\"text\":\"a\",\"txt\":1}}",
        "{\"answer\":{\"text\":\"a\"},\"match\":{\"hash\":\"x\",\"regex\":\"y\"}}",
        "{\"answer\":{\"text\":\"a\"},\"match\":{\"regex\":\"(\"}}",
        "{\"error\":{\"kind\":\"tired\"}}",
        "{\"answer\":{\"text\":\"a\"},\"latencyMillis\":-1}",
        "{\"answer\":{\"text\":\"a\",\"inputTokens\":1.5}}"
      })
  void tellsMistakesOfTheFileWithTheirLine(String line) {
    assertThatThrownBy(() -> script("{\"answer\":{\"text\":\"a\"}}", line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tape.ndjson:2 ");
  }

  @Test
  void refusesToReplayAFileThatIsNotThereAndToRecordNobody() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> provider(Mode.REPLAY))
        .withMessageContaining("there is no file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Config(tape(), Mode.AUTO, Optional.empty(), false))
        .withMessageContaining("provider must name");
  }
}
