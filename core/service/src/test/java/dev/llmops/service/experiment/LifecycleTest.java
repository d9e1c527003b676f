package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.prompt.LabelChange;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {

  @TempDir Path folder;
  private OnlineServer server;
  private ExperimentManager experiments;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    experiments = server.experiments;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ServiceException refused(ThrowingCallable call) {
    return catchThrowableOfType(ServiceException.class, call);
  }

  @Test
  void goesThroughItsLife() {
    experiments.create(Experiments.draft("trial"), ANNA);

    Experiment started = experiments.start("trial", CHANGE);
    server.clock.advance(Duration.ofHours(1));
    Experiment paused = experiments.pause("trial", CHANGE);
    Experiment resumed = experiments.start("trial", CHANGE);
    Experiment completed = experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);

    assertThat(paused.status()).isEqualTo(ExperimentStatus.PAUSED);
    assertThat(resumed.status()).isEqualTo(ExperimentStatus.RUNNING);
    assertThat(resumed.startedAt()).isEqualTo(started.startedAt()).isPresent();
    assertThat(completed.status()).isEqualTo(ExperimentStatus.COMPLETED);
    assertThat(completed.endedAt()).contains(server.clock.instant());
    assertThat(completed.revision()).isEqualTo(5);
    assertThat(experiments.find(started.id())).isEqualTo(completed);
  }

  @Test
  void refusesEveryTransitionThatTheStatusDoesNotAllow() {
    Consumer<String> start = name -> experiments.start(name, CHANGE);
    Consumer<String> pause = name -> experiments.pause(name, CHANGE);
    Consumer<String> complete =
        name -> experiments.complete(name, Completion.WITHOUT_WINNER, CHANGE);
    Consumer<String> cancel = name -> experiments.cancel(name, CHANGE);
    refuses("draft", List.of(), List.of(pause, complete), "possible are start, cancel");
    refuses("running", List.of(start), List.of(start), "possible are pause, complete, cancel");
    refuses(
        "paused", List.of(start, pause), List.of(pause), "possible are start, complete, cancel");
    refuses(
        "completed",
        List.of(start, complete),
        List.of(start, pause, complete, cancel),
        "nothing can change it any more");
    refuses(
        "cancelled",
        List.of(cancel),
        List.of(start, pause, complete, cancel),
        "nothing can change it any more");
  }

  private void refuses(
      String status,
      List<Consumer<String>> path,
      List<Consumer<String>> transitions,
      String remedy) {
    Experiment experiment = experiments.create(Experiments.draft("is-" + status), ANNA);
    path.forEach(step -> step.accept(experiment.id()));
    Experiment before = experiments.find(experiment.id());
    for (Consumer<String> transition : transitions) {
      ServiceException e = refused(() -> transition.accept(experiment.id()));
      assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
      assertThat(e)
          .hasMessageContaining("is-" + status + " is " + status)
          .hasMessageContaining(remedy);
    }
    assertThat(experiments.find(experiment.id())).isEqualTo(before);
  }

  @Test
  void refusesWhatDoesNotExist() {
    experiments.create(Experiments.draft("trial"), ANNA);

    assertThat(refused(() -> experiments.start("trail", CHANGE)))
        .hasMessage("there is no experiment trail; did you mean \"trial\"?")
        .extracting(ServiceException::kind)
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void refusesAChangeOfAnotherRevisionThanTheCallerSaw() {
    Experiments.running(server, "trial");

    ServiceException e =
        refused(() -> experiments.pause("trial", new StatusChange(ANNA, "", Optional.of(1L))));

    assertThat(e.kind()).isEqualTo(Kind.STALE);
    assertThat(e)
        .hasMessage(
            "experiment trial has been changed: it is running in revision 2; read it again and"
                + " decide anew");
    assertThat(experiments.pause("trial", new StatusChange(ANNA, "", Optional.of(2L))).revision())
        .isEqualTo(3);
  }

  @Test
  void pinsPromptsAtTheStart() {
    experiments.create(Experiments.promptDraft(server, "trial"), ANNA);
    server.prompts.setLabel(LabelChange.to("answer", "production", "1.1.0", ""), ANNA);
    server.prompts.setLabel(LabelChange.to("answer", "production", "1.0.0", ""), ANNA);

    Experiment started = experiments.start("trial", CHANGE);
    server.prompts.setLabel(LabelChange.to("answer", "production", "1.1.0", ""), ANNA);

    assertThat(started.variants())
        .extracting(Variant::prompt)
        .containsExactly(
            Optional.of(new PromptReference("answer", "1.0.0")),
            Optional.of(new PromptReference("answer", "1.1.0")));
    assertThat(experiments.start(experiments.pause("trial", CHANGE).id(), CHANGE).variants())
        .isEqualTo(started.variants());
  }

  @Test
  void doesNotStartWithoutItsTests() {
    experiments.create(Experiments.draft("trial"), ANNA);
    server.plugins.remove("welch");

    ServiceException e = refused(() -> experiments.start("trial", CHANGE));

    assertThat(e.kind()).isEqualTo(Kind.INVALID);
    assertThat(e.problems()).extracting(Problem::pointer).containsExactly("/metrics/1/test");
    assertThat(experiments.find("trial").status()).isEqualTo(ExperimentStatus.DRAFT);
  }

  @Test
  void promotesTheWinnerTogetherWithCompleting() {
    experiments.create(Experiments.promptDraft(server, "trial"), ANNA);
    experiments.start("trial", CHANGE);

    Experiment completed = experiments.complete("trial", Completion.of("new", true), CHANGE);

    assertThat(completed.winner()).contains("new");
    assertThat(server.prompts.resolve("answer", "production").version().version())
        .isEqualTo("1.1.0");
    assertThat(server.audit.list(AuditStore.Filter.ALL, PageRequest.first(2)).items())
        .extracting(AuditEntry::action)
        .containsExactlyInAnyOrder("label.move", "experiment.complete");
  }

  @Test
  void neitherCompletesNorPromotesWhenOneOfThemFails() {
    experiments.create(Experiments.promptDraft(server, "trial"), ANNA);
    experiments.start("trial", CHANGE);
    server.storage.down(true);

    StorageException e =
        catchThrowableOfType(
            StorageException.class,
            () -> experiments.complete("trial", Completion.of("new", true), CHANGE));
    server.storage.down(false);

    assertThat(e.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
    assertThat(experiments.find("trial").status()).isEqualTo(ExperimentStatus.RUNNING);
    assertThat(server.prompts.resolve("answer", "production").version().version())
        .isEqualTo("1.0.0");
  }

  @Test
  void refusesAnImpossibleWinner() {
    Experiments.running(server, "trial");

    assertThat(
            refused(() -> experiments.complete("trial", Completion.of("nev", false), CHANGE))
                .problems())
        .containsExactly(
            new Problem(
                "/winner",
                "there is no variant nev; did you mean \"new\"?; the variants are old, new"));
    assertThat(
            refused(() -> experiments.complete("trial", Completion.of("new", true), CHANGE))
                .problems())
        .containsExactly(
            new Problem(
                "/promote", "variant new serves no prompt, so there is no version to promote"));
    assertThat(
            refused(() ->
                    experiments.complete(
                        "trial", new Completion(Optional.empty(), true, null), CHANGE))
                .problems())
        .extracting(Problem::pointer)
        .containsExactly("/winner");
    assertThat(experiments.find("trial").status()).isEqualTo(ExperimentStatus.RUNNING);
  }

  @Test
  void freezesTheResultAtCompletion() {
    Experiments.running(server, "trial");
    Experiments.observe(server, "trial", 400, 40, 70);
    Json running = experiments.results("trial");

    experiments.complete("trial", Completion.of("new", false), CHANGE);
    Json frozen = experiments.results("trial");
    RecordResult late =
        experiments.record(
            List.of(NewObservation.of("late", "trial", "user-1", "solved", 1)), ANNA);
    server.plugins.breakDown();

    assertThat(at(frozen, "decision.action")).isEqualTo(Json.of("ship"));
    assertThat(at(running, "frozen")).isEqualTo(Json.of(false));
    assertThat(at(frozen, "frozen")).isEqualTo(Json.of(true));
    assertThat(at(frozen, "status")).isEqualTo(Json.of("completed"));
    assertThat(at(frozen, "winner")).isEqualTo(Json.of("new"));
    assertThat(late.rejected())
        .extracting(RecordResult.Rejected::code)
        .containsExactly("LLM-OBS-003");
    assertThat(experiments.results("trial")).isEqualTo(frozen);
    server = server.restart(folder);
    assertThat(server.experiments.results("trial")).isEqualTo(frozen);
  }

  @Test
  void aResultIsFrozenByCompletionAlone() {
    experiments.create(Experiments.draft("draft"), ANNA);
    Experiments.running(server, "paused");
    experiments.pause("paused", CHANGE);
    Experiments.running(server, "cancelled");
    experiments.cancel("cancelled", CHANGE);

    assertThat(List.of("draft", "paused", "cancelled"))
        .allSatisfy(
            name -> assertThat(at(experiments.results(name), "frozen")).isEqualTo(Json.of(false)));
  }

  @Test
  void auditsWhoDecidedAndWhy() {
    Experiments.running(server, "trial");
    experiments.cancel("trial", StatusChange.by(ANNA, "wrong metric"));

    AuditEntry entry =
        server.audit.list(AuditStore.Filter.ALL, PageRequest.first(1)).items().getFirst();

    assertThat(entry.action()).isEqualTo("experiment.cancel");
    assertThat(entry.resource()).isEqualTo("experiment/" + experiments.find("trial").id());
    assertThat(entry.reason()).isEqualTo("wrong metric");
    assertThat(entry.before().get("status")).contains(Json.of("running"));
    assertThat(entry.after().get("status")).contains(Json.of("cancelled"));
    assertThat(entry.after().toString()).doesNotContain(experiments.find("trial").salt());
  }

  @Test
  void knowsWhatWasCommittedEvenWhenTheAnswerWasLost() {
    Experiments.running(server, "trial");
    server.storage.loseNextAnswer();

    StorageException e =
        catchThrowableOfType(StorageException.class, () -> experiments.pause("trial", CHANGE));

    assertThat(e.kind()).isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);
    assertThat(experiments.find("trial").status()).isEqualTo(ExperimentStatus.PAUSED);
  }

  @Test
  void knowsAnotherNameThoughTheAnswerToItsChangeWasLost() {
    experiments.create(Experiments.draft("trial"), ANNA);
    server.storage.loseNextAnswer();

    assertThatThrownBy(() -> experiments.edit("trial", named("renamed"), ANNA, Optional.empty()))
        .isInstanceOf(StorageException.class);

    assertThat(experiments.find("renamed").name()).isEqualTo("renamed");
    assertThatThrownBy(() -> experiments.find("trial")).isInstanceOf(ServiceException.class);
    assertThat(experiments.create(Experiments.draft("trial"), ANNA).revision()).isEqualTo(1);
  }

  private static ExperimentEdit named(String name) {
    return new ExperimentEdit(
        Optional.of(name), null, null, null, null, null, null, null, null, null, null, null, "");
  }

  @Test
  void aDeletionWhoseAnswerWasLostIsOneWhenItHappened() {
    String id = experiments.create(Experiments.draft("trial"), ANNA).id();
    server.storage.loseNextAnswer();

    experiments.delete("trial", CHANGE);

    assertThatThrownBy(() -> experiments.find(id)).isInstanceOf(ServiceException.class);
    assertThat(experiments.create(Experiments.draft("trial"), ANNA).id()).isNotEqualTo(id);
  }

  @Test
  void listsNewestFirstAndByStatus() {
    List.of("one", "two", "three")
        .forEach(name -> experiments.create(Experiments.draft(name), ANNA));
    experiments.start("two", CHANGE);

    assertThat(experiments.list(Optional.empty(), PageRequest.first(10)).items())
        .extracting(Experiment::name)
        .containsExactly("three", "two", "one");
    assertThat(
            experiments.list(Optional.of(ExperimentStatus.RUNNING), PageRequest.first(10)).items())
        .extracting(Experiment::name)
        .containsExactly("two");
  }

  @Test
  void readingResultsChangesNothing() {
    Experiment before = Experiments.running(server, "trial");
    Experiments.observe(server, "trial", 400, 40, 70);
    List<AuditEntry> written =
        server.audit.list(AuditStore.Filter.ALL, PageRequest.first(9)).items();

    Json first = experiments.results("trial");
    Json second = experiments.results("trial");

    assertThat(at(first, "decision.action")).isEqualTo(Json.of("ship"));
    assertThat(second).isEqualTo(first);
    assertThat(experiments.find("trial")).isEqualTo(before);
    assertThat(server.audit.list(AuditStore.Filter.ALL, PageRequest.first(9)).items())
        .isEqualTo(written);
  }
}
