package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.job.Job;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.AssignmentCounts.Count;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an experiment tells of itself beside its decision. */
class ExperimentResultTest {

  @TempDir Path folder;
  private OnlineServer server;
  private ExperimentManager experiments;
  private int events;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    experiments = server.experiments;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void running(MetricKind kind, Direction direction) {
    experiments.create(
        NewExperiment.of(
            "trial",
            List.of(NewVariant.of("old", true), NewVariant.of("new", false)),
            List.of(NewMetric.of("value", kind, direction, true))),
        ANNA);
    experiments.start("trial", CHANGE);
  }

  /** Gives the next unit of a variant these values. */
  private String observe(String variant, double... values) {
    String unit = "user-" + events++;
    while (!experiments.assign("trial", unit, ANNA).variant().equals(variant)) {
      unit = "user-" + events++;
    }
    observeUnit(unit, values);
    return unit;
  }

  private void observeUnit(String unit, double... values) {
    List<NewObservation> batch = new ArrayList<>();
    for (double value : values) {
      batch.add(NewObservation.of("event-" + events++, "trial", unit, "value", value));
    }
    assertThat(experiments.record(batch, ANNA).accepted()).isEqualTo(values.length);
  }

  private Json arm(int index) {
    return at(experiments.results("trial"), "metrics.0.arms." + index);
  }

  private static double number(Json json, String field) {
    return at(json, field).asDouble();
  }

  @Test
  void reportsTheLeastAndTheGreatestUnitEvenAfterUnitsHaveChanged() {
    running(MetricKind.MEAN, Direction.INCREASE);
    observe("old", 10);
    observe("old", 20);
    String last = observe("old", 50);
    assertThat(number(arm(0), "max")).isEqualTo(50);

    observeUnit(last, 10);

    assertThat(number(arm(0), "min")).isEqualTo(10);
    assertThat(number(arm(0), "max")).isEqualTo(30);
    assertThat(number(arm(0), "mean")).isEqualTo(20);
    assertThat(number(arm(0), "standardDeviation")).isEqualTo(10);
    assertThat(number(arm(0), "units")).isEqualTo(3);
    assertThat(number(arm(0), "observations")).isEqualTo(4);
    assertThat(at(arm(0), "conversionRate")).isEqualTo(Json.NULL);
    assertThat(at(arm(1), "min")).isEqualTo(Json.NULL);
  }

  @Test
  void reportsTheImprovementInTheDirectionOfTheMetric() {
    running(MetricKind.MEAN, Direction.DECREASE);
    observe("old", 2);
    observe("new", 3);

    assertThat(number(arm(1), "improvement")).isEqualTo(-0.5);
    assertThat(at(arm(0), "improvement")).isEqualTo(Json.NULL);
  }

