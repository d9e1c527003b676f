package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LooksTest {

  @TempDir Path folder;
  private OnlineServer server;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    Experiments.running(server, "trial");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void look() {
    server.experiments.look(server.experiments.find("trial"));
  }

  /** Oldest first. */
  private List<ExperimentLook> looks() {
    return server.experiments.looks("trial", PageRequest.first(500)).items().reversed();
  }

  private void observe(String unit, double value) {
    server.experiments.assign("trial", unit, ANNA);
    server.experiments.record(
        List.of(NewObservation.of("event-" + unit, "trial", unit, "solved", value)), ANNA);
  }

  @Test
  void keepsWhatWasSeenInTheCourseOfTime() {
    look();
    server.clock.advance(Duration.ofMinutes(10));
    Experiments.observe(server, "trial", 400, 30, 60);
    Json result = server.experiments.results("trial");
    look();

    List<ExperimentLook> looks = looks();
    assertThat(looks).extracting(ExperimentLook::number).containsExactly(1L, 2L);
    assertThat(at(looks.getFirst().result(), "decision.action")).isEqualTo(Json.of("continue"));
    ExperimentLook last = looks.getLast();
    assertThat(last.at()).isEqualTo(server.clock.instant());
    assertThat(at(last.result(), "units")).isEqualTo(Json.of(400));
    assertThat(at(last.result(), "arms.0.units")).isEqualTo(at(result, "sampleRatio.arms.0.units"));
    assertThat(at(last.result(), "metrics.0.name")).isEqualTo(Json.of("solved"));
    for (String field : List.of("variant", "estimate", "interval", "pValue", "adjustedPValue")) {
      String path = "metrics.0.comparisons.0." + field;
      assertThat(at(last.result(), path)).as(field).isEqualTo(at(result, path));
      assertThat(at(last.result(), path).isNull()).as(field).isFalse();
    }
    assertThat(at(last.result(), "decision.action")).isEqualTo(Json.of("ship"));
    assertThat(at(last.result(), "decision.variant")).isEqualTo(Json.of("new"));
  }

  @Test
  void keepsNoLookThatTellsNothingNew() {
    Experiments.observe(server, "trial", 50, 30, 60);
    look();
    server.clock.advance(Duration.ofHours(1));
    look();
    assertThat(looks()).hasSize(1);

    observe("somebody", 1);
    look();
    assertThat(looks()).hasSize(2);
  }

  @Test
  void keepsFewerLooksTheLongerItRuns() {
    server.clock.advance(Duration.ofMinutes(10 * 150));
    for (int check = 151; check <= 250; check++) {
      server.clock.advance(Duration.ofMinutes(10));
      observe("user-" + check, check % 2);
      look();
      if (check == 200) {
        assertThat(looks()).hasSize(50);
      }
    }

    // Every second one from the 200th on.
    assertThat(looks()).hasSize(75);
  }

  @Test
  void theEndIsAlwaysKept() {
    server.clock.advance(Duration.ofHours(100));
    look();
    server.clock.advance(Duration.ofMinutes(1));
    Experiments.observe(server, "trial", 40, 30, 60);
    look();
    assertThat(looks()).hasSize(1);

    server.experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);
    assertThat(looks()).hasSize(2);
    assertThat(looks().getLast().at()).isEqualTo(server.clock.instant());
    assertThat(at(looks().getLast().result(), "units")).isEqualTo(Json.of(40));
  }

  @Test
  void aLookThatTheEndOvertakesIsNotKept() {
    Experiments.observe(server, "trial", 40, 30, 60);
    server.plugins.duringCalls(() -> {
      server.plugins.duringCalls(() -> {});
      observe("somebody", 1);
      server.experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);
    });
    look();

    assertThat(looks())
        .singleElement()
        .satisfies(it -> assertThat(at(it.result(), "units")).isEqualTo(Json.of(41)));
  }

  @Test
  void looksArePagedNewestFirst() {
    for (int i = 0; i < 3; i++) {
      observe("user-" + i, 1);
      look();
      server.clock.advance(Duration.ofHours(1));
    }
    Page<ExperimentLook> first = server.experiments.looks("trial", PageRequest.first(2));
    assertThat(first.items()).extracting(ExperimentLook::number).containsExactly(3L, 2L);
    assertThat(server.experiments.looks("trial", new PageRequest(2, first.nextCursor())).items())
        .extracting(ExperimentLook::number)
        .containsExactly(1L);
  }
}
