package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.experiment.PromptComparison.Arm;
import dev.llmops.service.online.AtOnce;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.prompt.NewPromptVersion;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Experiments at ten times the load that they have to stand: 200 creations, 1,000 observations and
 * 500 whole lives at once.
 */
class ExperimentConcurrencyTest {

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

  private long units(String experiment, int metric) {
    Json result = server.experiments.results(experiment);
    return at(result, "metrics." + metric + ".arms.0.units").asLong()
        + at(result, "metrics." + metric + ".arms.1.units").asLong();
  }

  private double total(String experiment, int metric) {
    Json result = server.experiments.results(experiment);
    double total = 0;
    for (int arm = 0; arm < 2; arm++) {
      Json found = at(result, "metrics." + metric + ".arms." + arm);
      total += at(found, "units").asLong() * at(found, "mean").asDouble();
    }
    return total;
  }

  private Set<String> names() {
    Set<String> names = new HashSet<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<Experiment> page =
          server.experiments.list(Optional.empty(), new PageRequest(PageRequest.MAX_LIMIT, cursor));
      page.items().forEach(experiment -> names.add(experiment.name()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    return names;
  }

  @Test
  void twoHundredCreationsAreAllKept() throws Exception {
    List<Experiment> created =
        AtOnce.run(200, i -> server.experiments.create(Experiments.draft("trial-" + i), ANNA));

    assertThat(created.stream().map(Experiment::id).distinct()).hasSize(200);
    assertThat(created.stream().map(Experiment::salt).distinct()).hasSize(200);
    assertThat(names()).hasSize(200);
    server = server.restart(folder);
    assertThat(names()).hasSize(200);
  }

  @Test
  void oneOfTwoHundredGetsTheName() throws Exception {
    List<Boolean> created =
        AtOnce.run(
            200,
            i -> {
              try {
                server.experiments.create(Experiments.draft("trial"), ANNA);
                return true;
              } catch (ServiceException e) {
                return false;
              }
            });

    assertThat(Collections.frequency(created, true)).isEqualTo(1);
    assertThat(names()).hasSize(1);
  }

  @Test
  void aThousandObservationsAtOnceAreAllCounted() throws Exception {
    Experiments.running(server, "trial");

    AtOnce.run(
        1_000,
        i -> {
          String unit = "user-" + i;
          server.experiments.assign("trial", unit, ANNA);
          NewObservation seconds = NewObservation.of("event-" + i, "trial", unit, "seconds", i);
          assertThat(server.experiments.record(List.of(seconds), ANNA).accepted()).isEqualTo(1);
          return i;
        });

    assertThat(server.experiments.assignmentCounts("trial").units()).isEqualTo(1_000);
    server = server.restart(folder);
    assertThat(server.experiments.assignmentCounts("trial").units()).isEqualTo(1_000);
    assertThat(units("trial", 1)).isEqualTo(1_000);
    // 0 + 1 + … + 999.
    assertThat(total("trial", 1)).isCloseTo(499_500, within(1e-6));
  }

  @Test
  void whatAThousandThreadsSendTwiceIsCountedOnce() throws Exception {
    Experiments.running(server, "trial");
    server.experiments.assign("trial", "ann", ANNA);

    List<RecordResult> results =
        AtOnce.run(
            1_000,
            i ->
                server.experiments.record(
                    List.of(NewObservation.of("event-" + i / 2, "trial", "ann", "seconds", 1)),
                    ANNA));

    assertThat(results.stream().mapToInt(RecordResult::accepted).sum()).isEqualTo(500);
    assertThat(results.stream().mapToInt(RecordResult::duplicates).sum()).isEqualTo(500);
    assertThat(at(server.experiments.results("trial"), "observations").asLong()).isEqualTo(500);
  }

  @Test
  void aUnitThatAThousandThreadsAskForHasOneVariantAndOneExposure() throws Exception {
    Experiments.running(server, "trial");

    List<String> variants =
        AtOnce.run(1_000, i -> server.experiments.assign("trial", "ann", ANNA).variant());

    assertThat(Set.copyOf(variants)).hasSize(1);
    assertThat(server.experiments.assignmentCounts("trial").units()).isEqualTo(1);
  }

  @Test
  void assigningRecordingAndReadingAtOnceLosesNothing() throws Exception {
    Experiments.running(server, "trial");

    AtOnce.run(
        200,
        i -> {
          for (int u = 0; u < 10; u++) {
            String unit = "user-" + i + "-" + u;
            server.experiments.assign("trial", unit, ANNA);
            server.experiments.record(
                List.of(
                    NewObservation.of("solved-" + unit, "trial", unit, "solved", u % 2),
                    NewObservation.of("seconds-" + unit, "trial", unit, "seconds", u)),
                ANNA);
          }
          Json seen = server.experiments.results("trial");
          assertThat(at(seen, "units").asLong()).isBetween(0L, 2_000L);
          return i;
        });

    server = server.restart(folder);
    assertThat(units("trial", 0)).isEqualTo(2_000);
    assertThat(units("trial", 1)).isEqualTo(2_000);
    assertThat(total("trial", 0)).isCloseTo(1_000, within(1e-6));
    assertThat(total("trial", 1)).isCloseTo(9_000, within(1e-6));
  }

  @Test
  void fiveHundredWholeLivesAtOnceEndAsTheyShould() throws Exception {
    List<Experiment> ended =
        AtOnce.run(
            500,
            i -> {
              String name = "trial-" + i;
              Experiments.running(server, name);
              server.experiments.assign(name, "ann", ANNA);
              server.experiments.record(
                  List.of(NewObservation.of("event-" + i, name, "ann", "solved", 1)), ANNA);
              server.experiments.pause(name, CHANGE);
              server.experiments.start(name, CHANGE);
              return i % 5 == 0
                  ? server.experiments.cancel(name, CHANGE)
                  : server.experiments.complete(name, Completion.WITHOUT_WINNER, CHANGE);
            });

    assertThat(ended).extracting(Experiment::revision).containsOnly(5L);
    assertThat(ended.stream().filter(it -> it.status() == ExperimentStatus.COMPLETED)).hasSize(400);
    server = server.restart(folder);
    for (Experiment experiment : ended) {
      assertThat(server.experiments.find(experiment.id())).isEqualTo(experiment);
      assertThat(server.experiments.history(experiment.id(), PageRequest.first(10)).items())
          .extracting(ExperimentChange::revision)
          .containsExactly(5L, 4L, 3L, 2L, 1L);
      assertThat(at(server.experiments.results(experiment.id()), "observations").asLong())
          .isEqualTo(1);
    }
  }

  @Test
  void comparisonsThatShareTheirPromptsDoNotWaitForEachOther() throws Exception {
    AtOnce.run(
        200,
        i -> {
          Arm one = created("left", i);
          Arm other = created("right", i);
          return server.experiments.comparePrompts(
              PromptComparison.of("trial-" + i, i % 2 == 0 ? one : other, i % 2 == 0 ? other : one),
              ANNA);
        });

    assertThat(server.prompts.versions("left")).hasSize(200);
    assertThat(server.prompts.versions("right")).hasSize(200);
    assertThat(names()).hasSize(200);
  }

  private static Arm created(String prompt, int number) {
    return Arm.creating(NewPromptVersion.of(prompt, "1." + number + ".0", "Text", List.of()));
  }
}
