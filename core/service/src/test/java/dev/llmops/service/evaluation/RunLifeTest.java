package dev.llmops.service.evaluation;

import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.rig.FlakyMetric;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a run begins and ends, and what is written down of that. */
final class RunLifeTest {

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    plugins.provider("main", ScriptedProvider.echo());
    server = Server.started(database, plugins, CLOCK);
    server.prompt("1.0.0", "{{input}}");
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private static RunSummary summary(Run run) {
    return run.summary().orElseThrow();
  }

  @Test
  void aPendingRunWaitsUntilItIsTold() {
    server.dataset("questions", 3);
    NewRun base = request("questions", 1, "exact-match");
    NewRun waiting =
        new NewRun(
            "later",
            base.dataset(),
            base.version(),
            base.prompt(),
            base.provider(),
            base.model(),
            base.parameters(),
            base.metrics(),
            base.concurrency(),
            false);
    Run pending = server.evaluator.start(waiting, ANNA);
    Run other = server.run(base);

    assertThat(other.name()).isEqualTo("greet 1.0.0 on questions");
    assertThat(server.evaluator.find(pending.id()).status()).isEqualTo(RunStatus.PENDING);
    server.evaluator.begin(pending.id(), ANNA);
    assertThat(server.awaitEnd(pending.id()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThatThrownBy(() -> server.evaluator.begin(pending.id(), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
  }

  @Test
  void aRunIsStartedOnce() {
    server.dataset("questions", 3);
    // Nobody works on jobs, so that the runs stay queued.
    server.worker.close();
    Run waiting = server.evaluator.start(waiting(request("questions", 1, "exact-match")), ANNA);
    Run queued = server.evaluator.start(request("questions", 1, "exact-match"), ANNA);

    server.evaluator.begin(waiting.id(), ANNA);

    for (Run run : List.of(waiting, queued)) {
      assertThatThrownBy(() -> server.evaluator.begin(run.id(), ANNA))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
          .hasMessageContaining("started already");
    }
    assertThat(entries(waiting)).containsExactly("run.start by anna", "run.create by anna");
    assertThat(entries(queued)).containsExactly("run.create by anna");
  }

  @Test
  void writesDownThatACancelledRunWasSummedUp() {
    server.dataset("questions", 3);
    Run waiting = server.evaluator.start(waiting(request("questions", 1, "exact-match")), ANNA);

    server.evaluator.cancel(waiting.id(), ANNA);
    server.evaluator.cancel(waiting.id(), ANNA);

    assertThat(entries(waiting))
        .containsExactly("run.summarize by system", "run.cancelled by anna", "run.create by anna");
  }

  private List<String> entries(Run run) {
    AuditStore.Filter ofRun =
        new AuditStore.Filter(
            Optional.empty(), Optional.of("run/" + run.id()), Optional.empty(), Optional.empty());
    return server.audit.list(ofRun, PageRequest.first(10)).items().stream()
        .map(entry -> entry.action() + " by " + entry.actor())
        .toList();
  }

  private static NewRun waiting(NewRun base) {
    return new NewRun(
        base.name(),
        base.dataset(),
        base.version(),
        base.prompt(),
        base.provider(),
        base.model(),
        base.parameters(),
        base.metrics(),
        base.concurrency(),
        false);
  }

  @Test
  void failsWhenWhatItIsPinnedToIsGoneOrAnother() {
    server.dataset("questions", 3);
    plugins.metric("flaky", new FlakyMetric());
    NewRun base = request("questions", 1, "flaky");
    NewRun waiting =
        new NewRun(
            "",
            base.dataset(),
            base.version(),
            base.prompt(),
            base.provider(),
            base.model(),
            base.parameters(),
            base.metrics(),
            base.concurrency(),
            false);
    Run first = server.evaluator.start(waiting, ANNA);
    Run second = server.evaluator.start(waiting, ANNA);

    plugins.metric("flaky", "2.0.0", new FlakyMetric());
    server.evaluator.begin(first.id(), ANNA);
    Run changed = server.awaitEnd(first.id());
    plugins.removeMetric("flaky");
    server.evaluator.begin(second.id(), ANNA);
    Run gone = server.awaitEnd(second.id());

    assertThat(changed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(changed.failure().orElseThrow())
        .contains("flaky")
        .contains("1.0.0")
        .contains("2.0.0");
    assertThat(gone.status()).isEqualTo(RunStatus.FAILED);
    assertThat(gone.failure().orElseThrow()).contains("no metric \"flaky\"");
    assertThat(summary(gone).skipped()).isEqualTo(3);
  }

  @Test
  void listsRunsNewestFirstByFilter() {
    server.dataset("questions", 1);
    server.dataset("others", 1);
    Run first = server.run(request("questions", 1, "exact-match"));
    Run second = server.run(request("questions", 1, "exact-match"));
    server.run(request("others", 1, "exact-match"));
    RunStore.Filter onQuestions =
        new RunStore.Filter(
            Optional.of("greet"),
            Optional.of("questions"),
            Optional.empty(),
            Optional.of(RunStatus.COMPLETED),
            Optional.empty(),
            Optional.empty());

    assertThat(server.evaluator.list(onQuestions, PageRequest.first(10)).items())
        .extracting(Run::id)
        .containsExactly(second.id(), first.id());
    assertThatThrownBy(() -> server.evaluator.find("nope"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void writesDownEveryStepOfARun() {
    server.dataset("questions", 1);
    Run run = server.run(request("questions", 1, "exact-match"));

    assertThat(entries(run))
        .containsExactly("run.completed by system", "run.running by system", "run.create by anna");
  }
}
