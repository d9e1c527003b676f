package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptMessage.Role;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.prompt.ResolvedPrompt.Match;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptRegistryTest {

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

  private PromptVersion greet(String version, String... labels) {
    return prompts.create(
        NewPromptVersion.of(
                "greet",
                version,
                "Hello {{name}} from " + version,
                List.of(Variable.required("name")))
            .withLabels(List.of(labels)),
        ANNA);
  }

  private PromptLabel label(String name) {
    return prompts.labels("greet").stream()
        .filter(label -> label.label().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ServiceException refused(ThrowingCallable call) {
    return catchThrowableOfType(ServiceException.class, call);
  }

  @Test
  void labelsTheFirstVersionProductionAndLeavesItThere() {
    greet("1.0.0");
    greet("2.0.0");

    ResolvedPrompt served = prompts.resolve("greet", "production");

    assertThat(served.version().version()).isEqualTo("1.0.0");
    assertThat(served.match()).isEqualTo(Match.LABEL);
    assertThat(served.why()).isEqualTo("label production points at version 1.0.0");
  }

  @Test
  void reportsEverythingThatIsWrongWithAVersionAtOnce() {
    NewPromptVersion draft =
        new NewPromptVersion(
            "gr eet",
            "v1",
            "Hello {{name}}, you are {{agge}}",
            List.of(),
            List.of(
                Variable.required("name"),
                new Variable("na me", VariableType.STRING, true, Json.NULL, ""),
                new Variable("age", VariableType.INTEGER, false, Json.of("old"), "")),
            new PromptConfig("m", Json.of("no object")),
            "",
            List.of(" "),
            Json.of("no object"),
            "",
            "",
            List.of("latest", "ok", "ok"),
            false);

    ServiceException e = refused(() -> prompts.create(draft, ANNA));

    assertThat(e.kind()).isEqualTo(Kind.INVALID);
    assertThat(e.code()).isEqualTo("LLM-PRM-001");
    assertThat(e.problems())
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder(
            "/name",
            "/version",
            "/variables/1/name",
            "/variables/2/default",
            "/content",
            "/config/parameters",
            "/metadata",
            "/tags/0",
            "/labels/0",
            "/labels/2");
    assertThat(e.problems())
        .anySatisfy(problem -> assertThat(problem.message()).startsWith("1:25: ").contains("agge"));
    assertThat(refused(() -> prompts.versions("gr eet")).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void tellsLineAndColumnOfATemplateThatDoesNotParse() {
    ServiceException e =
        refused(() ->
            prompts.create(
                NewPromptVersion.of("greet", "1.0.0", "Hi\n {{#a}} and {{b", List.of()), ANNA));

    assertThat(e.problems())
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.message()).matches("2:\\d+: .*"));
  }

  @Test
  void refusesBlankAndOverlongContentAndAcceptsLongContent() {
    assertThat(
            refused(() -> prompts.create(NewPromptVersion.of("a", "1.0.0", " \n", List.of()), ANNA))
                .problems())
        .containsExactly(new Problem("/content", "a prompt needs content, or messages for a chat"));
    assertThat(
            refused(() ->
                    prompts.create(
                        NewPromptVersion.of("a", "1.0.0", "x".repeat(1_000_001), List.of()), ANNA))
                .problems())
        .containsExactly(
            new Problem(
                "/content", "content has at most 1000000 characters, this one has 1000001"));
    String content = "x".repeat(100_000);
    prompts.create(NewPromptVersion.of("a", "1.0.0", content, List.of()), ANNA);
    assertThat(prompts.render("a", "1.0.0", Map.of()).text()).isEqualTo(content);
  }

  @Test
  void refusesAVersionThatExistsAndSaysWhichIsHighest() {
    greet("1.0.0");
    greet("1.3.0");

    ServiceException e = refused(() -> greet("1.0.0"));

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e)
        .hasMessage(
            "prompt greet already has version 1.0.0; versions are immutable, choose a higher one"
                + " (highest is 1.3.0)");
  }

  @Test
  void refusesAVersionThatDiffersInBuildMetadataOnly() {
    greet("1.0.0+b1");
    greet("1.1.0-rc.1");
    greet("1.1.0");

    assertThat(refused(() -> greet("1.0.0+b2")))
        .hasMessage(
            "prompt greet already has version 1.0.0+b1; build metadata does not count, so neither"
                + " of it and 1.0.0+b2 would be the higher one, choose a higher one (highest is"
                + " 1.1.0)")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
        .satisfies(e -> assertThat(e.code()).isEqualTo(PromptCodes.VERSION_EXISTS));
    assertThat(refused(() -> greet("1.0.0")).kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused(() -> greet("1.1.0-rc.1+b")).kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused(() -> greet("1.0.0+b1"))).hasMessageContaining("versions are immutable");
    assertThat(prompts.versions("greet")).hasSize(3);
  }

  @Test
  void resolvesARangeToItsHighestStableVersion() {
    List.of("1.0.0", "1.10.0", "1.9.0", "1.11.0-rc.1", "2.0.0").forEach(this::greet);

    assertThat(prompts.resolve("greet", "^1.0").version().version()).isEqualTo("1.10.0");
    assertThat(prompts.resolve("greet", "^1.0").match()).isEqualTo(Match.RANGE);
    assertThat(prompts.resolve("greet", ">=1.11.0-rc.0 <1.11.0").version().version())
        .isEqualTo("1.11.0-rc.1");
    assertThat(prompts.resolve("greet", "1.11.0-rc.1").match()).isEqualTo(Match.EXACT);
  }

  @Test
  void saysWhatExistsWhenSomethingIsMissing() {
    IntStream.range(0, 12).forEach(i -> greet("1." + i + ".0"));

    assertThat(refused(() -> prompts.resolve("gret", "production")))
        .hasMessage("there is no prompt gret; did you mean \"greet\"?")
        .extracting(ServiceException::code)
        .isEqualTo(PromptCodes.UNKNOWN_PROMPT);
    assertThat(refused(() -> prompts.resolve("greet", "3.0.0")))
        .hasMessage(
            "prompt greet has no version 3.0.0; its versions are 1.11.0, 1.10.0, 1.9.0, 1.8.0,"
                + " 1.7.0, 1.6.0, 1.5.0, 1.4.0, 1.3.0, 1.2.0 and 2 more")
        .extracting(ServiceException::code)
        .isEqualTo(PromptCodes.UNKNOWN_VERSION);
    assertThat(refused(() -> prompts.resolve("greet", "prodution")))
        .hasMessageContaining("did you mean \"production\"?")
        .extracting(ServiceException::code)
        .isEqualTo(PromptCodes.UNKNOWN_LABEL);
    assertThat(refused(() -> prompts.resolve("greet", "^7")))
        .extracting(ServiceException::code)
        .isEqualTo(PromptCodes.EMPTY_RANGE);
    assertThat(refused(() -> prompts.resolve("greet", "=>1")).kind()).isEqualTo(Kind.INVALID);
  }

  @Test
  void rendersWithoutTouchingTheDatabase() {
    PromptVersion version = greet("1.0.0");
    server.storage.down(true);

    RenderedPrompt rendered =
        prompts.render("greet", "production", Map.of("name", Json.of("{{name}}")));

    assertThat(rendered)
        .isEqualTo(
            new RenderedPrompt(
                false,
                "Hello {{name}} from 1.0.0",
                List.of(new PromptMessage(Role.USER, "Hello {{name}} from 1.0.0")),
                "greet",
                "1.0.0",
                version.hash()));
    assertThat(prompts.list(PromptFilter.ALL, PageRequest.first(10)).items()).hasSize(1);
  }

  @Test
  void reportsEverythingThatIsWrongWithValuesAtOnce() {
    prompts.create(
        NewPromptVersion.of(
            "greet",
            "1.0.0",
            "{{name}} {{age}}",
            List.of(
                Variable.required("name"),
                new Variable("age", VariableType.INTEGER, true, Json.NULL, ""))),
        ANNA);

    ServiceException e =
        refused(() ->
            prompts.render(
                "greet", "production", Map.of("age", Json.of("x"), "nme", Json.of("y"))));

    assertThat(e.code()).isEqualTo("LLM-PRM-008");
    assertThat(e.problems())
        .extracting(Problem::pointer)
        .contains("/variables/name", "/variables/age", "/variables/nme");
  }

  @Test
  void hashesWhatARenderingDependsOn() {
    PromptVersion first = greet("1.0.0");
    PromptVersion described =
        prompts.create(
            NewPromptVersion.of(
                "greet",
                "1.0.1",
                first.content(),
                List.of(
                    new Variable("name", VariableType.STRING, true, Json.NULL, "whom to greet"))),
            ANNA);
    PromptVersion optional =
        prompts.create(
            NewPromptVersion.of(
                "greet",
                "1.0.2",
                first.content(),
                List.of(new Variable("name", VariableType.STRING, false, Json.NULL, ""))),
            ANNA);

    // printf '%s' '{"content":"Hello {{name}} from
    // 1.0.0","variables":[{"name":"name","type":"string","required":true,"default":null}]}' |
    // sha256sum
    assertThat(first.hash())
        .isEqualTo("f99e65fc5ff57fa8d58c4cd92127d3363418d11542a00f34ca0a5f2fe58792e2");
    assertThat(described.hash()).isEqualTo(first.hash());
    assertThat(optional.hash()).isNotEqualTo(first.hash());
  }

  @Test
  void listsVersionsHighestFirst() {
    List.of("1.0.0", "1.10.0", "1.9.0", "1.10.0-rc.1").forEach(this::greet);

    assertThat(prompts.versions("greet"))
        .extracting(PromptVersion::version)
        .containsExactly("1.10.0", "1.10.0-rc.1", "1.9.0", "1.0.0");
  }

  @Test
  void listsPromptsByNamePageByPage() {
    List.of("b", "team/c", "a", "d")
        .forEach(name -> prompts.create(NewPromptVersion.of(name, "1.0.0", "x", List.of()), ANNA));

    Page<PromptSummary> first = prompts.list(PromptFilter.ALL, PageRequest.first(3));
    Page<PromptSummary> second =
        prompts.list(PromptFilter.ALL, new PageRequest(3, first.nextCursor()));

    assertThat(first.items()).extracting(PromptSummary::name).containsExactly("a", "b", "d");
    assertThat(second.items()).extracting(PromptSummary::name).containsExactly("team/c");
    assertThat(second.nextCursor()).isEmpty();
    assertThat(
            refused(() -> prompts.list(PromptFilter.ALL, new PageRequest(3, Optional.of("%"))))
                .code())
        .isEqualTo(PromptCodes.INVALID_CURSOR);
  }

  @Test
  void filtersPromptsByTagLabelAndText() {
    prompts.create(
        new NewPromptVersion(
            "sort",
            "1.0.0",
            "x",
            List.of(),
            List.of(),
            PromptConfig.NONE,
            "Sorts Mail",
            List.of("mail"),
            Json.EMPTY_OBJECT,
            "",
            "",
            List.of("canary"),
            false),
        ANNA);
    greet("1.0.0");

    for (PromptFilter filter :
        List.of(
            new PromptFilter(Optional.of("mail"), Optional.empty(), Optional.empty()),
            new PromptFilter(Optional.empty(), Optional.of("canary"), Optional.empty()),
            new PromptFilter(Optional.empty(), Optional.empty(), Optional.of("sorts mail")))) {
      assertThat(prompts.list(filter, PageRequest.first(5)).items())
          .extracting(PromptSummary::name)
          .containsExactly("sort");
    }
  }

  @Test
  void givesEveryRefusalACodeOfItsOwn() throws IllegalAccessException {
    List<Object> codes = new ArrayList<>();
    for (var field :
        Arrays.stream(PromptCodes.class.getDeclaredFields())
            .filter(field -> Modifier.isPublic(field.getModifiers()))
            .toList()) {
      codes.add(field.get(null));
    }

    assertThat(codes)
        .hasSize(20)
        .doesNotHaveDuplicates()
        .allSatisfy(code -> assertThat((String) code).matches("LLM-PRM-\\d{3}"));
  }
}
