package dev.llmops.service.experiment;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.ModelComparison.Candidate;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelComparisonTest {

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

  private static ModelComparison comparison(String prompt, String provider, Candidate... models) {
    return new ModelComparison(
        "trial",
        "",
        List.of(models),
        Optional.ofNullable(prompt).map(name -> new PromptReference(name, null)),
        Optional.ofNullable(provider),
        Json.EMPTY_OBJECT,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static Candidate at(String provider, String model) {
    return new Candidate(model, Optional.of(provider), Optional.empty());
  }

  private static Candidate[] models(String... models) {
    return Stream.of(models).map(Candidate::of).toArray(Candidate[]::new);
  }

  private List<String> names(Candidate... models) {
    return comparison(null, null, models).toExperiment().variants().stream()
        .map(NewExperiment.NewVariant::name)
        .toList();
  }

  private List<String> pointers(ModelComparison comparison) {
    ServiceException e =
        catchThrowableOfType(
            ServiceException.class, () -> server.experiments.compareModels(comparison, ANNA));
    assertThat(e.code()).isEqualTo(ExperimentCodes.INVALID_COMPARISON);
    return e.problems().stream().map(Problem::pointer).toList();
  }

  @Test
  void modelsThatDifferInUnusualCharactersOnlyHaveVariantsOfTheirOwn() {
    ModelComparison comparison = comparison(null, null, models("small:8b", "small-8b", "small 8b"));

    assertThat(server.experiments.compareModels(comparison, ANNA).variants())
        .extracting(Variant::name, variant -> variant.model().orElseThrow())
        .containsExactly(
            tuple("small-8b", "small:8b"),
            tuple("small-8b-2", "small-8b"),
            tuple("small-8b-3", "small 8b"));
  }

  @Test
  void aModelIsComparedAtTwoProviders() {
    assertThat(names(at("azure", "large"), at("mirror", "large")))
        .containsExactly("large", "large-mirror");
    assertThat(comparison(null, null, at("azure", "large"), at("mirror", "large")).check().list())
        .isEmpty();
    assertThat(
            comparison(null, "azure", at("azure", "large"), Candidate.of("large")).check().list())
        .containsExactly(
            new Problem("/models/1/model", "model large of provider azure is given twice"));
  }

  @Test
  void everyModelHasAVariantThatCanBeNamed() {
    String overlong = "m".repeat(200);
    ModelComparison comparison =
        comparison(null, null, models("@cf/meta//llama", "::", overlong, overlong + ":2"));

    assertThat(server.experiments.compareModels(comparison, ANNA).variants())
        .extracting(Variant::name)
        .containsExactly("cf/meta/llama", "model", "m".repeat(128), "m".repeat(126) + "-2");
  }

  @Test
  void problemsAreToldWhereTheComparisonHasThem() {
    assertThat(pointers(comparison("nowhere", "nobody", models("a", "b", ""))))
        .containsExactlyInAnyOrder("/models/2/model", "/prompt", "/provider");
    assertThat(pointers(comparison(null, null, Candidate.of("a"), at("nobody", "b"))))
        .containsExactly("/models/1/provider");
    assertThat(pointers(comparison(null, null))).containsExactly("/models");
  }

  @Test
  void parametersAreToldWhereTheyAreGiven() {
    Candidate own = new Candidate("a", Optional.empty(), Optional.of(Json.of(1)));

    assertThat(pointers(comparison(null, null, own, Candidate.of("b"))))
        .containsExactly("/models/0/parameters");
  }
}
