package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.Assignment.Reason;
import dev.llmops.service.experiment.RecordResult.Rejected;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverrideTest {

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

  private void force(String unit, String variant) {
    server.experiments.override("trial", unit, new NewOverride(variant, "a tester"), ANNA);
  }

  private ServiceException refused(String unit, String variant) {
    return catchThrowableOfType(ServiceException.class, () -> force(unit, variant));
  }

  private Assignment assign(String unit) {
    return server.experiments.assign("trial", unit, ANNA);
  }

  private RecordResult solve(String event, String unit) {
    return server.experiments.record(
        List.of(NewObservation.of(event, "trial", unit, "solved", 1)), ANNA);
  }

  /** What is counted of the experiment, without the time of the look. */
  private List<Json> counted() {
    Json results = server.experiments.results("trial");
    return List.of(
        at(results, "units"),
        at(results, "observations"),
        at(results, "sampleRatio"),
        at(results, "metrics"),
        at(results, "decision"));
  }

  @Test
  void givesAUnitItsVariantWhateverTheSplitSaysWhileRunningAndPaused() {
    Experiments.running(server, "trial");
    for (int i = 0; i < 20; i++) {
      force("tester-" + i, i % 2 == 0 ? "old" : "new");
    }

    for (boolean paused : List.of(false, true)) {
      if (paused) {
        server.experiments.pause("trial", CHANGE);
      }
      for (int i = 0; i < 20; i++) {
        Assignment assignment = assign("tester-" + i);
        assertThat(assignment.variant()).isEqualTo(i % 2 == 0 ? "old" : "new");
        assertThat(assignment.reason()).isEqualTo(Reason.FORCED);
      }
    }

    server.experiments.complete("trial", Completion.of("new", false), CHANGE);
    assertThat(assign("tester-0").variant()).isEqualTo("new");
    assertThat(assign("tester-0").reason()).isEqualTo(Reason.COMPLETED);
  }

  @Test
  void countsNothingOfAForcedUnit() {
    Experiments.running(server, "trial");
    Experiments.observe(server, "trial", 300, 40, 60);
    List<Json> before = counted();
    IntStream.range(0, 200).forEach(i -> force("tester-" + i, "new"));

    IntStream.range(0, 200).forEach(i -> assign("tester-" + i));
    RecordResult result = solve("tested", "tester-1");

    assertThat(result.accepted()).isZero();
    assertThat(result.rejected()).extracting(Rejected::code).containsExactly("LLM-OBS-011");
    assertThat(server.experiments.assignmentCounts("trial").units()).isEqualTo(300);
    assertThat(counted()).isEqualTo(before);
  }

  @Test
  void takesOutWhatAUnitHasContributedBefore() {
    Experiments.running(server, "trial");
    Experiments.observe(server, "trial", 300, 40, 60);
    List<Json> before = counted();
    // Of one variant by the split, and both metrics.
    for (String unit : List.of("tester-1", "tester-2", "tester-3")) {
      assign(unit);
      solve("solved-" + unit, unit);
      server.experiments.record(
          List.of(NewObservation.of("seconds-" + unit, "trial", unit, "seconds", 0.1)), ANNA);
    }
    assertThat(counted()).isNotEqualTo(before);

    for (String unit : List.of("tester-1", "tester-2", "tester-3")) {
      force(unit, "new");
    }

    assertThat(counted()).isEqualTo(before);
    server = server.restart(folder);
    assertThat(counted()).isEqualTo(before);
    assertThat(solve("solved-tester-1", "tester-1").duplicates()).isEqualTo(1);
  }

  @Test
  void takesOutAnExposureThatIsNotWrittenYet() {
    Experiments.running(server, "trial");
    assign("ann");
    force("ann", "new");

    assertThat(server.experiments.assignmentCounts("trial").units()).isZero();
  }

  @Test
  void givesAReleasedUnitWhatTheSplitSaysAndNeverCountsIt() {
    Experiments.running(server, "trial");
    String bySplit = assign("ann").variant();
    force("ann", bySplit.equals("old") ? "new" : "old");
    server.experiments.release("trial", "ann", "done", ANNA);

    for (int round = 0; round < 2; round++) {
      assertThat(assign("ann").variant()).isEqualTo(bySplit);
      assertThat(assign("ann").reason()).isEqualTo(Reason.EXCLUDED);
      assertThat(solve("e" + round, "ann").rejected())
          .extracting(Rejected::code)
          .containsExactly("LLM-OBS-011");
      assertThat(server.experiments.assignmentCounts("trial").units()).isZero();
      server = server.restart(folder);
    }
    force("ann", "new");
    assertThat(assign("ann").reason()).isEqualTo(Reason.FORCED);
  }

  @Test
  void forgetsAUnitThatIsReleasedBeforeAnybodyWasServed() {
    server.experiments.create(Experiments.draft("trial"), ANNA);
    force("ann", "new");
    server.experiments.release("trial", "ann", "", ANNA);
    server.experiments.start("trial", CHANGE);

    assertThat(assign("ann").reason()).isEqualTo(Reason.ALLOCATED);
    assertThat(solve("e", "ann").accepted()).isEqualTo(1);
  }

  @Test
  void keepsOverridesOverARestart() {
    server.experiments.create(Experiments.draft("trial"), ANNA);
    force("b", "new");
    force("a", "old");
    force("a", "new");
    force("c", "old");
    server.experiments.start("trial", CHANGE);
    server.experiments.release("trial", "c", "done", ANNA);

    server = server.restart(folder);

    assertThat(List.of(assign("a").reason(), assign("c").reason()))
        .containsExactly(Reason.FORCED, Reason.EXCLUDED);
    assertThat(server.experiments.overrides("trial", PageRequest.first(9)).items())
        .extracting(VariantOverride::unit, VariantOverride::variant, VariantOverride::reason)
        .containsExactly(
            tuple("a", Optional.of("new"), "a tester"),
            tuple("b", Optional.of("new"), "a tester"),
            tuple("c", Optional.empty(), "done"));
  }

  @Test
  void refusesWhatCannotBeForced() {
    server.experiments.create(Experiments.draft("trial"), ANNA);

    assertThat(refused("ann", "nwe"))
        .hasMessage("there is no variant nwe; did you mean \"new\"?; the variants are old, new")
        .extracting(ServiceException::kind, ServiceException::code)
        .containsExactly(Kind.INVALID, "LLM-EXP-020");
    assertThat(refused(" ", "new").code()).isEqualTo("LLM-EXP-008");
    assertThat(
            catchThrowableOfType(
                ServiceException.class, () -> server.experiments.release("trial", "ann", "", ANNA)))
        .extracting(ServiceException::kind, ServiceException::code)
        .containsExactly(Kind.NOT_FOUND, "LLM-EXP-017");
    server.experiments.cancel("trial", CHANGE);
    assertThat(refused("ann", "new"))
        .hasMessageContaining("experiment trial is cancelled")
        .extracting(ServiceException::kind, ServiceException::code)
        .containsExactly(Kind.CONFLICT, "LLM-EXP-016");
  }

  @Test
  void keepsTheVariantsThatUnitsWereGiven() {
    server.experiments.create(Experiments.draft("trial"), ANNA);
    force("ann", "new");
    ExperimentEdit edit =
        new ExperimentEdit(
            null,
            null,
            null,
            Optional.of(
                List.of(
                    NewExperiment.NewVariant.of("old", true),
                    NewExperiment.NewVariant.of("newer", false))),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            "");

    assertThat(
            catchThrowableOfType(
                ServiceException.class,
                () -> server.experiments.edit("trial", edit, ANNA, Optional.empty())))
        .hasMessageContaining("variant new is given to units by overrides");
  }

  @Test
  void deletesOverridesWithTheirExperiment() {
    server.experiments.create(Experiments.draft("trial"), ANNA);
    force("ann", "new");
    server.experiments.delete("trial", CHANGE);

    String again = server.experiments.create(Experiments.draft("trial"), ANNA).id();
    server.experiments.start("trial", CHANGE);
    assertThat(assign("ann").reason()).isEqualTo(Reason.ALLOCATED);
    assertThat(server.experiments.overrides(again, PageRequest.first(1)).items()).isEmpty();
  }

  @Test
  void auditsWhoForcedWhomAndWhy() {
    String id = Experiments.running(server, "trial").id();
    force("ann", "new");
    server.experiments.release("trial", "ann", "done", ANNA);

    List<AuditEntry> entries =
        server
            .storage
            .read(stores -> stores.audit().list(AuditStore.Filter.ALL, PageRequest.first(2)))
            .items();
    assertThat(entries)
        .allSatisfy(entry -> assertThat(entry.resource()).isEqualTo("experiment/" + id))
        .extracting(entry -> entry.actor() + " " + entry.action() + " " + entry.reason())
        .containsExactly("anna experiment.release done", "anna experiment.override a tester");
  }

  @Test
  void holdsAnOverrideWhoseCommitNobodyLearntOf() {
    Experiments.running(server, "trial");
    server.storage.loseNextAnswer();

    assertThat(catchThrowableOfType(StorageException.class, () -> force("ann", "new")).kind())
        .isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);
    assertThat(assign("ann").reason()).isEqualTo(Reason.FORCED);
  }
}
