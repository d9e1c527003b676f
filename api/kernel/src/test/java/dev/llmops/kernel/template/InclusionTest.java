package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.kernel.template.Reference.Kind;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptMessage.Role;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InclusionTest {

  private static final List<Variable> DECLARED =
      List.of(
          Variable.required("name"),
          new Variable("items", VariableType.LIST, false, Json.NULL, ""));

  private static IncludedPrompt included(String tag, String content, IncludedPrompt... includes) {
    Inclusion inclusion = Template.parse("{{> " + tag + "}}").inclusions().get(0);
    return new IncludedPrompt(
        inclusion.name(), inclusion.ref(), "1.2.3", "hash", content, List.of(includes));
  }

  private static CompiledPrompt compiled(
      String content, List<PromptMessage> messages, IncludedPrompt... includes) {
    return CompiledPrompt.of(
        new PromptVersion(
            "p",
            "1.0.0",
            content,
            messages,
            List.of(includes),
            DECLARED,
            PromptConfig.NONE,
            "",
            List.of(),
            Json.EMPTY_OBJECT,
            "",
            "",
            "hash",
            Instant.EPOCH));
  }

  private static String render(String content, IncludedPrompt... includes) {
    return compiled(content, List.of(), includes)
        .render(
            Map.of(
                "name",
                Json.of("Ada"),
                "items",
                Json.fromJava(List.of(Map.of("n", 1), Map.of("n", 2)))),
            RenderMode.STRICT)
        .text();
  }

  @Test
  void standsInThePlaceOfItsTagAndSeesTheSectionsAroundIt() {
    assertThat(
            render(
                "{{> hi}}: {{#items}}{{> row@^1}}{{/items}}",
                included("hi", "Hi {{name}}"),
                included("row@^1", "[{{n}} {{name}}]")))
        .isEqualTo("Hi Ada: [1 Ada][2 Ada]");
  }

  @Test
  void tellsRangesOfOnePromptApart() {
    assertThat(
            render(
                "{{> a@^1}}{{> a@^2}}{{> a}}",
                included("a@^1", "1"),
                included("a@^2", "2"),
                included("a", "3")))
        .isEqualTo("123");
  }

  @Test
  void usesThePinsOfWhatIsIncludedForItsTags() {
    assertThat(
            render(
                "{{> a}} {{> b}}",
                included("a", "a{{> b}}", included("b", "old")),
                included("b", "new")))
        .isEqualTo("aold new");
  }

  @Test
  void keepsTheLineBreakAfterALineThatIncludesTextWithoutOne() {
    assertThat(render("Rules:\n{{> a}}\nGo", included("a", "Be kind.")))
        .isEqualTo("Rules:\nBe kind.\nGo");
    assertThat(render("Rules:\n{{> a}}\nGo", included("a", "Be kind.\n")))
        .isEqualTo("Rules:\nBe kind.\nGo");
    assertThat(render("Rules:\r\n{{> a}} \r\nGo", included("a", "Be kind.")))
        .isEqualTo("Rules:\r\nBe kind.\r\nGo");
    assertThat(render("Rules:\n{{> a}}", included("a", "Be kind."))).isEqualTo("Rules:\nBe kind.");
  }

  @Test
  void indentsLinesLikeTheTagButNoEmptyOnesAndNoValues() {
    assertThat(
            render(
                "- \n  {{> outer}}\n.",
                included(
                    "outer",
                    "a\n\n {{> inner}}\n{{#items}}\nx\n{{/items}}\n",
                    included("inner", "b\nc"))))
        .isEqualTo("- \n  a\n\n   b\n   c\n  x\n  x\n.");
    assertThat(
            compiled("  {{> a}}\n", List.of(), included("a", "<{{name}}>"))
                .render(Map.of("name", Json.of("1\n2")), RenderMode.STRICT)
                .text())
        .isEqualTo("  <1\n2>\n");
  }

  @Test
  void standsInEveryMessageOfAChat() {
    CompiledPrompt chat =
        compiled(
            "",
            List.of(
                new PromptMessage(Role.SYSTEM, "{{> policy}}"),
                new PromptMessage(Role.USER, "{{name}}? {{> policy}}")),
            included("policy", "Be kind."));
    assertThat(chat.render(Map.of("name", Json.of("Ada")), RenderMode.STRICT).messages())
        .extracting(PromptMessage::content)
        .containsExactly("Be kind.", "Ada? Be kind.");
  }

  @Test
  void neverReadsAValueAsATag() {
    assertThat(
            compiled("{{name}}{{> a}}", List.of(), included("a", "{{name}}"))
                .render(Map.of("name", Json.of("{{> a}}")), RenderMode.STRICT)
                .text())
        .isEqualTo("{{> a}}{{> a}}");
  }

  @Test
  void tellsWhereInAnIncludedPromptAPlaceholderFindsNothing() {
    CompiledPrompt chat =
        compiled(
            "",
            List.of(new PromptMessage(Role.USER, "x\n   {{> outer}}\n{{nothing}}")),
            included("outer", "a\n{{> inner}}", included("inner", "b {{nowhere}}")));
    assertThat(
            catchThrowableOfType(
                    RenderException.class,
                    () -> chat.render(Map.of("name", Json.of("Ada")), RenderMode.STRICT))
                .problems())
        .extracting(RenderProblem::message)
        .containsExactly(
            "{{nowhere}} at 1:3 of inner 1.2.3 of outer 1.2.3 of message 1 is neither a declared variable nor a field of an enclosing section",
            "{{nothing}} at 3:1 of message 1 is neither a declared variable nor a field of an enclosing section");
  }

  @Test
  void listsTheNamesThatIncludedPromptsUse() {
    Template template =
        Template.parse("{{#items}}\n {{> outer}}\n{{/items}}")
            .including(
                List.of(
                    included(
                        "outer", "{{#name}}{{> inner}}{{/name}}", included("inner", "b {{x}}"))),
                1_000);
    assertThat(template.references())
        .containsExactly(
            new Reference("items", Kind.SECTION, 1, 1, List.of(), ""),
            new Reference("name", Kind.SECTION, 2, 2, List.of("items"), "1:1 of outer 1.2.3"),
            new Reference(
                "x", Kind.VARIABLE, 2, 2, List.of("items", "name"), "1:3 of inner 1.2.3"));
    assertThat(
            TemplateContract.check(
                Template.parse("{{> outer}}")
                    .including(List.of(included("outer", "\n{{topic}}")), 1_000),
                DECLARED))
        .extracting(ContractProblem::location, ContractProblem::message)
        .containsExactly(
            tuple(
                "/content:1:1",
                "the template uses topic at 2:1 of outer 1.2.3, which it includes, but variable topic is not declared"));
  }

  @Test
  void limitsTheCharactersOfTheWhole() {
    Template template = Template.parse("{{> a}}{{> a}}");
    List<IncludedPrompt> includes = List.of(included("a", "12345"));
    assertThat(template.including(includes, 24).length()).isEqualTo(24);
    assertThatThrownBy(() -> template.including(includes, 23))
        .isInstanceOf(ExpansionException.class)
        .hasMessageContaining("more than 23 characters");
    // A tenfold at each of nine levels: without the limit this never ends.
    IncludedPrompt laugh = included("a", "ha");
    for (int i = 0; i < 9; i++) {
      laugh = included("a", "{{> a}}".repeat(10), laugh);
    }
    List<IncludedPrompt> laughs = List.of(laugh);
    assertThatThrownBy(() -> template.including(laughs, 1_000_000))
        .isInstanceOf(ExpansionException.class);
  }

  @Test
  void rendersNothingInPlaceOfWhatIsMissing() {
    assertThatThrownBy(() -> compiled("x\n{{> a@^1}}", List.of(), included("a@^2", "2")))
        .isInstanceOf(ExpansionException.class)
        .hasMessage("2:1: {{> a@^1}} has nothing to include");
    assertThatThrownBy(() -> PromptRenderer.render(Template.parse("{{> a}}"), List.of(), Map.of()))
        .isInstanceOf(ExpansionException.class);
  }
}
