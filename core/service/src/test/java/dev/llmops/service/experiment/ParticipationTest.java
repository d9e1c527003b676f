package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.TargetingOperator;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.Assignment.Reason;
import dev.llmops.service.experiment.NewExperiment.NewCondition;
import dev.llmops.service.experiment.RecordResult.Rejected;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.spi.storage.AuditStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which units take part in an experiment: by their attributes, and by its traffic. */
class ParticipationTest {

  private static final NewCondition GERMAN =
      NewCondition.of("country", TargetingOperator.IN, Json.of("DE"), Json.of("AT"));
  private static final NewCondition RECENT =
      NewCondition.of("app", TargetingOperator.VERSION, Json.of(">=2.1.0"));

  @TempDir Path folder;
  private OnlineServer server;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static NewExperiment draft(List<NewCondition> targeting, Optional<Double> traffic) {
    NewExperiment all = Experiments.draft("trial");
    return new NewExperiment(
        all.name(),
        all.description(),
        all.metadata(),
        all.variants(),
        all.weights(),
        all.shares(),
        all.metrics(),
        all.minSamples(),
        all.confidence(),
        targeting,
        traffic,
        all.segments());
  }

  private void run(List<NewCondition> targeting, double traffic) {
    server.experiments.create(draft(targeting, Optional.of(traffic)), ANNA);
    server.experiments.start("trial", CHANGE);
  }

  private static ExperimentEdit edit(
      Optional<List<NewCondition>> targeting, Optional<Double> traffic) {
    return new ExperimentEdit(
        null, null, null, null, null, null, null, null, null, targeting, traffic, null, "because");
  }

  private Experiment traffic(double share) {
    return server.experiments.edit("trial", edit(null, Optional.of(share)), ANNA, Optional.empty());
  }

  private ServiceException refused(ExperimentEdit edit) {
    return catchThrowableOfType(
        ServiceException.class,
        () -> server.experiments.edit("trial", edit, ANNA, Optional.empty()));
  }

  private Assignment assign(String unit, Map<String, Json> attributes) {
    return server.experiments.assign("trial", unit, attributes, ANNA);
  }

  /** The variants of those of 4,000 units that take part. */
  private Map<String, String> participants() {
    Map<String, String> found = new HashMap<>();
    IntStream.range(0, 4_000)
        .mapToObj(i -> assign("user-" + i, Map.of()))
        .filter(assignment -> assignment.reason() == Reason.ALLOCATED)
        .forEach(assignment -> found.put(assignment.unit(), assignment.variant()));
    return found;
  }

  @Test
  void servesTheControlToUnitsThatAreNotTargetedAndExposesNoneOfThem() {
    run(List.of(GERMAN, RECENT), 1);
    Map<String, Json> swiss = Map.of("country", Json.of("CH"), "app", Json.of("2.4.0"));

    for (int i = 0; i < 50; i++) {
      Assignment assignment = assign("user-" + i, swiss);
      assertThat(assignment.variant()).isEqualTo("old");
      assertThat(assignment.reason()).isEqualTo(Reason.NOT_TARGETED);
      assertThat(assignment.unmet())
          .contains(
              new TargetingCondition(
                  "country", TargetingOperator.IN, List.of(Json.of("DE"), Json.of("AT"))));
    }
    assertThat(assign("user-1", Map.of()).reason()).isEqualTo(Reason.NOT_TARGETED);
    assertThat(
            assign("user-1", Map.of("country", Json.of("DE"), "app", Json.of("2.0.9")))
                .unmet()
                .orElseThrow()
                .attribute())
        .isEqualTo("app");
    assertThat(server.experiments.assignmentCounts("trial").units()).isZero();
    assertThat(
            server
                .experiments
                .record(List.of(NewObservation.of("e", "trial", "user-1", "solved", 1)), ANNA)
                .rejected())
        .extracting(Rejected::code)
        .containsExactly("LLM-OBS-006");
  }

  @Test
  void assignsTargetedUnitsAlsoAfterARestart() {
    run(List.of(GERMAN, RECENT), 1);
    Map<String, Json> austrian = Map.of("country", Json.of("AT"), "app", Json.of("2.1.0"));

    Assignment before = assign("ann", austrian);
    server = server.restart(folder);

    assertThat(before.reason()).isEqualTo(Reason.ALLOCATED);
    assertThat(before.unmet()).isEmpty();
    assertThat(assign("ann", austrian)).isEqualTo(before);
    assertThat(assign("ann", Map.of()).reason()).isEqualTo(Reason.NOT_TARGETED);
    assertThat(server.experiments.assignmentCounts("trial").units()).isEqualTo(1);
  }

  @Test
  void givesAForcedUnitItsVariantWhetherItTakesPartOrNot() {
    run(List.of(GERMAN), 0);
    server.experiments.override("trial", "ann", new NewOverride("new", ""), ANNA);

    assertThat(assign("ann", Map.of()).variant()).isEqualTo("new");
    assertThat(assign("ann", Map.of()).reason()).isEqualTo(Reason.FORCED);
  }

