package dev.llmops.service.schedule;

import static dev.llmops.service.rig.Server.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.PromptBinding.Budget;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.prompt.LabelChange;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.prompt.PromptUser;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.FiringStore.Spent;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flag and the interval that the original stored and nothing read. */
final class AutoEvaluationTest {

  private static final Budget NO_LIMIT = Budget.NONE;

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private final ManualClock clock = new ManualClock();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    plugins.provider("main", ScriptedProvider.echo());
    server = Server.started(database, plugins, clock);
    server.prompt("1.0.0", "{{input}}");
    server.dataset("questions", 3);
    server.dataset("hard", 2);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private static NewBinding binding(Budget budget, String... datasets) {
    return new NewBinding(
        "greet",
        List.of(datasets).stream()
            .map(name -> new BoundDataset(name, OptionalInt.empty()))
            .toList(),
        "main",
        Optional.empty(),
        Json.EMPTY_OBJECT,
        List.of(new TemplateMetric("exact-match", PassBound.NONE)),
        OptionalInt.empty(),
        budget);
  }

  private BindingManager.State bind(Budget budget, String... datasets) {
    return server.bindings.bind(binding(budget, datasets), Optional.empty(), ANNA);
  }

  /** A version that is not served. */
  private void version(String version) {
    server.prompts.create(
        NewPromptVersion.of(
            "greet", version, "{{input}} " + version, List.of(Variable.required("input"))),
        ANNA);
  }

  private void activate(String version) {
    server.prompts.setLabel(LabelChange.to("greet", "production", version, ""), ANNA);
  }

