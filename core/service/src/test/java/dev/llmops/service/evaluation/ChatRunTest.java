package dev.llmops.service.evaluation;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptMessage.Role;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.prompt.PromptCodes;
import dev.llmops.service.prompt.PromptUser;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChatRunTest {

  /** Keeps what it is asked. */
  private static final class Listener implements LlmProvider {

    private final Queue<ChatRequest> requests = new ConcurrentLinkedQueue<>();

    @Override
    public ChatResponse complete(ChatRequest request, CallContext call) {
      requests.add(request);
      return answer("q0", 1);
    }
  }

  /** Keeps the prompts that it sees. */
  private static final class Reader implements EvaluationMetric {

    private final Queue<String> prompts = new ConcurrentLinkedQueue<>();

    @Override
    public MetricDescriptor descriptor() {
      return MetricDescriptor.unitQuality().build();
    }

    @Override
    public MetricResult score(ScoredSample sample, CallContext call) {
      prompts.add(sample.prompt());
      return MetricResult.score(1);
    }
  }

  @TempDir Path folder;
  private final Listener provider = new Listener();
  private final Reader reader = new Reader();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    TestPlugins plugins = new TestPlugins();
    plugins.provider("main", provider);
    plugins.metric("reader", reader);
    server = Server.started(database, plugins, CLOCK);
    server.prompts.create(
        NewPromptVersion.chat(
                "greet",
                "1.0.0",
                List.of(
                    new PromptMessage(Role.SYSTEM, "Repeat what you hear."),
                    new PromptMessage(Role.USER, "{{input}}"),
                    new PromptMessage(Role.ASSISTANT, "I heard:")),
                List.of(Variable.required("input")))
            .withConfig(
                new PromptConfig(
                    "parrot", Json.object(Map.of("temperature", Json.of(0), "seed", Json.of(1))))),
        ANNA);
    server.dataset("questions", 1);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  @Test
  void aChatReachesTheProviderInItsRolesAndTheMetricsInAReadableForm() {
    Run run = server.run(request("questions", 1, "reader"));

    assertThat(run.summary().orElseThrow().passed()).isEqualTo(1);
    assertThat(provider.requests.remove().messages())
        .extracting(ChatMessage::role, ChatMessage::content)
        .containsExactly(
            tuple(ChatMessage.Role.SYSTEM, "Repeat what you hear."),
            tuple(ChatMessage.Role.USER, "q0"),
            tuple(ChatMessage.Role.ASSISTANT, "I heard:"));
    assertThat(reader.prompts)
        .containsExactly("system: Repeat what you hear.\n\nuser: q0\n\nassistant: I heard:");
  }

  @Test
  void aRunUsesTheModelThatTheVersionWasWrittenForUnlessItNamesAnother() {
    Run run = server.run(request("questions", 1, "reader"));

    assertThat(run.spec().model()).contains("parrot");
    ChatRequest asked = provider.requests.remove();
    assertThat(asked.model()).contains("parrot");
    assertThat(asked.parameters().get("seed")).contains(Json.of(1));
    NewRun plain = request("questions", 1, "reader");
    NewRun other =
        new NewRun(
            plain.name(),
            plain.dataset(),
            plain.version(),
            plain.prompt(),
            plain.provider(),
            Optional.of("owl"),
            Json.object(Map.of("temperature", Json.of(1))),
            plain.metrics(),
            plain.concurrency(),
            plain.start());
    server.run(other);
    ChatRequest overridden = provider.requests.remove();
    assertThat(overridden.model()).contains("owl");
    assertThat(overridden.parameters())
        .isEqualTo(Json.object(Map.of("temperature", Json.of(1), "seed", Json.of(1))));
  }

  @Test
  void aVersionThatWasEvaluatedIsNotDeleted() {
    Run first = server.run(request("questions", 1, "reader"));
    Run second = server.run(request("questions", 1, "reader"));

    ServiceException e =
        catchThrowableOfType(
            ServiceException.class, () -> server.prompts.delete("greet", "1.0.0", ANNA));

    assertThat(e.code()).isEqualTo(PromptCodes.VERSION_IN_USE);
    assertThat(e.problems())
        .extracting(ServiceException.Problem::message)
        .containsExactly("2 runs, the newest is " + second.id());
    assertThat(first.id()).isLessThan(second.id());
    assertThat(server.prompts.usage("greet"))
        .extracting(PromptUser::kind, PromptUser::ref, PromptUser::count)
        .containsExactly(tuple("label", "1.0.0", 1L), tuple("run", "1.0.0", 2L));
  }
}
