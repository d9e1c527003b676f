package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.Completion;
import dev.llmops.service.experiment.NewExperiment;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import dev.llmops.service.experiment.StatusChange;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.spi.storage.AuditStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptDeletionTest {

  private static final StatusChange CHANGE = StatusChange.by(ANNA, "because");

  @TempDir Path folder;
  private OnlineServer server;
  private PromptRegistry prompts;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    prompts = server.prompts;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void greet(String version, String... labels) {
    prompts.create(
        NewPromptVersion.of("greet", version, "Hello from " + version, List.of())
            .withLabels(List.of(labels)),
        ANNA);
  }

  private ServiceException refused(String version) {
    return catchThrowableOfType(
        ServiceException.class, () -> prompts.delete("greet", version, ANNA));
  }

  private void experiment(String oldRef, String newRef) {
    server.experiments.create(
        NewExperiment.of(
            "wording",
            List.of(
                NewVariant.of("old", true).serving("greet", oldRef),
                NewVariant.of("new", false).serving("greet", newRef)),
            List.of(NewMetric.of("solved", MetricKind.PROPORTION, Direction.INCREASE, true))),
        ANNA);
  }

  @Test
  void theWholeStoryOfAVersion() {
    greet("1.0.0");
    greet("2.0.0");
    assertThat(refused("1.0.0").kind()).isEqualTo(Kind.CONFLICT);
    prompts.setLabel(LabelChange.to("greet", "production", "2.0.0", "better"), ANNA);

    prompts.delete("greet", "1.0.0", ANNA);

    assertThat(prompts.versions("greet"))
        .extracting(PromptVersion::version)
        .containsExactly("2.0.0");
    assertThat(refused("1.0.0").kind()).isEqualTo(Kind.NOT_FOUND);
    server = server.restart(folder);
    assertThat(server.prompts.versions("greet")).hasSize(1);
  }

  @Test
  void aLabelledVersionIsRefusedWithItsLabels() {
    greet("1.0.0");
    greet("1.1.0", "canary", "staging");

    ServiceException e = refused("1.1.0");

    assertThat(e.code()).isEqualTo(PromptCodes.VERSION_IN_USE);
    assertThat(e.problems())
        .extracting(ServiceException.Problem::message)
        .containsExactly("label \"canary\"", "label \"staging\"");
  }

  @Test
  void theOnlyVersionCanBeDeletedAndThePromptGoesWithIt() {
    greet("1.0.0", "canary");
    assertThat(refused("1.0.0").problems())
        .extracting(ServiceException.Problem::message)
        .containsExactly("label \"canary\"");
    prompts.deleteLabel("greet", "canary", Optional.empty(), ANNA);

    prompts.delete("greet", "1.0.0", ANNA);

    assertThat(refused("1.0.0").code()).isEqualTo(PromptCodes.UNKNOWN_PROMPT);
    assertThat(prompts.list(PromptFilter.ALL, PageRequest.first(5)).items()).isEmpty();
    AuditStore.Filter filter =
        new AuditStore.Filter(
            Optional.empty(), Optional.of("prompt/greet"), Optional.empty(), Optional.empty());
    assertThat(server.audit.list(filter, PageRequest.first(2)).items())
        .extracting(AuditEntry::action)
        .containsExactly("prompt.delete", "label.delete");
    server = server.restart(folder);
    assertThat(server.prompts.list(PromptFilter.ALL, PageRequest.first(5)).items()).isEmpty();
  }

  @Test
  void aNumberThatIsGivenAgainServesTheNewText() {
    greet("1.0.0");
    prompts.delete("greet", "1.0.0", ANNA);

    prompts.create(NewPromptVersion.of("greet", "1.0.0", "Another", List.of()), ANNA);

    assertThat(prompts.render("greet", "production", Map.of()).text()).isEqualTo("Another");
  }

  @Test
  void anExperimentProtectsItsVersionsUntilItEnds() {
    greet("1.0.0");
    greet("1.1.0");
    greet("1.2.0");
    experiment("1.1.0", "^1.0");

    assertThat(refused("1.1.0").problems())
        .extracting(ServiceException.Problem::message)
        .containsExactly("experiment \"wording\" (draft)");
    assertThat(refused("1.2.0")).hasMessageContaining("experiment \"wording\" (draft)");
    server.experiments.start("wording", CHANGE);
    assertThat(refused("1.2.0")).hasMessageContaining("(running)");
    server.experiments.cancel("wording", CHANGE);

    prompts.delete("greet", "1.2.0", ANNA);

    assertThat(prompts.usage("greet"))
        .extracting(PromptUser::kind, PromptUser::name, PromptUser::ref, PromptUser::protects)
        .containsExactly(
            tuple("label", "", "1.0.0", true),
            tuple("experiment", "wording", "1.1.0", false),
            tuple("experiment", "wording", "1.2.0", false));
  }

  @Test
  void aCompletedExperimentProtectsTheVersionOfItsWinnerOnly() {
    greet("1.0.0");
    greet("1.1.0");
    greet("1.2.0");
    experiment("1.1.0", "1.2.0");
    server.experiments.start("wording", CHANGE);
    server.experiments.complete("wording", Completion.of("new", false), CHANGE);

    assertThat(refused("1.2.0").problems())
        .extracting(ServiceException.Problem::message)
        .containsExactly("experiment \"wording\" (completed)");
    prompts.delete("greet", "1.1.0", ANNA);

    server.experiments.delete("wording", CHANGE);
    prompts.delete("greet", "1.2.0", ANNA);
  }

  @Test
  void withoutAWinnerItIsTheVersionOfTheControl() {
    greet("1.0.0");
    greet("1.1.0");
    greet("1.2.0");
    experiment("1.1.0", "1.2.0");
    server.experiments.start("wording", CHANGE);
    server.experiments.complete("wording", Completion.WITHOUT_WINNER, CHANGE);

    prompts.delete("greet", "1.2.0", ANNA);

    assertThat(refused("1.1.0").code()).isEqualTo(PromptCodes.VERSION_IN_USE);
    assertThat(server.experiments.assign("wording", "anybody", ANNA).prompt())
        .contains(new PromptReference("greet", "1.1.0"));
  }

  @Test
  void aLabelThatADraftNamesIsNotDeleted() {
    greet("1.0.0");
    greet("1.1.0", "canary");
    experiment("1.0.0", "canary");

    ServiceException e = labelRefused("canary");

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e.code()).isEqualTo(PromptCodes.LABEL_IN_USE);
    assertThat(e.problems())
        .extracting(ServiceException.Problem::message)
        .containsExactly("experiment \"wording\" (draft)");
    // The start pins the version, and the label is free.
    server.experiments.start("wording", CHANGE);
    prompts.deleteLabel("greet", "canary", Optional.empty(), ANNA);
    assertThat(refused("1.1.0")).hasMessageContaining("experiment \"wording\" (running)");
  }

  private ServiceException labelRefused(String label) {
    return catchThrowableOfType(
        ServiceException.class, () -> prompts.deleteLabel("greet", label, Optional.empty(), ANNA));
  }

  @Test
  void onlyExactVersionsAreDeleted() {
    greet("1.0.0");

    assertThat(refused("production").kind()).isEqualTo(Kind.INVALID);
    assertThat(refused("^1").kind()).isEqualTo(Kind.INVALID);
  }
}
