package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.Assignment.Reason;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.online.Rival;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentTest {

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

  private List<String> variants(String experiment, int units) {
    return IntStream.range(0, units)
        .mapToObj(i -> server.experiments.assign(experiment, "user-" + i, ANNA).variant())
        .toList();
  }

  private ServiceException refused(String unit) {
    return catchThrowableOfType(
        ServiceException.class, () -> server.experiments.assign("trial", unit, ANNA));
  }

  @Test
  void servesWhatTheVariantSays() {
    server.experiments.create(Experiments.promptDraft(server, "trial"), ANNA);
    String id = server.experiments.start("trial", CHANGE).id();

    Assignment assignment = server.experiments.assign("trial", "user-1", ANNA);

    assertThat(assignment.experiment()).isEqualTo(id);
    assertThat(assignment.reason()).isEqualTo(Reason.ALLOCATED);
    assertThat(assignment.prompt())
        .contains(
            new PromptReference("answer", assignment.variant().equals("old") ? "1.0.0" : "1.1.0"));
    assertThat(assignment.epoch()).isEqualTo(1);
    assertThat(server.experiments.assign(id, "user-1", ANNA)).isEqualTo(assignment);
  }

  @Test
  void assignsTheSameVariantsAfterARestart() {
    Experiments.running(server, "trial");
    List<String> before = variants("trial", 500);

    server = server.restart(folder);

    assertThat(variants("trial", 500)).isEqualTo(before);
  }

  @Test
  void dividesUnitsByTheSharesAndIndependentlyOfOtherExperiments() {
    Experiments.running(server, "one");
    Experiments.running(server, "two");

    List<String> one = variants("one", 10_000);
    List<String> two = variants("two", 10_000);

    Map<String, Long> counts =
        one.stream().collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    // Four standard deviations of a fair coin.
    assertThat(counts.get("new")).isBetween(4_800L, 5_200L);
    long agreements = IntStream.range(0, 10_000).filter(i -> one.get(i).equals(two.get(i))).count();
    assertThat(agreements).isBetween(4_800L, 5_200L);
  }

  @Test
  void servesTheControlWhilePausedWithoutExposingAnybody() {
    Experiments.running(server, "trial");
    server.experiments.pause("trial", CHANGE);

    Assignment assignment = server.experiments.assign("trial", "user-1", ANNA);
    List<String> all = variants("trial", 50);
    server.experiments.start("trial", CHANGE);

    assertThat(assignment.reason()).isEqualTo(Reason.PAUSED);
    assertThat(all).containsOnly("old");
    assertThat(at(server.experiments.results("trial"), "sampleRatio.arms.0.units"))
        .isEqualTo(Json.of(0));
    assertThat(at(server.experiments.results("trial"), "sampleRatio.arms.1.units"))
        .isEqualTo(Json.of(0));
  }

  @Test
  void servesTheWinnerOrElseTheControlOnceCompleted() {
    Experiments.running(server, "won");
    Experiments.running(server, "undecided");
    server.experiments.complete("won", Completion.of("new", false), CHANGE);
    server.experiments.complete("undecided", Completion.WITHOUT_WINNER, CHANGE);

    assertThat(variants("won", 50)).containsOnly("new");
    assertThat(variants("undecided", 50)).containsOnly("old");
    assertThat(server.experiments.assign("won", "user-1", ANNA).reason())
        .isEqualTo(Reason.COMPLETED);
  }

  @Test
  void assignsNobodyInADraftOrACancelledExperiment() {
    server.experiments.create(Experiments.draft("trial"), ANNA);

    assertThat(refused("user-1"))
        .hasMessage("experiment trial is draft and assigns nobody; start it first")
        .extracting(ServiceException::kind)
        .isEqualTo(Kind.CONFLICT);
    server.experiments.cancel("trial", CHANGE);
    assertThat(refused("user-1")).hasMessage("experiment trial is cancelled and assigns nobody");
  }

  @Test
  void refusesUnusableUnits() {
    Experiments.running(server, "trial");

    for (String unit : List.of("", "  ", "x".repeat(257), "a\u0000b", "half \ud83d")) {
      assertThat(refused(unit).kind()).isEqualTo(Kind.INVALID);
    }
    assertThat(server.experiments.assign("trial", "é".repeat(256), ANNA).variant()).isNotEmpty();
  }

  @Test
  void countsEveryAssignedUnitOnce() {
    Experiments.running(server, "trial");
    variants("trial", 300);
    variants("trial", 300);

    // Pausing writes what is pending.
    server.experiments.pause("trial", CHANGE);

    Json results = server.experiments.results("trial");
    long units =
        at(results, "sampleRatio.arms.0.units").asLong()
            + at(results, "sampleRatio.arms.1.units").asLong();
    assertThat(units).isEqualTo(300);
    assertThat(at(results, "sampleRatio.status")).isEqualTo(Json.of("ok"));
  }

  @Test
  void whoIsServedAVariantIsExposedBeforeTheExperimentEnds() throws Exception {
    String id = Experiments.running(server, "trial").id();
    List<Long> atTheEnd = new CopyOnWriteArrayList<>();
    Rival rival =
        new Rival(() -> {
          server.experiments.cancel(id, CHANGE);
          atTheEnd.addAll(
              server.storage.read(stores -> stores.experiments().exposureCounts(id)).values());
        });
    // The status has been looked at, and the exposure is not in the buffer.
    server.clock.duringNextReading(rival::run);

    Assignment assignment = server.experiments.assign("trial", "ann", ANNA);
    rival.join();

    assertThat(assignment.reason()).isEqualTo(Reason.ALLOCATED);
    assertThat(atTheEnd).containsExactly(1L);
  }
}
