package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.experiment.Experiments.at;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.json.Json;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosteriorsTest {

  private static final String POSTERIOR = "metrics.0.comparisons.0.posterior.";

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

  private void run(String name, Direction direction, Optional<String> test) {
    server.experiments.create(
        NewExperiment.of(
            name,
            List.of(NewVariant.of("old", true), NewVariant.of("new", false)),
            List.of(
                new NewMetric(
                    "solved", Optional.of(MetricKind.PROPORTION), direction, true, test))),
        ANNA);
    server.experiments.start(name, CHANGE);
    Experiments.observe(server, name, 400, 40, 50);
  }

  private Json view(String name) {
    return server.experiments.resultsWithPosteriors(name);
  }

  /** Without the posteriors. */
  private static Json rest(Json json) {
    if (json.isArray()) {
      return Json.array(json.elements().stream().map(PosteriorsTest::rest).toList());
    }
    if (!json.isObject()) {
      return json;
    }
    Map<String, Json> fields = new LinkedHashMap<>();
    json.fields()
        .forEach((name, value) -> {
          if (!name.equals("posterior")) {
            fields.put(name, rest(value));
          }
        });
    return Json.object(fields);
  }

  @Test
  void tellsHowLikelyATreatmentIsBetterInTheDirectionOfTheMetric() {
    run("up", Direction.INCREASE, Optional.empty());
    run("down", Direction.DECREASE, Optional.empty());

    double up = at(view("up"), POSTERIOR + "probabilityBetter").asDouble();
    assertThat(up).isBetween(0.9, 0.999);
    double loss = at(view("up"), POSTERIOR + "expectedLoss").asDouble();
    assertThat(loss).isBetween(0.0, 0.01);

    // The salt differs, and with it the units of each variant.
    assertThat(at(view("down"), POSTERIOR + "probabilityBetter").asDouble())
        .isCloseTo(1 - up, within(0.1));
    assertThat(at(view("down"), POSTERIOR + "expectedLoss").asDouble()).isBetween(0.05, 0.2);
    assertThat(at(view("up"), POSTERIOR + "interval.kind")).isEqualTo(Json.of("credible"));
    assertThat(at(view("up"), POSTERIOR + "test")).isEqualTo(Json.of("bayesian-proportion"));
  }

  @Test
  void changesNothingElse() {
    run("trial", Direction.INCREASE, Optional.empty());
    assertThat(rest(view("trial"))).isEqualTo(server.experiments.results("trial"));
    assertThat(server.experiments.results("trial").toString()).doesNotContain("posterior");
  }

  @Test
  void isToldOfAFrozenResultToo() {
    run("trial", Direction.INCREASE, Optional.empty());
    Json running = view("trial");
    server.experiments.complete("trial", Completion.WITHOUT_WINNER, CHANGE);

    Json frozen = view("trial");
    assertThat(at(frozen, "frozen")).isEqualTo(Json.of(true));
    assertThat(rest(frozen)).isEqualTo(server.experiments.results("trial"));
    assertThat(at(frozen, "metrics.0.comparisons.0.posterior"))
        .isEqualTo(at(running, "metrics.0.comparisons.0.posterior"));
  }

  @Test
  void saysWhyThereIsNone() {
    run("trial", Direction.INCREASE, Optional.empty());
    server.plugins.remove("bayesian-proportion");

    Json view = view("trial");
    assertThat(at(view, POSTERIOR + "status")).isEqualTo(Json.of("failed"));
    assertThat(at(view, POSTERIOR + "probabilityBetter").isNull()).isTrue();
    assertThat(at(view, POSTERIOR + "notes.0").asString())
        .contains("test bayesian-proportion gave no result");
    assertThat(at(view, "decision")).isEqualTo(at(server.experiments.results("trial"), "decision"));
  }

  @Test
  void neverDecidesEvenWhereItIsTheOnlyTest() {
    server.experiments.create(
        NewExperiment.of(
            "sure",
            List.of(NewVariant.of("old", true), NewVariant.of("new", false)),
            List.of(
                new NewMetric(
                    "solved",
                    Optional.of(MetricKind.PROPORTION),
                    Direction.INCREASE,
                    true,
                    Optional.of("bayesian-proportion")))),
        ANNA);
    server.experiments.start("sure", CHANGE);
    Experiments.observe(server, "sure", 400, 10, 90);

    Json view = view("sure");
    assertThat(at(view, POSTERIOR + "probabilityBetter").asDouble()).isGreaterThan(0.999999);
    assertThat(at(view, "metrics.0.comparisons.0.pValue").isNull()).isTrue();
    assertThat(at(view, "decision.action")).isEqualTo(Json.of("continue"));
  }
}
