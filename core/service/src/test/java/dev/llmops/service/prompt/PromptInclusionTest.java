package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptMessage.Role;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptInclusionTest {

  private static final Variable TONE =
      new Variable("tone", VariableType.STRING, true, Json.of("kind"), "");

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

  private PromptVersion text(String name, String version, String content, Variable... variables) {
    return prompts.create(NewPromptVersion.of(name, version, content, List.of(variables)), ANNA);
  }

  private String rendered(String name, Map<String, String> values) {
    return prompts.render(name, "*", new TreeMap<>(Json.fromJava(values).fields())).text();
  }

  private List<Problem> problems(String content, Variable... variables) {
    return prompts
        .check(NewPromptVersion.of("support", "1.0.0", content, List.of(variables)))
        .problems();
  }

  private static Variable optional(String name, VariableType type) {
    return new Variable(name, type, false, Json.NULL, "");
  }

  @Test
  void pinsTheHighestVersionOfARangeForEver() {
    PromptVersion old = text("policy", "1.2.0", "Be {{tone}}.", TONE);
    PromptVersion first = text("support", "1.0.0", "{{> policy@^1.2}} Hi.");
    text("policy", "1.3.0", "Be very {{tone}}.", TONE);
    PromptVersion second = text("support", "1.1.0", "{{> policy@^1.2}} Hi.");

    assertThat(first.includes())
        .containsExactly(
            new IncludedPrompt("policy", "^1.2", "1.2.0", old.hash(), old.content(), List.of()));
    assertThat(prompts.render("support", "1.0.0", Map.of()).text()).isEqualTo("Be kind. Hi.");
    assertThat(prompts.render("support", "1.1.0", Map.of()).text()).isEqualTo("Be very kind. Hi.");
    assertThat(second.hash()).isNotEqualTo(first.hash());
    server = server.restart(folder);
    assertThat(server.prompts.version("support", "1.0.0")).isEqualTo(first);
    assertThat(server.prompts.render("support", "1.0.0", Map.of()).text())
        .isEqualTo("Be kind. Hi.");
  }

  @Test
  void takesTheHighestStableVersionWhereNoneIsNamedAndExactOnesToo() {
    text("policy", "1.0.0", "one");
    text("policy", "2.0.0", "two");
    text("policy", "3.0.0-rc.1", "three");

    text("support", "1.0.0", "{{> policy}} {{> policy@1.0.0}} {{> policy@3.0.0-rc.1}}");

    assertThat(rendered("support", Map.of())).isEqualTo("two one three");
  }

  @Test
  void includesTextInMessagesOfAChatAndWhatThatIncludes() {
    text("base", "1.0.0", "Answer in {{language}}.", Variable.required("language"));
    text("policy", "1.0.0", "{{> base}} Be {{tone}}.", TONE);
    prompts.create(
        NewPromptVersion.chat(
            "chat",
            "1.0.0",
            List.of(
                new PromptMessage(Role.SYSTEM, "{{> policy}}"),
                new PromptMessage(Role.USER, "{{question}}")),
            List.of(Variable.required("question"))),
        ANNA);

    assertThat(prompts.version("chat", "1.0.0").variables())
        .extracting(Variable::name)
        .containsExactly("question", "tone", "language");
    assertThat(
            prompts
                .render(
                    "chat",
                    "1.0.0",
                    Map.of("question", Json.of("Why?"), "language", Json.of("Italian")))
                .messages())
        .extracting(PromptMessage::content)
        .containsExactly("Answer in Italian. Be kind.", "Why?");
  }

  @Test
  void inheritsVariablesAndTakesThoseThatAreDeclaredAnew() {
    text("policy", "1.0.0", "{{tone}} {{topic}}", TONE, Variable.required("topic"));

    PromptVersion heir = text("heir", "1.0.0", "{{> policy}} {{topic}}");
    assertThat(heir.variables()).containsExactly(TONE, Variable.required("topic"));

    Variable topic = new Variable("topic", VariableType.STRING, false, Json.of("bills"), "why");
    assertThat(text("support", "1.0.0", "{{> policy}}", topic).variables())
        .containsExactly(topic, TONE);
    assertThat(rendered("support", Map.of())).isEqualTo("kind bills");
  }

  @Test
  void namesBothWhenDeclarationsContradict() {
    text("policy", "1.0.0", "{{topic}}", Variable.required("topic").withValidation("[a-z]+"));
    text("rules", "2.0.0", "{{topic}}", optional("topic", VariableType.LIST));

    assertThat(problems("{{> policy}}", optional("topic", VariableType.STRING)))
        .containsExactly(
            new Problem(
                "/variables/0",
                "variable topic is string, optional in support 1.0.0, but string, required, pattern [a-z]+ in policy 1.0.0, which it includes; declare it alike, leave it out to inherit it, or rename it"));
    assertThat(problems("{{> policy}}", Variable.required("topic"))).hasSize(1);
    assertThat(problems("{{> rules}}", Variable.required("topic"))).hasSize(1);
    assertThat(problems("{{> policy}}", Variable.required("topic").withValidation("[a-z]+")))
        .isEmpty();
    assertThat(problems("a\n {{> policy}}{{> rules}}{{> rules}}"))
        .containsExactly(
            new Problem(
                "/content",
                "2:14: variable topic is string, required, pattern [a-z]+ in policy 1.0.0, but list, optional in rules 2.0.0, and support 1.0.0 includes both; declare it here so that it suits both, or rename it in one of them"));
  }

  @Test
  void takesValuesFromTheElementsOfAListAroundTheTag() {
    text("row", "1.0.0", "[{{name}}]", Variable.required("name"));
    Variable items = new Variable("items", VariableType.LIST, true, Json.NULL, "");
    Variable shown = new Variable("shown", VariableType.BOOLEAN, true, Json.NULL, "");

    assertThat(text("table", "1.0.0", "{{#items}}{{> row}}{{/items}}", items).variables())
        .containsExactly(items);
    assertThat(text("maybe", "1.0.0", "{{#shown}}{{> row}}{{/shown}}", shown).variables())
        .containsExactly(shown, Variable.required("name"));
    assertThat(
            prompts
                .render(
                    "table",
                    "1.0.0",
                    Map.of(
                        "items", Json.fromJava(List.of(Map.of("name", "a"), Map.of("name", "b")))))
                .text())
        .isEqualTo("[a][b]");
  }

  @Test
  void refusesWhatCannotBeIncludedWithPlaceAndRemedy() {
    text("policy", "1.0.0", "x");
    prompts.create(
        NewPromptVersion.chat(
            "chat", "1.0.0", List.of(new PromptMessage(Role.USER, "x")), List.of()),
        ANNA);

    assertThat(
            problems(
                "{{> polcy}}\n{{> policy@^2}}\n{{> policy@1.0.1}}\n{{> chat}}\n{{> support@1.0.0}} {{> polcy}}"))
        .extracting(Problem::pointer, Problem::message)
        .containsExactly(
            tuple("/content", "1:1: there is no prompt polcy; did you mean \"policy\"?"),
            tuple(
                "/content",
                "2:1: prompt policy has no version in the range ^2; its versions are 1.0.0"),
            tuple("/content", "3:1: prompt policy has no version 1.0.1; its versions are 1.0.0"),
            tuple(
                "/content",
                "4:1: chat 1.0.0 has messages, and only text can be included; include a text prompt"),
            tuple(
                "/content",
                "5:1: a prompt cannot include itself; put the text that is shared into a prompt of its own"));
    assertThat(problems("{{> policy@production}}"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("names a label, which moves"));
  }

  @Test
  void limitsDepthNumberAndSize() {
    text("p1", "1.0.0", "deep");
    IntStream.rangeClosed(2, 9).forEach(i -> text("p" + i, "1.0.0", "{{> p" + (i - 1) + "}}"));
    assertThat(rendered("p9", Map.of())).isEqualTo("deep");
    assertThat(problems("{{> p9}}"))
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.message()).startsWith("1:1: prompts include each other at most 8"));

    IntStream.range(0, 101).forEach(i -> text("many" + i, "1.0.0", "x"));
    StringBuilder all = new StringBuilder();
    IntStream.range(0, 101).forEach(i -> all.append("{{> many").append(i).append("}}"));
    assertThat(problems(all.toString()))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("at most 100 others"));

    text("long", "1.0.0", "x".repeat(400_000));
    assertThat(problems("{{> long}}{{> long}}")).isEmpty();
    assertThat(problems("{{> long}}{{> long}}{{> long}}"))
        .containsExactly(
            new Problem(
                "/content",
                "with everything that it includes, a prompt has at most 1000000 characters; include less"));
  }

  @Test
  void warnsOfVariablesThatNeitherItNorWhatItIncludesUses() {
    text("policy", "1.0.0", "{{topic}}", Variable.required("topic"));

    PromptCheck found =
        prompts.check(
            NewPromptVersion.of(
                "support",
                "1.0.0",
                "{{> policy}}",
                List.of(Variable.required("topic"), Variable.required("spare"))));

    assertThat(found.warnings()).extracting(Problem::pointer).containsExactly("/variables/1");
    assertThat(found.includes()).extracting(IncludedPrompt::version).containsExactly("1.0.0");
  }

  @Test
  void keepsAVersionAsLongAsAnotherIncludesIt() {
    text("policy", "1.0.0", "x");
    text("policy", "1.1.0", "y");
    prompts.setLabel(LabelChange.to("policy", "production", "1.1.0", ""), ANNA);
    text("support", "1.0.0", "{{> policy@1.0.0}}");
    text("support", "1.1.0", "z");

    assertThat(prompts.usage("policy"))
        .filteredOn(user -> user.kind().equals("prompt"))
        .extracting(PromptUser::id, PromptUser::ref, PromptUser::protects)
        .containsExactly(tuple("support@1.0.0", "1.0.0", true));
    ServiceException refused =
        catchThrowableOfType(ServiceException.class, () -> prompts.delete("policy", "1.0.0", ANNA));
    assertThat(refused.code()).isEqualTo(PromptCodes.VERSION_IN_USE);
    assertThat(refused).hasMessageContaining("used by prompt \"support@1.0.0\"");

    prompts.setLabel(LabelChange.to("support", "production", "1.1.0", ""), ANNA);
    prompts.delete("support", "1.0.0", ANNA);
    prompts.delete("policy", "1.0.0", ANNA);
    assertThat(prompts.versions("policy")).hasSize(1);
  }

  @Test
  void refusesToIncludeWhatAnotherServerDeletedMeanwhile() {
    text("policy", "1.0.0", "x");
    PromptRegistry second = new PromptRegistry(server.storage, server.audit, server.clock);
    second.delete("policy", "1.0.0", ANNA);

    ServiceException refused =
        catchThrowableOfType(
            ServiceException.class, () -> text("support", "1.0.0", "{{> policy}}"));

    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused.code()).isEqualTo(PromptCodes.INCLUDED_GONE);
    assertThat(second.list(PromptFilter.ALL, PageRequest.first(10)).items()).isEmpty();
  }

  @Test
  void tellsWhichPinsChanged() {
    text("a", "1.0.0", "a");
    text("b", "1.0.0", "b");
    PromptVersion from = text("support", "1.0.0", "{{> a@^1}}{{> b}}");
    text("a", "1.1.0", "a");
    text("c", "1.0.0", "c");
    PromptVersion to = text("support", "1.1.0", "{{> a@^1}}{{> c}}");

    assertThat(PromptDiff.between(from, to).includes())
        .containsExactly(
            new PromptDiff.IncludeChange("a", List.of("1.0.0"), List.of("1.1.0")),
            new PromptDiff.IncludeChange("b", List.of("1.0.0"), List.of()),
            new PromptDiff.IncludeChange("c", List.of(), List.of("1.0.0")));
    assertThat(PromptDiff.between(from, from).includes()).isEmpty();
  }
}
