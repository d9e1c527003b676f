package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.online.Rival;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptChangeTest {

  @TempDir Path folder;
  private OnlineServer server;
  private PromptRegistry prompts;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    prompts = server.prompts;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private PromptVersion greet(String version, String... labels) {
    return prompts.create(
        NewPromptVersion.of(
                "greet",
                version,
                "Hello {{name}} from " + version,
                List.of(Variable.required("name")))
            .withLabels(List.of(labels)),
        ANNA);
  }

  private PromptLabel label(String name) {
    return prompts.labels("greet").stream()
        .filter(label -> label.label().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ServiceException refused(ThrowingCallable call) {
    return catchThrowableOfType(ServiceException.class, call);
  }

  @Test
  void movesRequestedLabelsTogetherWithANewVersion() {
    greet("1.0.0", "canary");
    greet("1.1.0", "production", "canary");

    assertThat(prompts.labels("greet"))
        .extracting(PromptLabel::label, PromptLabel::version, PromptLabel::revision)
        .containsExactly(tuple("canary", "1.1.0", 2L), tuple("production", "1.1.0", 2L));
  }

  @Test
  void acceptsOneOfManyThatDifferInBuildMetadataOnlyThoughTheyComeAtOnce() throws Exception {
    greet("0.1.0");
    // A second server on the same storage, whose memory knows nothing of the first one's changes.
    PromptRegistry second = new PromptRegistry(server.storage, server.audit, server.clock);
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 16; i++) {
        PromptRegistry registry = i % 2 == 0 ? prompts : second;
        NewPromptVersion draft = NewPromptVersion.of("greet", "1.0.0+b" + i, "Hello", List.of());
        done.add(threads.submit(() -> registry.create(draft, ANNA)));
      }
    }

    assertThat(done).filteredOn(one -> one.state() == Future.State.SUCCESS).hasSize(1);
    assertThat(done)
        .filteredOn(one -> one.state() == Future.State.FAILED)
        .hasSize(15)
        .allSatisfy(one ->
            assertThat(one.exceptionNow())
                .isInstanceOfSatisfying(
                    ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT)));
    server = server.restart(folder);
    assertThat(server.prompts.versions("greet")).hasSize(2);
  }

  @Test
  void movesALabelOnlyFromTheRevisionThatTheCallerSaw() {
    greet("1.0.0");
    greet("1.1.0");
    prompts.setLabel(
        new LabelChange("greet", "production", "1.1.0", "better", Optional.of(1L)), ANNA);

    ServiceException e =
        refused(() ->
            prompts.setLabel(
                new LabelChange("greet", "production", "1.0.0", "", Optional.of(1L)), ANNA));

    assertThat(e.kind()).isEqualTo(Kind.STALE);
    assertThat(e).hasMessageContaining("points at version 1.1.0 in revision 2, set by anna");
    assertThat(prompts.resolve("greet", "production").version().version()).isEqualTo("1.1.0");
  }

  @Test
  void refusesALabelForAVersionThatDoesNotExist() {
    greet("1.0.0");

    assertThat(
            refused(() -> prompts.setLabel(LabelChange.to("greet", "canary", "1.2.0", ""), ANNA))
                .kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(
            refused(() -> prompts.setLabel(LabelChange.to("greet", "1.x", "^1", ""), ANNA))
                .problems())
        .extracting(Problem::pointer)
        .containsExactly("/label", "/version");
  }

  @Test
  void deletesLabelsButNeverProduction() {
    greet("1.0.0", "canary");

    prompts.deleteLabel("greet", "canary", Optional.empty(), ANNA);
    ServiceException e =
        refused(() -> prompts.deleteLabel("greet", "production", Optional.empty(), ANNA));

    assertThat(prompts.labels("greet"))
        .extracting(PromptLabel::label)
        .containsExactly("production");
    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e).hasMessageContaining("move it to another version instead");
  }

  @Test
  void auditsEveryChangeWithBeforeAndAfter() {
    greet("1.0.0");
    greet("1.1.0");
    prompts.setLabel(LabelChange.to("greet", "production", "1.1.0", "better"), ANNA);

    List<AuditEntry> entries =
        server.audit.list(AuditStore.Filter.ALL, PageRequest.first(10)).items();

    assertThat(entries)
        .extracting(AuditEntry::action)
        .containsExactly("label.move", "prompt.create", "label.create", "prompt.create");
    AuditEntry move = entries.getFirst();
    assertThat(move.resource()).isEqualTo("prompt/greet/labels/production");
    assertThat(move.actor()).isEqualTo("anna");
    assertThat(move.reason()).isEqualTo("better");
    assertThat(move.before().get("version")).contains(Json.of("1.0.0"));
    assertThat(move.after().get("version")).contains(Json.of("1.1.0"));
  }

  @Test
  void servesTheSameAfterARestart() {
    PromptVersion version = greet("1.0.0", "canary");
    greet("1.1.0", "production");

    server = server.restart(folder);

    assertThat(server.prompts.resolve("greet", "canary").version()).isEqualTo(version);
    assertThat(server.prompts.resolve("greet", "production").version().version())
        .isEqualTo("1.1.0");
  }

  @Test
  void losesNoVersionAndNoLabelWhenManyWriteAtOnce() throws Exception {
    greet("1.0.0");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 1; i <= 60; i++) {
        String version = "1.0." + i;
        done.add(threads.submit(() -> greet(version, "label-" + version.replace('.', '-'))));
        done.add(
            threads.submit(
                () -> prompts.setLabel(LabelChange.to("greet", "moving", "1.0.0", ""), ANNA)));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }

    assertThat(prompts.versions("greet")).hasSize(61);
    assertThat(prompts.labels("greet")).hasSize(62);
    server = server.restart(folder);
    assertThat(server.prompts.versions("greet")).hasSize(61);
    assertThat(server.prompts.labels("greet")).hasSize(62);
  }

  @Test
  void neverReplacesANewerStateByAnOlderOne() throws Exception {
    greet("1.0.0");
    Rival rival = new Rival(() -> greet("1.2.0", "canary"));
    server.storage.afterNextCommit(rival::run);

    greet("1.1.0");
    rival.join();

    assertThat(prompts.versions("greet"))
        .extracting(PromptVersion::version)
        .containsExactly("1.2.0", "1.1.0", "1.0.0");
    assertThat(label("canary").version()).isEqualTo("1.2.0");
  }

  @Test
  void servesWhatWasCommittedEvenWhenTheAnswerWasLost() {
    greet("1.0.0");
    server.storage.loseNextAnswer();

    StorageException e =
        catchThrowableOfType(StorageException.class, () -> greet("1.1.0", "production"));

    assertThat(e.kind()).isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);
    assertThat(prompts.resolve("greet", "production").version().version()).isEqualTo("1.1.0");
    assertThat(refused(() -> greet("1.1.0")).kind()).isEqualTo(Kind.CONFLICT);
  }

  @Test
  void survivesTransactionsThatRunTwice() {
    server.storage.rerunEverything();

    greet("1.0.0", "canary");
    greet("1.1.0", "canary");

    assertThat(label("canary").revision()).isEqualTo(2);
    assertThat(prompts.versions("greet")).hasSize(2);
  }
}
