package dev.llmops.service.alert;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmops.kernel.assignment.Allocation;
import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertState;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.experiment.Completion;
import dev.llmops.service.experiment.ExperimentRemoval;
import dev.llmops.service.experiment.NewExperiment;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import dev.llmops.service.experiment.NewObservation;
import dev.llmops.service.experiment.StatusChange;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.job.JobWorker;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.spi.storage.AlertStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentCheckTest {

  private static final StatusChange CHANGE = StatusChange.by(ANNA, "because");
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  @TempDir Path folder;
  private OnlineServer server;
  private AlertManager alerts;
  private JobWorker worker;
  private int observed;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    alerts =
        new AlertManager(
            server.storage,
            server.audit,
            new IdSource(server.clock, new Random(3)),
            server.plugins,
            server.clock,
            AlertSettings.DEFAULTS);
    worker = worker();
    worker.start();
  }

  private JobWorker worker() {
    return new JobWorker(
        server.storage,
        List.of(
            new ExperimentCheck(server.storage, server.experiments, alerts, server.clock, INTERVAL),
            new ExperimentRemoval(server.storage)),
        "server-1",
        server.clock);
  }

  /** With a test for one look, the default. */
  private void startTrial() {
    startTrial(NewMetric.of("solved", MetricKind.PROPORTION, Direction.INCREASE, true));
  }

  /** With a test that holds at all looks together. */
  private void startWatchedTrial() {
    startTrial(
        new NewMetric(
            "solved",
            Optional.of(MetricKind.PROPORTION),
            Direction.INCREASE,
            true,
            Optional.of("sequential-proportion")));
  }

  private void startTrial(NewMetric metric) {
    server.experiments.create(
        NewExperiment.of(
            "trial",
            List.of(NewVariant.of("old", true), NewVariant.of("new", false)),
            List.of(metric)),
        ANNA);
    server.experiments.start("trial", CHANGE);
  }

  @AfterEach
  void stop() {
    worker.close();
    server.close();
  }

  /** So many more units, of which this percentage of each variant solves its task. */
  private void observe(int units, int oldPercent, int newPercent) {
    List<NewObservation> batch = new ArrayList<>();
    int[] seen = new int[2];
    int first = observed;
    observed += units;
    for (int i = first; i < observed; i++) {
      String unit = "user-" + i;
      boolean old = server.experiments.assign("trial", unit, ANNA).variant().equals("old");
      int rank = seen[old ? 0 : 1]++;
      double solved = rank % 100 < (old ? oldPercent : newPercent) ? 1 : 0;
      batch.add(NewObservation.of("event-" + i, "trial", unit, "solved", solved));
    }
    assertThat(server.experiments.record(batch, ANNA).accepted()).isEqualTo(units);
  }

  /** So many more units of one variant only: 0 is old, 1 is new. */
  private void expose(int variant, int units) {
    Experiment trial = server.experiments.find("trial");
    Allocation halves = Allocation.equalShares(List.of("old", "new"));
    for (int found = 0; found < units; observed++) {
      if (halves.assign(trial.salt(), "user-" + observed) == variant) {
        server.experiments.assign("trial", "user-" + observed, ANNA);
        found++;
      }
    }
    server.experiments.assignmentCounts("trial");
  }

  private void tick() {
    server.clock.advance(INTERVAL);
    worker.wake();
  }

  /** Also awaits the end of the look before, since a job waits for itself. */
  private void tickAndAwaitTheLook() {
    CountDownLatch looked = new CountDownLatch(1);
    server.plugins.duringCalls(looked::countDown);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          tick();
          return looked.await(50, TimeUnit.MILLISECONDS);
        });
  }

  private List<Alert> all() {
    return alerts.list(AlertStore.Filter.ALL, PageRequest.first(50)).items();
  }

  private List<Alert> awaitAlerts(int count) {
    return await().atMost(Duration.ofSeconds(10)).until(this::all, all -> all.size() == count);
  }

  @Test
  void aVariantThatShouldBeShippedIsToldOnce() {
    startWatchedTrial();
    observe(800, 40, 70);
    tick();

    Alert alert = awaitAlerts(1).getFirst();
    assertThat(alert.type()).isEqualTo(AlertType.EXPERIMENT);
    assertThat(alert.severity()).isEqualTo(Severity.INFO);
    assertThat(alert.source()).isEqualTo("experiment");
    assertThat(alert.sourceId()).isEqualTo(server.experiments.find("trial").id());
    assertThat(alert.message()).startsWith("Experiment trial: Ship new: solved of new is");
    assertThat(alert.details().get("variant")).contains(Json.of("new"));
    assertThat(alert.details().get("reasons").orElseThrow().elements()).isNotEmpty();

    tick();
    tick();
    server.experiments.pause("trial", CHANGE);
    server.experiments.start("trial", CHANGE);
    server.experiments.complete("trial", Completion.of("new", false), CHANGE);
    awaitAlerts(2);
  }

  @Test
  void aVariantThatShouldBeRolledBackIsAWarning() {
    startWatchedTrial();
    observe(800, 70, 40);
    tick();

    assertThat(awaitAlerts(1).getFirst())
        .satisfies(alert -> {
          assertThat(alert.severity()).isEqualTo(Severity.WARNING);
          assertThat(alert.message()).startsWith("Experiment trial: Roll back new: ");
        });
  }

  @Test
  void theFirstLookAtThePlannedSizeIsToldWhateverItShowsAndNoLaterOne() {
    startTrial();
    observe(400, 50, 50);
    tick();

    assertThat(awaitAlerts(1).getFirst())
        .satisfies(alert -> {
          assertThat(alert.severity()).isEqualTo(Severity.INFO);
          assertThat(alert.message())
              .startsWith(
                  "Experiment trial has reached its planned size of 100 units a variant."
                      + " Continue: ");
        });

    // Now it shows something, which a test for one look may not be asked again.
    observe(2_000, 40, 70);
    tickAndAwaitTheLook();
    tickAndAwaitTheLook();
    server.experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);
    worker.wake();

    assertThat(awaitAlerts(2).getFirst().message())
        .startsWith("Experiment trial was completed without a winner. Ship new: ");
  }

  @Test
  void harmAtThePlannedSizeIsAWarning() {
    startTrial();
    observe(800, 70, 40);
    tick();

    assertThat(awaitAlerts(1).getFirst())
        .satisfies(alert -> {
          assertThat(alert.severity()).isEqualTo(Severity.WARNING);
          assertThat(alert.message()).contains(" units a variant. Roll back new: ");
          assertThat(alert.details().get("variant")).contains(Json.of("new"));
        });
  }

  @Test
  void aSplitThatDoesNotFitTheSharesIsToldOnceAndNothingElse() {
    startTrial();
    observe(300, 40, 90);
    expose(0, 400);
    tick();

    assertThat(awaitAlerts(1).getFirst())
        .satisfies(alert -> {
          assertThat(alert.severity()).isEqualTo(Severity.WARNING);
          assertThat(alert.message())
              .startsWith("Experiment trial: sample ratio mismatch: the split ")
              .contains("does not fit the shares", "find what drops or repeats units");
          assertThat(alert.threshold()).hasValue(0.001);
          assertThat(alert.actual().orElseThrow()).isLessThan(0.001);
        });
    tick();
    server.experiments.cancel("trial", CHANGE);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(all()).extracting(Alert::state).containsExactly(AlertState.RESOLVED));
  }

  /** Ticks until it is so, since a look that is still under way takes no notice of a tick. */
  private void awaitStates(AlertState... states) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          tick();
          assertThat(all()).extracting(Alert::state).containsExactly(states);
        });
  }

  @Test
  void theAlertOnTheSplitEndsOnlyWhenThatClearlyFitsAndComesAgainWhenItDoesNot() {
    startTrial();
    // Values, for a look without any asks no test.
    observe(20, 50, 50);
    expose(0, 400);
    awaitStates(AlertState.OPEN);

    // About 400 to 330, p = 0.01: no mismatch at this look, and no clear fit.
    expose(1, 330);
    tickAndAwaitTheLook();
    tickAndAwaitTheLook();
    assertThat(all()).extracting(Alert::state).containsExactly(AlertState.OPEN);

    expose(1, 70);
    awaitStates(AlertState.RESOLVED);
    assertThat(all().getFirst().resolution().orElseThrow().comment())
        .startsWith("the sample ratio of the experiment trial fits again: ");

    expose(1, 400);
    awaitStates(AlertState.OPEN, AlertState.RESOLVED);
    assertThat(all().getFirst().occurrences()).isEqualTo(1);
  }

  @Test
  void anAlertOnTheSplitThatAPersonHasResolvedDoesNotComeAgain() {
    startTrial();
    observe(20, 50, 50);
    expose(0, 400);
    tick();
    alerts.resolve(awaitAlerts(1).getFirst().id(), ANNA, "a known outage");

    tickAndAwaitTheLook();
    tickAndAwaitTheLook();

    assertThat(all()).extracting(Alert::state).containsExactly(AlertState.RESOLVED);
  }

  @Test
  void theAlertsOfADeletedExperimentEndAndWhatItCollectedGoes() {
    startTrial();
    String id = server.experiments.find("trial").id();
    observe(20, 50, 50);
    expose(0, 400);
    tick();
    awaitAlerts(1);
    worker.close();
    server.experiments.cancel("trial", CHANGE);
    server.experiments.delete("trial", CHANGE);

    worker = worker();
    worker.start();

    awaitStates(AlertState.RESOLVED);
    assertThat(all().getFirst().resolution().orElseThrow().comment())
        .isEqualTo("the experiment was deleted");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> server.storage.read(stores -> stores.experiments().exposureCounts(id)).isEmpty());
    assertThat(observed(id, List.of("event-0"))).isEmpty();
  }

  @Test
  void itsEndIsToldAndResolvesWhatHeldUntilThen() {
    startTrial();
    observe(800, 40, 70);
    tick();
    awaitAlerts(1);

    server.experiments.complete("trial", Completion.of("new", false), CHANGE);
    worker.wake();

    List<Alert> both = awaitAlerts(2);
    assertThat(both.get(0).message())
        .startsWith("Experiment trial was completed with the winner new. Ship new: ");
    assertThat(both.get(0).state()).isEqualTo(AlertState.OPEN);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> alerts.find(both.get(1).id()).state() == AlertState.RESOLVED);
    assertThat(alerts.find(both.get(1).id()).resolution().orElseThrow().comment())
        .isEqualTo("the experiment trial is completed");
  }

  @Test
  void withoutAResultNothingIsToldButItsEnd() {
    startWatchedTrial();
    observe(800, 50, 50);
    tick();
    server.experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);
    worker.wake();

    assertThat(awaitAlerts(1).getFirst().message())
        .startsWith("Experiment trial was completed without a winner. Continue: ");
  }

  private Map<String, Long> exposed(String experiment) {
    return server.storage.read(stores -> stores.experiments().exposureCounts(experiment));
  }

  private Set<String> observed(String experiment, List<String> events) {
    return server.storage.read(stores -> stores.observations().existing(experiment, events));
  }
}