  @Test
  void tellsEverythingThatIsWrongWithTargetingAtOnce() {
    NewExperiment wrong =
        draft(
            List.of(
                new NewCondition("", Optional.empty(), List.of()),
                NewCondition.of("age", TargetingOperator.AT_LEAST, Json.of("18")),
                NewCondition.of("app", TargetingOperator.VERSION, Json.of("newest"))),
            Optional.of(1.01));

    assertThat(
            catchThrowableOfType(
                    ServiceException.class, () -> server.experiments.create(wrong, ANNA))
                .problems())
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder(
            "/targeting/0/attribute",
            "/targeting/0/operator",
            "/targeting/1/values",
            "/targeting/2/values",
            "/traffic");
  }

  @Test
  void refusesAttributesThatCannotBeCompared() {
    run(List.of(), 1);

    ServiceException refused =
        catchThrowableOfType(
            ServiceException.class,
            () ->
                assign(
                    "ann",
                    Map.of(
                        "tags", Json.array(List.of()),
                        "a/b", Json.of("x".repeat(1_001)),
                        "none", Json.NULL)));

    assertThat(refused.code()).isEqualTo("LLM-EXP-018");
    assertThat(refused.problems())
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder("/attributes/tags", "/attributes/a~1b");
  }

  @Test
  void changesTheTargetingOfADraftOnly() {
    server.experiments.create(draft(List.of(GERMAN), Optional.empty()), ANNA);
    server.experiments.edit(
        "trial", edit(Optional.of(List.of(RECENT)), null), ANNA, Optional.empty());
    server.experiments.start("trial", CHANGE);

    assertThat(assign("ann", Map.of("app", Json.of("3.0.0"))).reason()).isEqualTo(Reason.ALLOCATED);
    assertThat(refused(edit(Optional.of(List.of()), null)))
        .extracting(ServiceException::kind, ServiceException::code)
        .containsExactly(Kind.CONFLICT, "LLM-EXP-012");
  }

  @Test
  void letsTheTrafficGrowAndKeepsWhoTakesPartInItsVariant() {
    run(List.of(), 0.1);
    Map<String, String> before = Map.of();
    // Four standard deviations around the share of 4,000 units.
    for (double share : new double[] {0.1, 0.3, 0.8, 1}) {
      traffic(share);
      Map<String, String> now = participants();
      double deviation = Math.sqrt(4_000 * share * (1 - share));
      assertThat(Math.abs(now.size() - 4_000 * share)).isLessThanOrEqualTo(4 * deviation);
      assertThat(now).containsAllEntriesOf(before);
      server.experiments.assignmentCounts("trial");
      assertThat(at(server.experiments.results("trial"), "sampleRatio.status"))
          .isEqualTo(Json.of("ok"));
      before = now;
    }
    assertThat(server.experiments.assignmentCounts("trial").units()).isEqualTo(4_000);
  }

  @Test
  void servesTheControlOutsideOfTheTraffic() {
    run(List.of(), 0);

    for (int i = 0; i < 50; i++) {
      assertThat(assign("user-" + i, Map.of()).reason()).isEqualTo(Reason.NOT_IN_TRAFFIC);
      assertThat(assign("user-" + i, Map.of()).variant()).isEqualTo("old");
    }
    assertThat(server.experiments.assignmentCounts("trial").units()).isZero();
  }

  @Test
  void refusesToShrinkTheTrafficOnceStarted() {
    server.experiments.create(draft(List.of(), Optional.of(0.5)), ANNA);
    traffic(0.2);
    server.experiments.start("trial", CHANGE);
    traffic(0.4);

    assertThat(refused(edit(null, Optional.of(0.39))))
        .hasMessageContaining("is 0.4 and cannot shrink to 0.39")
        .extracting(ServiceException::kind, ServiceException::code)
        .containsExactly(Kind.CONFLICT, "LLM-EXP-019");
    assertThat(refused(edit(null, Optional.of(1.5))).code()).isEqualTo("LLM-EXP-001");
    server.experiments.pause("trial", CHANGE);
    assertThat(traffic(0.5).traffic()).isEqualTo(0.5);
    server.experiments.cancel("trial", CHANGE);
    assertThat(refused(edit(null, Optional.of(0.6))).code()).isEqualTo("LLM-EXP-012");
  }

  @Test
  void tellsInHistoryAndAuditWhoLetTheTrafficGrow() {
    run(List.of(), 0.1);
    traffic(0.2);

    ExperimentChange change =
        server.experiments.history("trial", PageRequest.first(1)).items().getFirst();
    assertThat(change.action() + " " + change.actor() + " " + change.reason())
        .isEqualTo("ramp-up anna because");
    var entry =
        server
            .storage
            .read(stores -> stores.audit().list(AuditStore.Filter.ALL, PageRequest.first(1)))
            .items()
            .getFirst();
    assertThat(entry.action()).isEqualTo("experiment.ramp-up");
    assertThat(at(entry.before(), "traffic").asDouble()).isEqualTo(0.1);
    assertThat(at(entry.after(), "traffic").asDouble()).isEqualTo(0.2);
  }
}
