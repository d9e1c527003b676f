package dev.llmops.service.experiment;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.spi.storage.StorageException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentDraftTest {

  private static final NewMetric SOLVED =
      NewMetric.of("solved", MetricKind.PROPORTION, Direction.INCREASE, false);

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

  private static NewExperiment draft(
      Map<String, Double> weights, Map<String, Double> shares, NewVariant... variants) {
    return new NewExperiment(
        "trial",
        "",
        Json.EMPTY_OBJECT,
        Arrays.asList(variants),
        weights,
        shares,
        List.of(SOLVED),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  private static NewVariant control(String name) {
    return NewVariant.of(name, true);
  }

  private static NewVariant treatment(String name) {
    return NewVariant.of(name, false);
  }

  private List<Problem> problems(NewExperiment draft) {
    ServiceException e =
        catchThrowableOfType(ServiceException.class, () -> server.experiments.create(draft, ANNA));
    assertThat(e.kind()).isEqualTo(Kind.INVALID);
    assertThat(e.code()).isEqualTo("LLM-EXP-001");
    return e.problems();
  }

  private List<Double> shares(NewExperiment draft) {
    return server.experiments.create(draft, ANNA).variants().stream().map(Variant::share).toList();
  }

  @Test
  void createsADraftWithDefaults() {
    Experiment experiment =
        server.experiments.create(draft(Map.of(), Map.of(), control("a"), treatment("b")), ANNA);

    assertThat(experiment.status()).isEqualTo(ExperimentStatus.DRAFT);
    assertThat(experiment.variants()).extracting(Variant::share).containsExactly(0.5, 0.5);
    assertThat(experiment.metrics())
        .containsExactly(
            new ExperimentMetric(
                "solved", MetricKind.PROPORTION, Direction.INCREASE, true, "two-proportion"));
    assertThat(experiment.minSamples()).isEqualTo(100);
    assertThat(experiment.confidence()).isEqualTo(0.95);
    assertThat(experiment.epoch()).isEqualTo(1);
    assertThat(experiment.salt()).hasSize(32);
  }

  @Test
  void normalisesWeights() {
    assertThat(shares(draft(Map.of("a", 3.0, "b", 1.0), Map.of(), control("a"), treatment("b"))))
        .containsExactly(0.75, 0.25);
  }

  @Test
  void acceptsSharesThatSumToOne() {
    assertThat(shares(draft(Map.of(), Map.of("a", 0.7, "b", 0.3), control("a"), treatment("b"))))
        .containsExactly(0.7, 0.3);
  }

  @Test
  void makesRoundedSharesSumToOne() {
    assertThat(
            shares(draft(Map.of(), Map.of("a", 0.502, "b", 0.502), control("a"), treatment("b"))))
        .containsExactly(0.5, 0.5);
  }

  @Test
  void refusesASplitThatDoesNotAddUpOrNamesAnUnknownVariant() {
    assertThat(problems(draft(Map.of(), Map.of("a", 0.7, "b", 0.32), control("a"), treatment("b"))))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.pointer()).isEqualTo("/shares");
          assertThat(problem.message()).contains("sum to 1");
        });
    assertThat(
            problems(
                draft(
                    Map.of("a", 1.0, "b", -1.0, "c", 1.0), Map.of(), control("a"), treatment("b"))))
        .extracting(Problem::pointer)
        .containsExactly("/weights", "/weights");
    assertThat(
            problems(
                draft(
                    Map.of("a", 1.0, "b", 1.0),
                    Map.of("a", 0.5, "b", 0.5),
                    control("a"),
                    treatment("b"))))
        .containsExactly(
            new Problem(
                "/shares",
                "give either weights, which are normalised, or shares, which sum to 1, not both"));
  }

  @Test
  void refusesAControlWithoutTraffic() {
    assertThat(problems(draft(Map.of("a", 0.0, "b", 1.0), Map.of(), control("a"), treatment("b"))))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .startsWith("the control a needs a share above 0");
  }

  @Test
  void demandsExactlyOneControl() {
    assertThat(problems(draft(Map.of(), Map.of(), treatment("a"), treatment("b"))))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .startsWith("mark one");
    assertThat(problems(draft(Map.of(), Map.of(), control("a"), control("b"))))
        .containsExactly(
            new Problem("/variants", "exactly one variant is the control, but a, b are marked"));
  }

  @Test
  void reportsEverythingThatIsWrongAtOnce() {
    NewExperiment draft =
        new NewExperiment(
            "",
            "",
            Json.of(1),
            List.of(
                control("a").serving("missing", "production"),
                new NewVariant(
                    "a",
                    "",
                    false,
                    Optional.empty(),
                    Optional.of("nobody"),
                    Optional.empty(),
                    Json.of(1))),
            Map.of(),
            Map.of(),
            List.of(
                new NewMetric("m", Optional.empty(), null, false, Optional.empty()),
                new NewMetric(
                    "m", Optional.of(MetricKind.MEAN), null, false, Optional.of("two-proportion")),
                new NewMetric("n", Optional.of(MetricKind.MEAN), null, false, Optional.of("wlch"))),
            Optional.of(1L),
            Optional.of(1.0),
            List.of(),
            Optional.empty(),
            List.of("country", "", "country"));

    List<Problem> problems = problems(draft);

    assertThat(problems)
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder(
            "/name",
            "/metadata",
            "/variants/0/prompt",
            "/variants/1/name",
            "/variants/1/provider",
            "/variants/1/parameters",
            "/metrics/0/kind",
            "/metrics/1/name",
            "/metrics/1/test",
            "/metrics/2/test",
            "/minSamples",
            "/confidence",
            "/segments/1",
            "/segments/2");
    assertThat(problems)
        .contains(
            new Problem(
                "/metrics/1/test",
                "test two-proportion compares COUNTS, but a mean has MOMENTS; choose a test such as"
                    + " welch"));
    assertThat(problems)
        .anySatisfy(problem -> assertThat(problem.message()).contains("did you mean \"welch\"?"));
  }

  @Test
  void demandsTwoVariantsAndAMetric() {
    NewExperiment draft = NewExperiment.of("trial", List.of(control("a")), List.of());

    assertThat(problems(draft))
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder("/variants", "/metrics");
  }

  @Test
  void refusesANameThatIsTaken() {
    server.experiments.create(Experiments.draft("trial"), ANNA);

    ServiceException e =
        catchThrowableOfType(
            ServiceException.class,
            () -> server.experiments.create(Experiments.draft("trial"), ANNA));

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e).hasMessage("there is an experiment trial already; choose another name");
  }

  @Test
  void knowsWhatWasCreatedEvenWhenTheAnswerWasLost() {
    server.storage.loseNextAnswer();

    StorageException e =
        catchThrowableOfType(
            StorageException.class,
            () -> server.experiments.create(Experiments.draft("trial"), ANNA));

    assertThat(e.kind()).isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);
    assertThat(server.experiments.find("trial").status()).isEqualTo(ExperimentStatus.DRAFT);
  }

  @Test
  void keepsPromptReferencesUntilTheStart() {
    Experiment experiment =
        server.experiments.create(Experiments.promptDraft(server, "trial"), ANNA);

    assertThat(experiment.variants())
        .extracting(Variant::prompt)
        .containsExactly(
            Optional.of(new PromptReference("answer", "production")),
            Optional.of(new PromptReference("answer", "^1.0")));
  }

  @Test
  void givesEveryRefusalACodeOfItsOwn() throws IllegalAccessException {
    List<Object> codes = new ArrayList<>();
    for (var field :
        Arrays.stream(ExperimentCodes.class.getDeclaredFields())
            .filter(field -> Modifier.isPublic(field.getModifiers()))
            .toList()) {
      codes.add(field.get(null));
    }

    assertThat(codes)
        .hasSize(34)
        .doesNotHaveDuplicates()
        .allSatisfy(code -> assertThat((String) code).matches("LLM-(EXP|OBS)-\\d{3}"));
  }
}
