package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.kernel.template.RenderMode;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptMessage.Role;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatPromptTest {

  private static final List<PromptMessage> MESSAGES =
      List.of(
          new PromptMessage(Role.SYSTEM, "Answer in {{language}}."),
          new PromptMessage(Role.USER, "{{question}}"));
  private static final List<Variable> VARIABLES =
      List.of(Variable.required("language"), Variable.required("question"));

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

  private PromptVersion create(NewPromptVersion draft) {
    return server.prompts.create(draft, ANNA);
  }

  private List<String> pointers(NewPromptVersion draft) {
    return catchThrowableOfType(ServiceException.class, () -> create(draft)).problems().stream()
        .map(Problem::pointer)
        .toList();
  }

  @Test
  void keepsMessagesAndConfigOverARestart() {
    PromptConfig config =
        new PromptConfig("gpt-5-mini", Json.object(Map.of("temperature", Json.of(0.2))));
    PromptVersion created =
        create(NewPromptVersion.chat("ask", "1.0.0", MESSAGES, VARIABLES).withConfig(config));

    server = server.restart(folder);

    PromptVersion read = server.prompts.resolve("ask", "production").version();
    assertThat(read).isEqualTo(created);
    assertThat(read.messages()).isEqualTo(MESSAGES);
    assertThat(read.config()).isEqualTo(config);
    RenderedPrompt rendered =
        server.prompts.render(
            "ask",
            "production",
            Map.of("language", Json.of("French"), "question", Json.of("Why?")));
    assertThat(rendered.chat()).isTrue();
    assertThat(rendered.messages())
        .containsExactly(
            new PromptMessage(Role.SYSTEM, "Answer in French."),
            new PromptMessage(Role.USER, "Why?"));
  }

  @Test
  void hasEitherContentOrMessages() {
    NewPromptVersion both =
        new NewPromptVersion(
            "ask", "1.0.0", "x", MESSAGES, VARIABLES, null, null, null, null, null, null, null,
            false);

    assertThat(pointers(both)).containsExactly("/content");
    assertThat(pointers(NewPromptVersion.of("ask", "1.0.0", "", List.of())))
        .containsExactly("/content");
  }

  @Test
  void tellsTheMessageInWhichSomethingIsWrong() {
    NewPromptVersion draft =
        NewPromptVersion.chat(
            "ask",
            "1.0.0",
            List.of(
                new PromptMessage(Role.SYSTEM, " "),
                new PromptMessage(Role.USER, "{{#open}}"),
                new PromptMessage(Role.USER, "{{language}} {{undeclared}}")),
            VARIABLES);

    assertThat(pointers(draft))
        .containsExactlyInAnyOrder(
            "/messages/0/content", "/messages/1/content", "/messages/2/content");
  }

  @Test
  void theHashCoversRolesConfigAndPatterns() {
    List<PromptMessage> asked =
        List.of(
            new PromptMessage(Role.USER, "Answer in {{language}}."),
            new PromptMessage(Role.USER, "{{question}}"));
    List<Variable> checked = List.of(VARIABLES.get(0).withValidation("[A-Z].*"), VARIABLES.get(1));

    assertThat(
            List.of(
                create(NewPromptVersion.chat("ask", "1.0.0", MESSAGES, VARIABLES)).hash(),
                create(NewPromptVersion.chat("ask", "1.0.1", asked, VARIABLES)).hash(),
                create(NewPromptVersion.chat("ask", "1.0.2", MESSAGES, checked)).hash(),
                create(
                        NewPromptVersion.chat("ask", "1.0.3", MESSAGES, VARIABLES)
                            .withConfig(new PromptConfig("m", Json.EMPTY_OBJECT)))
                    .hash()))
        .doesNotHaveDuplicates();
    assertThat(create(NewPromptVersion.chat("ask", "1.0.4", MESSAGES, VARIABLES)).hash())
        .isEqualTo(server.prompts.version("ask", "1.0.0").hash());
  }

  @Test
  void anUndeclaredPlaceholderIsRefusedUnlessLenientAndThenAWarning() {
    NewPromptVersion draft =
        NewPromptVersion.of(
            "greet", "1.0.0", "{{name}} {{nam}}", List.of(Variable.required("name")));

    assertThat(pointers(draft)).containsExactly("/content");
    assertThat(server.prompts.check(draft.leniently()).warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.pointer()).isEqualTo("/content"))
        .satisfies(warning -> assertThat(warning.message()).contains("did you mean name?"));
    create(draft.leniently());
    Map<String, Json> values = Map.of("name", Json.of("Ada"));
    assertThat(
            catchThrowableOfType(
                    ServiceException.class, () -> server.prompts.render("greet", "1.0.0", values))
                .code())
        .isEqualTo(PromptCodes.INVALID_VALUES);
    assertThat(server.prompts.render("greet", "1.0.0", values, RenderMode.LENIENT).text())
        .isEqualTo("Ada ");
  }

  @Test
  void checkingTellsEverythingAndStoresNothing() {
    create(NewPromptVersion.chat("ask", "1.0.0", MESSAGES, VARIABLES));
    NewPromptVersion draft =
        NewPromptVersion.of(
            "ask",
            "1.0.0",
            "{{a}}",
            List.of(Variable.required("a").withValidation("["), Variable.required("unused")));

    PromptCheck found = server.prompts.check(draft);

    assertThat(found.valid()).isFalse();
    assertThat(found.problems())
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder("/variables/0/validation", "/version");
    assertThat(found.warnings())
        .containsExactly(
            new Problem("/variables/1", "variable unused is declared but nothing uses it"));
    assertThat(server.prompts.versions("ask")).hasSize(1);
    assertThat(server.prompts.check(NewPromptVersion.of("new", "1.0.0", "x", List.of())).valid())
        .isTrue();
  }
}