  @Test
  void reportsFortyPercentFromHalfToSeventyPercent() {
    running(MetricKind.PROPORTION, Direction.INCREASE);
    for (int i = 0; i < 10; i++) {
      observe("old", i < 5 ? 1 : 0);
      observe("new", i < 7 ? 1 : 0);
    }

    assertThat(number(arm(1), "improvement"))
        .isCloseTo(0.4, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(number(arm(0), "conversionRate")).isEqualTo(0.5);
    assertThat(number(arm(1), "conversionRate")).isEqualTo(0.7);
  }

  @Test
  void reportsNoImprovementOverAControlThatIsNotAboveZero() {
    running(MetricKind.MEAN, Direction.INCREASE);
    observe("new", 3);
    assertThat(at(arm(1), "improvement")).isEqualTo(Json.NULL);
    String zero = observe("old", 0);
    assertThat(at(arm(1), "improvement")).isEqualTo(Json.NULL);
    observeUnit(zero, -2);
    assertThat(at(arm(1), "improvement")).isEqualTo(Json.NULL);
    observeUnit(zero, 1e-100);
    assertThat(experiments.results("trial").toString()).doesNotContain("NaN", "Infinity");
  }

  @Test
  void reportsTheWindowAndTheTotals() {
    experiments.create(Experiments.draft("trial"), ANNA);
    assertThat(at(experiments.results("trial"), "window.start")).isEqualTo(Json.NULL);
    assertThat(at(experiments.results("trial"), "window.end")).isEqualTo(Json.NULL);
    String started = experiments.start("trial", CHANGE).startedAt().orElseThrow().toString();
    Experiments.observe(server, "trial", 20, 50, 50);
    server.clock.advance(java.time.Duration.ofHours(1));

    Json running = experiments.results("trial");
    String ended =
        experiments
            .complete("trial", Completion.WITHOUT_WINNER, CHANGE)
            .endedAt()
            .orElseThrow()
            .toString();

    assertThat(at(running, "window.start")).isEqualTo(Json.of(started));
    assertThat(at(running, "window.end")).isEqualTo(at(running, "at"));
    assertThat(number(running, "units")).isEqualTo(20);
    assertThat(number(running, "observations")).isEqualTo(20);
    server.clock.advance(java.time.Duration.ofHours(1));
    assertThat(at(experiments.results("trial"), "window.end")).isEqualTo(Json.of(ended));
  }

  @Test
  void countsAssignedUnitsExactlyOverRestarts() {
    Experiments.running(server, "trial");
    for (int i = 0; i < 100; i++) {
      experiments.assign("trial", "user-" + i % 70, ANNA);
    }
    AssignmentCounts counts = experiments.assignmentCounts("trial");
    server = server.restart(folder);

    assertThat(counts.units()).isEqualTo(70);
    assertThat(counts.variants()).extracting(Count::variant).containsExactly("old", "new");
    assertThat(server.experiments.assignmentCounts("trial")).isEqualTo(counts);
  }

  @Test
  void remembersWhoDidWhatAndWhyOverRestarts() {
    Experiments.running(server, "trial");
    experiments.pause("trial", StatusChange.by(ANNA, "too slow"));
    experiments.complete("trial", Completion.of("new", false), CHANGE);
    server = server.restart(folder);

    List<ExperimentChange> history =
        server.experiments.history("trial", PageRequest.first(10)).items();

    assertThat(history)
        .extracting(ExperimentChange::action)
        .containsExactly("complete", "pause", "start", "create");
    assertThat(history.get(1).reason()).isEqualTo("too slow");
    assertThat(history.get(1).actor()).isEqualTo(ANNA.name());
    assertThat(history.get(1).from()).contains(ExperimentStatus.RUNNING);
    assertThat(history.get(1).to()).isEqualTo(ExperimentStatus.PAUSED);
    assertThat(history.get(3).from()).isEmpty();
  }

  private static ServiceException refused(ThrowingCallable call) {
    return catchThrowableOfType(ServiceException.class, call);
  }

  private static ExperimentEdit edit(Optional<String> name, Optional<Map<String, Double>> weights) {
    return new ExperimentEdit(
        name, null, null, null, weights, null, null, null, null, null, null, null, "because");
  }

  @Test
  void keepsTheSaltOfAnEditedDraftAndChecksItLikeANewOne() {
    String salt = experiments.create(Experiments.draft("trial"), ANNA).salt();
    experiments.create(Experiments.draft("other"), ANNA);

    assertThat(
            refused(() ->
                    experiments.edit(
                        "trial",
                        edit(Optional.of("other"), Optional.empty()),
                        ANNA,
                        Optional.empty()))
                .kind())
        .isEqualTo(Kind.CONFLICT);
    assertThat(
            refused(() ->
                    experiments.edit(
                        "trial",
                        edit(Optional.empty(), Optional.of(Map.of("old", 1.0, "nev", 1.0))),
                        ANNA,
                        Optional.empty()))
                .kind())
        .isEqualTo(Kind.INVALID);
    experiments.edit(
        "trial",
        edit(Optional.of("renamed"), Optional.of(Map.of("old", 1.0, "new", 3.0))),
        ANNA,
        Optional.of(1L));

    assertThat(refused(() -> experiments.find("trial")).kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(experiments.find("renamed").salt()).isEqualTo(salt);
    assertThat(experiments.find("renamed").variants())
        .extracting(Variant::share)
        .containsExactly(0.25, 0.75);
    assertThat(experiments.find("renamed").metrics())
        .isEqualTo(experiments.find("other").metrics());
    server = server.restart(folder);
    assertThat(server.experiments.find("renamed").revision()).isEqualTo(2);
  }

  @Test
  void deletesNothingOfARunningExperimentAndEverythingOfAnEndedOne() throws Exception {
    String id = Experiments.running(server, "trial").id();
    Experiments.observe(server, "trial", 10, 50, 50);

    assertThat(refused(() -> experiments.delete("trial", CHANGE)).kind()).isEqualTo(Kind.CONFLICT);
    experiments.cancel("trial", CHANGE);
    experiments.delete("trial", CHANGE);

    assertThat(refused(() -> experiments.find(id)).kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(server.storage.<Boolean>read(stores -> stores.experiments().find(id).isEmpty()))
        .isTrue();
    assertThat(experiments.create(Experiments.draft("trial"), ANNA).id()).isNotEqualTo(id);

    server = server.restart(folder);
    experiments = server.experiments;
    assertThat(experiments.find("trial").id()).isNotEqualTo(id);
    assertThat(refused(() -> experiments.find(id)).kind()).isEqualTo(Kind.NOT_FOUND);
    removeDeleted(id);
    assertThat(server.storage.<Boolean>read(stores -> stores.observations().armSums(id).isEmpty()))
        .isTrue();
  }

  private void removeDeleted(String id) throws InterruptedException {
    new ExperimentRemoval(server.storage)
        .work(new Job("job", ExperimentRemoval.KIND, id, server.clock.instant(), 0));
  }

  @Test
  void removesWhatADeletedExperimentHasCollectedInShortTransactions() throws Exception {
    String id = Experiments.running(server, "trial").id();
    int units = 6_000;
    Experiments.observe(server, "trial", units, 50, 50);
    removeDeleted(id);
    assertThat(experiments.assignmentCounts("trial").units()).isEqualTo(units);
    experiments.cancel("trial", CHANGE);
    experiments.delete("trial", CHANGE);

    int[] transactions = new int[1];
    server.storage.afterEveryCommit(() -> transactions[0]++);
    removeDeleted(id);

    // Two portions each of events, roll-ups and exposures, one of the history, one for the rest.
    assertThat(transactions[0]).isEqualTo(8);
    assertThat(exposed(id)).isEmpty();
    assertThat(observed(id, List.of("event-0", "event-5999"))).isEmpty();
  }

  @Test
  void keepsNamesThatDifferInTheirCaseApartOverARestart() {
    String upper = experiments.create(Experiments.draft("Trial"), ANNA).id();
    String lower = experiments.create(Experiments.draft("trial"), ANNA).id();

    for (int round = 0; round < 2; round++) {
      assertThat(server.experiments.find("Trial").id()).isEqualTo(upper);
      assertThat(server.experiments.find("trial").id()).isEqualTo(lower);
      server = server.restart(folder);
    }
  }

  private Map<String, Long> exposed(String experiment) {
    return server.storage.read(stores -> stores.experiments().exposureCounts(experiment));
  }

  private Set<String> observed(String experiment, List<String> events) {
    return server.storage.read(stores -> stores.observations().existing(experiment, events));
  }
}
