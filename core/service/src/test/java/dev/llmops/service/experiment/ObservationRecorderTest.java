package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.RecordResult.Rejected;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.online.Rival;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationRecorderTest {

  @TempDir Path folder;
  private OnlineServer server;
  private Experiment trial;
  private String variant;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    trial = Experiments.running(server, "trial");
    variant = server.experiments.assign("trial", "ann", ANNA).variant();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RecordResult record(NewObservation... observations) {
    return server.experiments.record(List.of(observations), ANNA);
  }

  private static NewObservation seconds(String id, double value) {
    return NewObservation.of(id, "trial", "ann", "seconds", value);
  }

  /** The arm of ann in a metric: 0 is solved, 1 is seconds. */
  private Json arm(int metric) {
    int index = variant.equals("old") ? 0 : 1;
    return at(server.experiments.results("trial"), "metrics." + metric + ".arms." + index);
  }

  @Test
  void countsAUnitByTheMeanOfItsValues() {
    assertThat(record(seconds("1", 1), seconds("2", 2)))
        .isEqualTo(new RecordResult(2, 0, List.of()));
    assertThat(record(seconds("3", 6))).isEqualTo(new RecordResult(1, 0, List.of()));

    assertThat(at(arm(1), "units")).isEqualTo(Json.of(1));
    assertThat(at(arm(1), "mean").asDouble()).isEqualTo(3);
  }

  @Test
  void countsAUnitAsASuccessWhenAnyOfItsValuesIs() {
    record(NewObservation.of("1", "trial", "ann", "solved", 1));
    record(NewObservation.of("2", "trial", "ann", "solved", 0));

    assertThat(at(arm(0), "units")).isEqualTo(Json.of(1));
    assertThat(at(arm(0), "mean").asDouble()).isEqualTo(1);
  }

  @Test
  void countsAnEventOnceHoweverOftenItComes() {
    assertThat(record(seconds("1", 1), seconds("1", 1)))
        .isEqualTo(new RecordResult(1, 1, List.of()));
    assertThat(record(seconds("1", 99), seconds("2", 3)))
        .isEqualTo(new RecordResult(1, 1, List.of()));

    assertThat(at(arm(1), "mean").asDouble()).isEqualTo(2);
  }

  @Test
  void takesARepeatedEventForWhatItIsAfterTheEnd() {
    record(seconds("1", 1));
    server.experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);

    assertThat(record(seconds("1", 1), seconds("2", 1)))
        .satisfies(result -> assertThat(result.duplicates()).isEqualTo(1))
        .satisfies(result ->
            assertThat(result.rejected())
                .extracting(Rejected::code)
                .containsExactly("LLM-OBS-003"));
  }

  @Test
  void judgesEveryObservationByItself() {
    server.experiments.create(Experiments.draft("draft"), ANNA);
    String other = variant.equals("old") ? "new" : "old";

    RecordResult result =
        record(
            NewObservation.of("", "trial", "ann", "seconds", 1),
            NewObservation.of("1", "trail", "ann", "seconds", 1),
            NewObservation.of("2", "draft", "ann", "seconds", 1),
            NewObservation.of("3", "trial", "ann", "secnds", 1),
            NewObservation.of("4", "trial", " ", "seconds", 1),
            NewObservation.of("5", "trial", "bob", "seconds", 1),
            new NewObservation(
                "6", "trial", "ann", Optional.of(other), "seconds", 1.0, Optional.empty()),
            seconds("7", Double.NaN),
            new NewObservation("8", "trial", "ann", null, "seconds", null, null),
            seconds("9", Double.POSITIVE_INFINITY),
            NewObservation.of("10", "trial", "ann", "solved", 0.5),
            new NewObservation(
                "11",
                "trial",
                "ann",
                Optional.empty(),
                "seconds",
                1.0,
                Optional.of(server.clock.instant().plusSeconds(301))),
            new NewObservation(
                "12",
                "trial",
                "ann",
                Optional.empty(),
                "seconds",
                1.0,
                Optional.of(server.clock.instant().minusSeconds(301))),
            new NewObservation(
                "13",
                "trial",
                "ann",
                Optional.of(variant),
                "seconds",
                1.0,
                Optional.of(server.clock.instant().plusSeconds(299))));

    assertThat(result.accepted()).isEqualTo(1);
    assertThat(result.rejected())
        .extracting(Rejected::code)
        .containsExactly(
            "LLM-OBS-001",
            "LLM-OBS-002",
            "LLM-OBS-003",
            "LLM-OBS-004",
            "LLM-OBS-005",
            "LLM-OBS-006",
            "LLM-OBS-007",
            "LLM-OBS-008",
            "LLM-OBS-008",
            "LLM-OBS-008",
            "LLM-OBS-009",
            "LLM-OBS-010",
            "LLM-OBS-012");
    assertThat(result.rejected())
        .extracting(Rejected::index)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(result.rejected().get(1).detail())
        .isEqualTo("there is no experiment trail; did you mean \"trial\"?");
    assertThat(result.rejected().get(3).detail()).contains("did you mean \"seconds\"?");
  }

  private NewObservation measured(String id, String unit, Instant at) {
    return new NewObservation(id, "trial", unit, Optional.empty(), "seconds", 1.0, Optional.of(at));
  }

  @Test
  void countsNothingFromBeforeTheUnitWasExposed() {
    server.clock.advance(Duration.ofHours(1));
    Instant exposed = server.clock.instant();
    server.experiments.assign("trial", "bob", ANNA);
    server.clock.advance(Duration.ofHours(1));
    // Later requests do not make the first exposure younger.
    server.experiments.assign("trial", "bob", ANNA);

    RecordResult result =
        record(
            measured("1", "bob", exposed.minusSeconds(61)),
            measured("2", "bob", exposed.minusSeconds(60)),
            measured("3", "bob", exposed),
            measured("4", "ann", exposed.minusSeconds(61)));

    assertThat(result.accepted()).isEqualTo(3);
    assertThat(result.rejected())
        .extracting(Rejected::index, Rejected::code)
        .containsExactly(tuple(0, "LLM-OBS-012"));
    assertThat(result.rejected().getFirst().detail())
        .contains("unit bob was first assigned at " + exposed);
  }

  @Test
  void acceptsObservationsOfExposedUnitsWhilePaused() {
    server.experiments.pause("trial", CHANGE);
    server.experiments.assign("trial", "bob", ANNA);

    RecordResult result =
        record(seconds("1", 1), NewObservation.of("2", "trial", "bob", "seconds", 1));

    assertThat(result.accepted()).isEqualTo(1);
    assertThat(result.rejected()).extracting(Rejected::code).containsExactly("LLM-OBS-006");
  }

  @Test
  void namesAnExperimentByItsIdOrItsName() {
    assertThat(record(seconds("1", 1), NewObservation.of("1", trial.id(), "ann", "seconds", 1)))
        .isEqualTo(new RecordResult(1, 1, List.of()));
  }

  @Test
  void countsABatchOverSeveralExperiments() {
    Experiments.running(server, "second");
    server.experiments.assign("second", "ann", ANNA);

    assertThat(record(seconds("1", 1), NewObservation.of("1", "second", "ann", "seconds", 1)))
        .isEqualTo(new RecordResult(2, 0, List.of()));
  }

  @Test
  void countsOnceWhenTheAnswerWasLostAndTheBatchIsSentAgain() {
    server.storage.loseNextAnswer();
    StorageException e =
        catchThrowableOfType(StorageException.class, () -> record(seconds("1", 5)));

    RecordResult again = record(seconds("1", 5));

    assertThat(e.kind()).isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);
    assertThat(again).isEqualTo(new RecordResult(0, 1, List.of()));
    assertThat(at(arm(1), "units")).isEqualTo(Json.of(1));
  }

  @Test
  void countsOnceWhenTheDatabaseRunsATransactionTwice() {
    server.storage.rerunEverything();

    RecordResult result = record(seconds("1", 5), seconds("2", 7), seconds("", 1));

    assertThat(result.accepted()).isEqualTo(2);
    assertThat(result.rejected()).hasSize(1);
    assertThat(at(arm(1), "mean").asDouble()).isEqualTo(6);
  }

  @Test
  void refusesABatchThatIsTooLarge() {
    List<NewObservation> batch = Collections.nCopies(10_001, seconds("1", 1));

    ServiceException e =
        catchThrowableOfType(ServiceException.class, () -> server.experiments.record(batch, ANNA));

    assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void writesDownWhoSentABatchOnceForEachExperimentThatCountedSomething() {
    Experiment other = Experiments.running(server, "other");
    Experiments.running(server, "idle");
    server.experiments.assign("other", "ann", ANNA);
    server.storage.rerunEverything();

    record(
        seconds("1", 1),
        seconds("2", 1),
        seconds("2", 1),
        NewObservation.of("1", "other", "ann", "solved", 1),
        NewObservation.of("1", "idle", "nobody", "solved", 1));
    record(seconds("1", 1));

    List<AuditEntry> entries =
        server.audit.list(AuditStore.Filter.ALL, PageRequest.first(50)).items().stream()
            .filter(entry -> entry.action().equals("observations.record"))
            .toList();
    assertThat(entries)
        .extracting(AuditEntry::actor, AuditEntry::resource, AuditEntry::before, AuditEntry::after)
        .containsExactlyInAnyOrder(
            tuple(ANNA.name(), "experiment/" + trial.id(), Json.NULL, counts(2, 1)),
            tuple(ANNA.name(), "experiment/" + other.id(), Json.NULL, counts(1, 0)));
  }

  private static Json counts(int accepted, int duplicates) {
    return Json.object(Map.of("accepted", Json.of(accepted), "duplicates", Json.of(duplicates)));
  }

  @Test
  void doesNothingForAnEmptyBatch() {
    assertThat(record()).isEqualTo(new RecordResult(0, 0, List.of()));
  }

  @Test
  void losesNothingWhenSixteenThreadsAssignAndRecordAtOnce() throws Exception {
    int threads = 16;
    int units = 120;
    int values = 3;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        done.add(pool.submit(() -> work(thread, units, values)));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
    Json before = server.experiments.results("trial");
    server.clock.advance(Duration.ofMinutes(1));
    server = server.restart(folder);
    Json after = server.experiments.results("trial");

    // Every unit is shared by two threads, so both add to the same roll-ups.
    long expectedUnits = (long) threads / 2 * units;
    double sum = 0;
    long counted = 0;
    for (int arm = 0; arm < 2; arm++) {
      Json found = at(after, "metrics.1.arms." + arm);
      counted += at(found, "units").asLong();
      sum += at(found, "units").asLong() * at(found, "mean").asDouble();
      assertThat(found).isEqualTo(at(before, "metrics.1.arms." + arm));
    }
    assertThat(counted).isEqualTo(expectedUnits);
    // Each unit got the values 1, 2, 3 twice.
    assertThat(sum).isCloseTo(2.0 * expectedUnits, within(1e-9));
    long exposed =
        at(after, "sampleRatio.arms.0.units").asLong()
            + at(after, "sampleRatio.arms.1.units").asLong();
    // And ann, who was assigned before.
    assertThat(exposed).isEqualTo(expectedUnits + 1);
  }

  private void work(int thread, int units, int values) {
    for (int unit = 0; unit < units; unit += 10) {
      List<NewObservation> batch = new ArrayList<>();
      for (int u = unit; u < unit + 10; u++) {
        String name = "pair-" + thread / 2 + "-unit-" + u;
        server.experiments.assign("trial", name, ANNA);
        for (int v = 1; v <= values; v++) {
          batch.add(NewObservation.of(thread + "-" + u + "-" + v, "trial", name, "seconds", v));
        }
      }
      assertThat(server.experiments.record(batch, ANNA).accepted()).isEqualTo(batch.size());
      assertThat(server.experiments.record(batch, ANNA).duplicates()).isEqualTo(batch.size());
    }
  }

  @Test
  void acceptsNothingThatTheFrozenResultWouldMiss() throws Exception {
    Experiments.observe(server, "trial", 20, 50, 50);
    List<RecordResult> results = new CopyOnWriteArrayList<>();
    Rival rival =
        new Rival(
            () -> results.add(record(NewObservation.of("late", "trial", "ann", "solved", 1))));
    AtomicBoolean first = new AtomicBoolean(true);
    // The test is computing the result that will be frozen.
    server.plugins.duringCalls(() -> {
      if (first.getAndSet(false)) {
        rival.run();
      }
    });

    server.experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);
    rival.join();

    assertThat(results)
        .singleElement()
        .satisfies(late ->
            assertThat(late.rejected()).extracting(Rejected::code).containsExactly("LLM-OBS-003"));
  }
}
