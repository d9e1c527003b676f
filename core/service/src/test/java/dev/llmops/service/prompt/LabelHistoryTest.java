package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelHistoryTest {

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

  private void create(String name, String version, String... labels) {
    prompts.create(
        NewPromptVersion.of(name, version, "x", List.of()).withLabels(List.of(labels)), ANNA);
  }

  private String rollBack() {
    return prompts.rollBack("greet", "production", "slow", Optional.empty(), ANNA).version();
  }

  private ServiceException refused() {
    return catchThrowableOfType(ServiceException.class, this::rollBack);
  }

  @Test
  void aVersionCreatedAsActiveTakesTheLabelFromTheOneBefore() {
    create("greet", "1.0.0");
    create("greet", "2.0.0", "production");

    assertThat(prompts.labels("greet"))
        .extracting(PromptLabel::label, PromptLabel::version)
        .containsExactly(tuple("production", "2.0.0"));
    server.storage.down(true);
    assertThat(
            catchThrowableOfType(
                RuntimeException.class, () -> create("greet", "3.0.0", "production")))
        .isNotNull();
    server.storage.down(false);
    assertThat(prompts.resolve("greet", "production").version().version()).isEqualTo("2.0.0");
  }

  @Test
  void rollingBackAgainGoesBackFurther() {
    create("greet", "1.0.0");
    create("greet", "2.0.0", "production");
    create("greet", "3.0.0", "production");

    assertThat(rollBack()).isEqualTo("2.0.0");
    assertThat(rollBack()).isEqualTo("1.0.0");
    assertThat(refused().code()).isEqualTo(PromptCodes.NOTHING_BEFORE);
    prompts.setLabel(LabelChange.to("greet", "production", "3.0.0", "mended"), ANNA);
    assertThat(rollBack()).isEqualTo("1.0.0");
  }

  @Test
  void deletedVersionsArePassedOver() {
    create("greet", "1.0.0");
    create("greet", "2.0.0", "production");
    create("greet", "3.0.0", "production");
    prompts.delete("greet", "2.0.0", ANNA);

    assertThat(rollBack()).isEqualTo("1.0.0");
    assertThat(refused().kind()).isEqualTo(Kind.CONFLICT);
  }

  @Test
  void aRollbackHonoursTheRevisionThatTheCallerSaw() {
    create("greet", "1.0.0");
    create("greet", "2.0.0", "production");

    assertThat(
            catchThrowableOfType(
                    ServiceException.class,
                    () -> prompts.rollBack("greet", "production", "", Optional.of(1L), ANNA))
                .kind())
        .isEqualTo(Kind.STALE);
    assertThat(prompts.rollBack("greet", "production", "", Optional.of(2L), ANNA).revision())
        .isEqualTo(3);
    assertThat(
            catchThrowableOfType(
                    ServiceException.class,
                    () -> prompts.rollBack("greet", "canary", "", Optional.empty(), ANNA))
                .code())
        .isEqualTo(PromptCodes.UNKNOWN_LABEL);
  }

  @Test
  void historyTellsEveryMoveNewestFirst() {
    create("greet", "1.0.0", "canary");
    create("greet", "2.0.0", "production");
    rollBack();
    prompts.deleteLabel("greet", "canary", Optional.empty(), ANNA);

    List<LabelMove> moves = prompts.history("greet", PageRequest.first(10)).items();

    assertThat(moves)
        .extracting(LabelMove::label, LabelMove::action, LabelMove::from, LabelMove::to)
        .containsExactly(
            tuple("canary", "delete", "1.0.0", ""),
            tuple("production", "rollback", "2.0.0", "1.0.0"),
            tuple("production", "move", "1.0.0", "2.0.0"),
            tuple("production", "create", "", "1.0.0"),
            tuple("canary", "create", "", "1.0.0"));
    assertThat(moves.get(1).reason()).isEqualTo("slow");
    assertThat(moves.get(1).actor()).isEqualTo(ANNA.name());
  }

  @Test
  void historyKeepsPromptsApartWhoseNamesContinueEachOther() {
    create("team", "1.0.0");
    create("team/labels/x", "2.0.0");

    assertThat(prompts.history("team", PageRequest.first(10)).items())
        .extracting(LabelMove::to)
        .containsExactly("1.0.0");
  }

  @Test
  void rollsBackTheSameWayWhenTransactionsRunTwice() {
    server.storage.rerunEverything();
    create("greet", "1.0.0");
    create("greet", "2.0.0", "production");

    assertThat(rollBack()).isEqualTo("1.0.0");
    assertThat(prompts.history("greet", PageRequest.first(10)).items()).hasSize(3);
  }
}