  private List<Firing> settled(int count) {
    server.worker.wake();
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          List<Firing> recent = server.bindings.find("greet").recent();
          return recent.size() == count
              && recent.stream().noneMatch(firing -> firing.outcome() == Outcome.PENDING);
        });
    return server.bindings.find("greet").recent();
  }

  private List<Run> runs() {
    return server.evaluator.list(RunStore.Filter.ALL, PageRequest.first(50)).items();
  }

  private List<AuditEntry> audit(String resource) {
    AuditStore.Filter filter =
        new AuditStore.Filter(
            Optional.empty(), Optional.of(resource), Optional.empty(), Optional.empty());
    return server.audit.list(filter, PageRequest.first(50)).items();
  }

  @Test
  void theAuditTellsWhatItMayCost() {
    bind(
        new Budget(OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(2_000_000)),
        "questions");

    Json after = audit("prompt/greet/evaluation").get(0).after();

    assertThat(after.get("budget").orElseThrow().fields())
        .containsEntry("tokensPerDay", Json.of(2_000_000))
        .containsKeys("runsPerDay", "samplesPerDay");
    assertThat(after.fields()).containsKeys("metrics", "parameters", "datasets");
  }

  @Test
  void aNewVersionOfABoundPromptIsEvaluatedOnEveryDataset() {
    bind(NO_LIMIT, "questions", "hard");

    version("1.1.0");

    List<Firing> firings = settled(2);
    assertThat(firings).extracting(Firing::outcome).containsOnly(Outcome.STARTED);
    assertThat(firings).extracting(Firing::cause).containsOnly(Cause.VERSION);
    assertThat(firings).extracting(Firing::dataset).containsExactly("hard", "questions");
    for (Firing firing : firings) {
      Run run = server.awaitEnd(firing.run().orElseThrow());
      assertThat(run.spec().promptVersion()).isEqualTo("1.1.0");
      assertThat(audit("run/" + run.id()))
          .filteredOn(entry -> entry.action().equals("run.create"))
          .extracting(AuditEntry::actor)
          .containsExactly("auto-evaluation:greet");
    }
  }

  @Test
  void anActivatedVersionIsEvaluatedUnlessThatWasDoneBefore() {
    version("1.1.0");
    bind(NO_LIMIT, "questions");

    activate("1.1.0");
    assertThat(settled(1).get(0).cause()).isEqualTo(Cause.ACTIVATION);
    version("1.2.0");
    server.awaitEnd(settled(2).get(0).run().orElseThrow());
    activate("1.2.0");

    Firing again = settled(3).get(0);
    assertThat(again.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(again.detail()).contains("evaluates the same");
    assertThat(runs()).hasSize(2);

    server.upload("questions", List.of(Json.object(Map.of("input", Json.of("q")))));
    activate("1.1.0");
    assertThat(settled(4).get(0).outcome()).isEqualTo(Outcome.STARTED);
  }

  @Test
  void anUnboundPromptIsNeverEvaluated() {
    version("1.1.0");
    activate("1.1.0");
    bind(NO_LIMIT, "questions");
    server.bindings.unbind("greet", Optional.of(1L), ANNA);
    version("1.2.0");
    clock.advance(Duration.ofDays(2));
    server.worker.wake();

    bind(NO_LIMIT, "questions");
    version("1.3.0");

    Firing only = settled(1).get(0);
    assertThat(only.version()).contains("1.3.0");
    assertThat(only.outcome()).as(only.detail()).isEqualTo(Outcome.STARTED);
    assertThat(runs()).hasSize(1);
  }

  @Test
  void aVersionIsEvaluatedThoughItsJobIsThereBeforeItIsSeen() {
    bind(NO_LIMIT, "questions");
    server.storage.afterNextCommit(() -> {
      server.worker.wake();
      await()
          .during(Duration.ofMillis(300))
          .until(
              () -> server.bindings.find("greet").recent().getFirst().outcome() == Outcome.PENDING);
    });

    version("1.1.0");

    Firing only = settled(1).get(0);
    assertThat(only.outcome()).as(only.detail()).isEqualTo(Outcome.STARTED);
  }

  @Test
  void whatIsServedIsEvaluatedAgainAtTheInterval() {
    PromptBinding bound = bind(NO_LIMIT, "questions").binding();
    assertThat(bound.nextAt()).isEqualTo(clock.instant().plus(Duration.ofHours(24)));

    clock.advance(Duration.ofHours(24));
    Firing first = settled(1).get(0);
    server.awaitEnd(first.run().orElseThrow());
    clock.advance(Duration.ofHours(72));
    Firing second = settled(2).get(0);
    server.awaitEnd(second.run().orElseThrow());

    assertThat(List.of(first, second)).extracting(Firing::cause).containsOnly(Cause.INTERVAL);
    assertThat(server.bindings.find("greet").binding().nextAt())
        .isEqualTo(clock.instant().plus(Duration.ofHours(24)));
    assertThat(runs()).hasSize(2);
  }

  @Test
  void theSwitchStopsAllOfIt() {
    bind(NO_LIMIT, "questions");
    server.close();
    server = new Server(database, plugins, clock, new AutoSettings(false, Duration.ofHours(24)));
    server.worker.start();

    version("1.1.0");
    activate("1.1.0");
    clock.advance(Duration.ofDays(3));
    server.worker.wake();

    assertThat(server.bindings.find("greet").on()).isFalse();
    assertThat(settled(0)).isEmpty();
    server.close();
    server = Server.started(database, plugins, clock);
    clock.advance(Duration.ofHours(25));
    assertThat(settled(1).get(0).cause()).isEqualTo(Cause.INTERVAL);
    assertThat(runs()).hasSize(1);
  }

  @Test
  void aShorterIntervalHoldsForPromptsThatWereBoundBefore() {
    bind(NO_LIMIT, "questions");
    server.close();
    server = new Server(database, plugins, clock, new AutoSettings(true, Duration.ofHours(1)));

    server.bindings.applyInterval();
    server.worker.start();
    clock.advance(Duration.ofHours(1));

    assertThat(settled(1).get(0).outcome()).isEqualTo(Outcome.STARTED);
  }

  @Test
  void whatWouldBeOverTheBudgetIsSkippedVisibly() {
    bind(new Budget(OptionalLong.of(2), OptionalLong.empty(), OptionalLong.empty()), "questions");
    version("1.1.0");
    settled(1);
    version("1.2.0");
    settled(2);
    version("1.3.0");

    Firing skipped = settled(3).get(0);

    assertThat(skipped.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(skipped.detail()).contains("2 runs a day");
    assertThat(runs()).hasSize(2);
    clock.advance(Duration.ofHours(12));
    version("1.4.0");
    assertThat(settled(4).get(0).outcome()).isEqualTo(Outcome.STARTED);
  }

  @Test
  void samplesAndTokensAreBudgetedToo() {
    bind(new Budget(OptionalLong.empty(), OptionalLong.of(4), OptionalLong.empty()), "questions");
    version("1.1.0");
    server.awaitEnd(settled(1).get(0).run().orElseThrow());
    assertThat(server.bindings.find("greet").today()).isEqualTo(new Spent(1, 3, 36));
    version("1.2.0");
    assertThat(settled(2).get(0).detail()).contains("6 today", "budget is 4");

    bind(new Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(36)), "questions");
    version("1.3.0");
    assertThat(settled(3).get(0).detail()).contains("36 tokens");
    assertThat(runs()).hasSize(1);
  }

  @Test
  void whatADeletedRunUsedStaysUsed() {
    bind(new Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(36)), "questions");
    version("1.1.0");
    String run = settled(1).get(0).run().orElseThrow();
    server.awaitEnd(run);

    server.evaluator.delete(run, Optional.empty(), ANNA);

    assertThat(server.bindings.find("greet").today()).isEqualTo(new Spent(1, 3, 36));
    version("1.2.0");
    assertThat(settled(2).get(0).outcome()).isEqualTo(Outcome.SKIPPED);
  }

  @Test
  void aVersionThatWasAcknowledgedBeforeAKillIsEvaluatedAfterIt() {
    bind(NO_LIMIT, "questions");
    server.close();
    server = new Server(database, plugins, clock);
    version("1.1.0");
    server.kill();

    server = Server.started(database, plugins, clock);

    server.awaitEnd(settled(1).get(0).run().orElseThrow());
    assertThat(runs()).hasSize(1);
  }

  @Test
  void whatCannotBeEvaluatedShowsItsFailure() {
    bind(NO_LIMIT, "questions");
    plugins.removeProvider("main");

    version("1.1.0");

    Firing failed = settled(1).get(0);
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.detail()).contains("no provider \"main\"");
    assertThat(audit("prompt/greet/evaluation"))
        .extracting(AuditEntry::action)
        .containsExactly("evaluation.fail", "evaluation.bind");
    plugins.provider("main", ScriptedProvider.echo());
    version("1.2.0");
    assertThat(settled(2).get(0).outcome()).isEqualTo(Outcome.STARTED);
  }

  @Test
  void aBoundPromptKeepsItsLastVersion() {
    bind(NO_LIMIT, "questions");

    assertThatThrownBy(() -> server.prompts.delete("greet", "1.0.0", ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactly(
                        "binding \"greet\" (automatic evaluation; unbind the prompt first)"));

    server.bindings.unbind("greet", Optional.empty(), ANNA);
    server.prompts.delete("greet", "1.0.0", ANNA);
    server.prompt("1.0.0", "another {{input}}");
    assertThat(server.prompts.usage("greet")).extracting(PromptUser::kind).containsExactly("label");
  }

  @Test
  void aPromptThatAnotherServerDeletedIsNotBound() {
    try (Server late = new Server(database, plugins, clock, "server-2")) {
      server.prompts.delete("greet", "1.0.0", ANNA);

      assertThatThrownBy(
              () -> late.bindings.bind(binding(NO_LIMIT, "questions"), Optional.empty(), ANNA))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }
  }

  @Test
  void refusesEverythingThatIsWrongTogether() {
    NewBinding wrong =
        new NewBinding(
            "greet",
            List.of(
                new BoundDataset("questions", OptionalInt.of(7)),
                new BoundDataset("qestions", OptionalInt.empty())),
            "mian",
            Optional.empty(),
            Json.EMPTY_OBJECT,
            List.of(),
            OptionalInt.empty(),
            new Budget(OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty()));

    assertThatThrownBy(() -> server.bindings.bind(wrong, Optional.empty(), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::pointer)
                    .containsExactlyInAnyOrder(
                        "/budget/runsPerDay",
                        "/datasets/0/version",
                        "/datasets/1/name",
                        "/provider",
                        "/metrics"));
    assertThatThrownBy(() -> bind(NO_LIMIT))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems()).extracting(Problem::pointer).containsExactly("/datasets"));
    assertThatThrownBy(() -> server.bindings.find("greet"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void aDatasetInUseIsProtected() {
    bind(NO_LIMIT, "questions");

    assertThat(
            database.<List<String>>read(stores -> new ScheduleUsage().users(stores, "questions")))
        .containsExactly("the automatic evaluation of prompt greet");
    assertThat(database.<List<String>>read(stores -> new ScheduleUsage().users(stores, "hard")))
        .isEmpty();
  }
}
