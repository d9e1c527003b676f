package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.model.json.Json;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.analysis.Arm;
import dev.llmops.service.experiment.analysis.Comparison.Verdict;
import dev.llmops.service.experiment.analysis.MetricAnalysis;
import dev.llmops.service.experiment.analysis.SegmentedResult;
import dev.llmops.service.experiment.analysis.SegmentedResult.Segment;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an experiment shows in groups of its units. */
class SegmentsTest {

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

  private void run(String... segments) {
    NewExperiment all = Experiments.draft("trial");
    server.experiments.create(
        new NewExperiment(
            all.name(),
            all.description(),
            all.metadata(),
            all.variants(),
            all.weights(),
            all.shares(),
            all.metrics(),
            all.minSamples(),
            all.confidence(),
            all.targeting(),
            all.traffic(),
            List.of(segments)),
        ANNA);
    server.experiments.start("trial", CHANGE);
  }

  private String assign(String unit, Map<String, Json> attributes) {
    return server.experiments.assign("trial", unit, attributes, ANNA).variant();
  }

  private void observe(String unit, String metric, double value) {
    NewObservation observation =
        NewObservation.of(unit + metric + value, "trial", unit, metric, value);
    assertThat(server.experiments.record(List.of(observation), ANNA).accepted()).isEqualTo(1);
  }

  private SegmentedResult by(String attribute) {
    return server.experiments.segments("trial", attribute);
  }

  private static List<Optional<String>> values(SegmentedResult result) {
    return result.segments().stream().map(Segment::value).toList();
  }

  private ServiceException refused(String attribute) {
    return catchThrowableOfType(ServiceException.class, () -> by(attribute));
  }

  @Test
  void findsTheGroupInWhichTheTreatmentWorks() {
    run("country");
    List<NewObservation> batch = new ArrayList<>();
    Map<String, Integer> solved = new HashMap<>();
    Map<String, Integer> units = new HashMap<>();
    for (int i = 0; i < 900; i++) {
      String country = i % 3 == 0 ? "AT" : "DE";
      String variant = assign("u" + i, Map.of("country", Json.of(country)));
      boolean helps = country.equals("DE") && variant.equals("new");
      int value = i % 10 < (helps ? 8 : 3) ? 1 : 0;
      batch.add(NewObservation.of("e" + i, "trial", "u" + i, "solved", value));
      units.merge(country + variant, 1, Integer::sum);
      solved.merge(country + variant, value, Integer::sum);
    }
    server.experiments.record(batch, ANNA);

    SegmentedResult result = by("country");

    assertThat(values(result)).containsExactly(Optional.of("DE"), Optional.of("AT"));
    assertThat(result.segments()).extracting(Segment::units).containsExactly(600L, 300L);
    MetricAnalysis german = result.segments().getFirst().metrics().getFirst();
    assertThat(german.comparison("new").orElseThrow().verdict()).isEqualTo(Verdict.IMPROVEMENT);
    MetricAnalysis austrian = result.segments().getLast().metrics().getFirst();
    assertThat(austrian.comparison("new").orElseThrow().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Arm arm = german.arm("new");
    assertThat(arm.units()).isEqualTo((long) units.get("DEnew"));
    assertThat(arm.mean().orElseThrow())
        .isCloseTo((double) solved.get("DEnew") / units.get("DEnew"), within(1e-15));
  }

  @Test
  void sumsUpWhatTheUnitsOfAGroupContributedLikeTheWholeDoes() {
    run("plan");
    for (int i = 0; i < 40; i++) {
      assign("u" + i, Map.of("plan", Json.of("pro")));
      observe("u" + i, "seconds", i);
      observe("u" + i, "seconds", i + 0.5);
    }

    MetricAnalysis whole =
        server.experiments.look(server.experiments.find("trial")).metric("seconds");
    MetricAnalysis group = by("plan").segments().getFirst().metrics().getLast();

    assertThat(group.arms()).isEqualTo(whole.arms());
    assertThat(group.comparisons().getFirst().pValue())
        .isEqualTo(whole.comparisons().getFirst().pValue());
  }

  @Test
  void keepsWhatAUnitWasAtItsFirstAssignmentOverRestarts() {
    run("plan", "age");
    assign("ann", Map.of("plan", Json.of("free"), "age", Json.of(31)));
    server = server.restart(folder);
    assign("ann", Map.of("plan", Json.of("pro")));
    assign("bob", Map.of("age", Json.NULL, "street", Json.of("Elm")));

    assertThat(values(by("plan"))).containsExactly(Optional.of("free"), Optional.empty());
    assertThat(values(by("age"))).containsExactly(Optional.of("31"), Optional.empty());
  }

  @Test
  void countsNothingOfUnitsWhoseVariantWasChosenByHand() {
    run("plan");
    assign("ann", Map.of("plan", Json.of("pro")));
    assign("bob", Map.of("plan", Json.of("pro")));
    observe("ann", "solved", 1);

    server.experiments.override("trial", "ann", new NewOverride("new", "tests"), ANNA);

    Segment left = by("plan").segments().getFirst();
    assertThat(left.units()).isEqualTo(1);
    assertThat(left.metrics().getFirst().arms()).extracting(Arm::units).containsOnly(0L);
  }

  @Test
  void showsTheLargestGroupsAndHowManyAreLeftOut() {
    run("city");
    for (int i = 0; i < 25; i++) {
      assign("u" + i, Map.of("city", Json.of("c" + i)));
    }
    assign("more", Map.of("city", Json.of("c24")));

    SegmentedResult result = by("city");

    assertThat(result.segments()).hasSize(20);
    assertThat(values(result).getFirst()).contains("c24");
    assertThat(result.others()).isEqualTo(new SegmentedResult.Others(5, 5));
  }

  @Test
  void keepsNoHalfOfACharacter() {
    run("note");
    String smile = "\uD83D\uDE00";
    assign("ann", Map.of("note", Json.of("x".repeat(99) + smile)));

    assertThat(values(by("note"))).containsExactly(Optional.of("x".repeat(99)));
    assertThat(
            catchThrowableOfType(
                    ServiceException.class,
                    () -> assign("bob", Map.of("note", Json.of(smile.substring(1)))))
                .code())
        .isEqualTo("LLM-EXP-018");
  }

  @Test
  void refusesAttributesThatAreNotKeptOrTellUnitsApart() {
    run("country", "id");
    ServiceException unknown = refused("contry");
    assertThat(unknown.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(unknown).hasMessageContaining("did you mean").hasMessageContaining("country");
    for (int i = 0; i <= 1_000; i++) {
      assign("u" + i, Map.of("id", Json.of(i)));
    }
    assertThat(refused("id").kind()).isEqualTo(Kind.INVALID);
    assertThat(refused("id").code()).isEqualTo("LLM-EXP-022");
  }
}
