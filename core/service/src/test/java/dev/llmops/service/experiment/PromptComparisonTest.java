package dev.llmops.service.experiment;

import static dev.llmops.service.experiment.Experiments.CHANGE;
import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.PromptComparison.Arm;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.prompt.PromptFilter;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptComparisonTest {

  @TempDir Path folder;
  private OnlineServer server;
  private ExperimentManager experiments;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    experiments = server.experiments;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Arm creating(String prompt, String version) {
    return Arm.creating(NewPromptVersion.of(prompt, version, "Text " + version, List.of()));
  }

  private static PromptComparison withShare(Arm control, Arm treatment, double share) {
    return new PromptComparison(
        "trial",
        "",
        control,
        treatment,
        Optional.of(share),
        Optional.empty(),
        Optional.of("large"),
        Json.EMPTY_OBJECT,
        List.of(),
        Optional.of(50L),
        Optional.empty());
  }

  private ServiceException refused(PromptComparison comparison) {
    return catchThrowableOfType(
        ServiceException.class, () -> experiments.comparePrompts(comparison, ANNA));
  }

  private List<String> prompts() {
    return server.prompts.list(PromptFilter.ALL, PageRequest.first(10)).items().stream()
        .map(prompt -> prompt.name() + " " + prompt.highest())
        .toList();
  }

  private void assertThatNothingRemains(List<String> before, int auditedBefore) {
    assertThat(prompts()).isEqualTo(before);
    assertThat(experiments.list(Optional.empty(), PageRequest.first(10)).items()).isEmpty();
    assertThat(audited()).isEqualTo(auditedBefore);
    server = server.restart(folder);
    experiments = server.experiments;
    assertThat(prompts()).isEqualTo(before);
  }

  private int audited() {
    return server.audit.list(AuditStore.Filter.ALL, PageRequest.first(50)).items().size();
  }

  @Test
  void createsBothVersionsAndTheExperimentAtOnce() {
    server.storage.rerunEverything();

    Experiment created =
        experiments.comparePrompts(
            withShare(creating("greet", "1.0.0"), creating("greet", "1.1.0"), 0.3), ANNA);

    assertThat(created.status()).isEqualTo(ExperimentStatus.DRAFT);
    assertThat(created.description()).isEqualTo("Prompt comparison: greet 1.0.0, greet 1.1.0");
    assertThat(created.variants())
        .extracting(Variant::name)
        .containsExactly("control", "treatment");
    assertThat(created.variants()).extracting(Variant::share).containsExactly(0.7, 0.3);
    assertThat(created.variants().get(1).prompt()).contains(new PromptReference("greet", "1.1.0"));
    assertThat(created.variants().get(1).model()).contains("large");
    assertThat(created.control().name()).isEqualTo("control");
    assertThat(created.minSamples()).isEqualTo(50);
    assertThat(created.metrics())
        .extracting(ExperimentMetric::name)
        .containsExactly("quality", "latency", "satisfaction");
    assertThat(created.metrics().getFirst().primary()).isTrue();
    assertThat(server.prompts.versions("greet"))
        .extracting(PromptVersion::version)
        .containsExactly("1.1.0", "1.0.0");
    assertThat(server.prompts.resolve("greet", "production").version().version())
        .isEqualTo("1.0.0");
    assertThat(experiments.start("trial", CHANGE).status()).isEqualTo(ExperimentStatus.RUNNING);
  }

  @Test
  void comparesWhatExistsWithWhatIsNew() {
    server.prompts.create(NewPromptVersion.of("greet", "1.0.0", "Hello", List.of()), ANNA);
    NewPromptVersion better =
        NewPromptVersion.of("greet", "1.1.0", "Hi", List.of()).withLabels(List.of("production"));

    Experiment created =
        experiments.comparePrompts(
            PromptComparison.of("trial", Arm.existing("greet", "production"), Arm.creating(better)),
            ANNA);

    // The label has moved to the treatment, and yet the control is what it meant before.
    assertThat(created.variants())
        .extracting(variant -> variant.prompt().orElseThrow().ref())
        .containsExactly("1.0.0", "1.1.0");
  }

  @Test
  void nothingRemainsWhenTheTreatmentExists() {
    server.prompts.create(NewPromptVersion.of("greet", "2.0.0", "Hello", List.of()), ANNA);
    int audited = audited();

    ServiceException e =
        refused(
            PromptComparison.of("trial", creating("other", "1.0.0"), creating("greet", "2.0.0")));

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e).hasMessageContaining("prompt greet already has version 2.0.0");
    assertThatNothingRemains(List.of("greet 2.0.0"), audited);
  }

  @Test
  void nothingRemainsWhenTheExperimentCannotBeStored() {
    Experiment unseen =
        ExperimentDraft.check(
            Experiments.draft("trial"),
            ExperimentSettings.DEFAULT,
            new References(server.prompts, server.plugins),
            "another-server-made-it",
            "salt",
            server.clock.instant());
    server.storage.inTransaction(stores -> {
      stores.experiments().insert(unseen);
      return unseen;
    });

    ServiceException e =
        refused(
            PromptComparison.of("trial", creating("greet", "1.0.0"), creating("greet", "1.1.0")));

    assertThat(e.code()).isEqualTo(ExperimentCodes.NAME_TAKEN);
    assertThat(prompts()).isEmpty();
    assertThat(audited()).isZero();
    server = server.restart(folder);
    experiments = server.experiments;
    assertThat(prompts()).isEmpty();
  }

  @Test
  void tellsEverythingThatIsWrongAndKeepsNothing() {
    server.prompts.create(NewPromptVersion.of("greet", "1.0.0", "Hello", List.of()), ANNA);
    int audited = audited();

    ServiceException e =
        refused(
            withShare(
                Arm.creating(NewPromptVersion.of("greet", "one", "Hello {{name", List.of())),
                Arm.existing("greet", "^3"),
                1));

    assertThat(e.kind()).isEqualTo(Kind.INVALID);
    assertThat(e.code()).isEqualTo(ExperimentCodes.INVALID_COMPARISON);
    assertThat(e.problems())
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder(
            "/control/create/version", "/control/create/content", "/treatment/prompt", "/share");
    assertThatNothingRemains(List.of("greet 1.0.0"), audited);
  }

  @Test
  void refusesToCompareAVersionWithItself() {
    server.prompts.create(NewPromptVersion.of("greet", "1.0.0", "Hello", List.of()), ANNA);

    assertThat(
            refused(
                    PromptComparison.of(
                        "trial", Arm.existing("greet", "production"), Arm.existing("greet", "^1")))
                .problems())
        .extracting(Problem::pointer)
        .containsExactly("/treatment");
    assertThat(
            refused(
                    PromptComparison.of(
                        "trial", creating("greet", "1.1.0"), creating("greet", "1.1.0")))
                .problems())
        .extracting(Problem::pointer)
        .containsExactly("/treatment");
  }

  @Test
  void wantsExactlyOneWordOnEachArm() {
    Arm both =
        new Arm(
            creating("greet", "1.0.0").create(), Optional.of(new PromptReference("greet", "1")));

    assertThat(refused(PromptComparison.of("trial", both, null)).problems())
        .extracting(Problem::pointer)
        .contains("/control", "/treatment");
  }

  @Test
  void knowsWhatWasCommittedEvenWhenTheAnswerWasLost() {
    server.storage.loseNextAnswer();

    StorageException e =
        catchThrowableOfType(
            StorageException.class,
            () ->
                experiments.comparePrompts(
                    PromptComparison.of(
                        "trial", creating("greet", "1.0.0"), creating("part", "1.0.0")),
                    ANNA));

    assertThat(e.kind()).isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);
    assertThat(prompts()).containsExactly("greet 1.0.0", "part 1.0.0");
    assertThat(experiments.find("trial").variants()).hasSize(2);
  }
}
