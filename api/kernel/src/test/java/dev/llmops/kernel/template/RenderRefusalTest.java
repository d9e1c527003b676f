package dev.llmops.kernel.template;

import static dev.llmops.kernel.template.RenderFixture.declare;
import static dev.llmops.kernel.template.RenderFixture.optional;
import static dev.llmops.kernel.template.RenderFixture.problems;
import static dev.llmops.kernel.template.RenderFixture.required;
import static dev.llmops.kernel.template.RenderFixture.withDefault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.kernel.template.RenderProblem.Code;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not rendered, and what is said of it. */
class RenderRefusalTest {

  @Test
  void reachesFieldsOnlyNeverMethods() {
    for (String name : List.of("length", "class", "toString", "size", "entrySet")) {
      assertThat(
              problems(
                  "{{x." + name + "}}",
                  List.of(required("x", VariableType.OBJECT)),
                  Map.of("x", Map.of("a", 1))))
          .extracting(RenderProblem::code)
          .containsExactly(Code.UNRESOLVED);
    }
  }

  @Test
  void reportsAllProblemsTogether() {
    List<Variable> declared =
        List.of(
            required("age", VariableType.INTEGER),
            required("topic", VariableType.STRING),
            required("items", VariableType.LIST),
            withDefault("tone", VariableType.STRING, 5),
            optional("ratio", VariableType.INTEGER));
    Map<String, ?> data =
        Map.of(
            "age",
            "old",
            "Topik",
            "x",
            "items",
            List.of(Map.of("a", 1), Map.of()),
            "ratio",
            1.5,
            "zzzzzz",
            1);
    String content =
        "{{age}}{{topic}}{{tone}}{{#topic}}{{/topic}}\n{{#items}}{{a}}{{/items}}{{toppic}}";
    assertThat(problems(content, declared, data))
        .extracting(RenderProblem::code, RenderProblem::variable, RenderProblem::message)
        .containsExactly(
            tuple(Code.WRONG_TYPE, "age", "variable age must be an integer, was a string"),
            tuple(Code.MISSING, "topic", "variable topic is missing, it must be a string"),
            tuple(
                Code.WRONG_TYPE,
                "tone",
                "the default of variable tone must be a string, was an integer"),
            tuple(
                Code.WRONG_TYPE,
                "ratio",
                "variable ratio must be an integer, was a number with a fraction"),
            tuple(Code.UNDECLARED, "Topik", "variable Topik is not declared, did you mean topic?"),
            tuple(Code.UNDECLARED, "zzzzzz", "variable zzzzzz is not declared"),
            tuple(
                Code.UNRESOLVED,
                "a",
                "{{a}} at 2:11 is neither a declared variable nor a field of an enclosing section"),
            tuple(
                Code.UNRESOLVED,
                "toppic",
                "{{toppic}} at 2:26 is neither a declared variable nor a field of an enclosing"
                    + " section"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{user.phone}} | 1:1", "{{#items}}{{user.phone}}{{/items}} | 1:11",
            "{{#items}} {{b}}{{/items}} | 1:12", "{{#nulls}}{{.}}{{/nulls}} | 1:11",
        "{{nope}} | 1:1", "{{#nope}}x{{/nope}} | 1:1", "{{^nope}}x{{/nope}} | 1:1",
            "{{#items}}{{shadow}}{{/items}} | 1:11",
        "{{#user}}{{name.first}}{{/user}} | 1:10"
      })
  void reportsPlaceholdersThatFindNothing(String content, String place) {
    Map<String, Object> hiding = new LinkedHashMap<>(Map.of("a", 1));
    hiding.put("shadow", null);
    Map<String, Object> data =
        Map.of(
            "user", Map.of("name", "Ada"),
            "items", List.of(hiding, hiding),
            "nulls", Collections.singletonList(null),
            "shadow", "outer");
    assertThat(problems(content, declare(data), data))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.UNRESOLVED);
          assertThat(problem.line() + ":" + problem.column()).isEqualTo(place);
          assertThat(problem.message()).contains(" at " + place + " ");
        });
  }

  @Test
  void limitsTheBytesOfTheOutput() {
    Template template = Template.parse("{{x}}");
    List<Variable> declared = List.of(Variable.required("x"));
    RenderLimits limits = new RenderLimits(10, 100);
    for (String fitting : List.of("0123456789", "äöüäö", "\uD83D\uDE00\uD83D\uDE00ab", "€€€x")) {
      assertThat(
              PromptRenderer.render(template, declared, Map.of("x", Json.of(fitting)), limits)
                  .text())
          .isEqualTo(fitting);
      assertThatThrownBy(() ->
              PromptRenderer.render(
                  template, declared, Map.of("x", Json.of(fitting + "!")), limits))
          .isInstanceOfSatisfying(
              RenderException.class,
              e ->
                  assertThat(e.problems())
                      .extracting(RenderProblem::code)
                      .containsExactly(Code.TOO_LARGE));
    }
  }

  @Test
  void stopsNestedSectionsThatBlowUp() {
    List<Integer> list = IntStream.range(0, 200).boxed().toList();
    Map<String, ?> data = Map.of("l", list);
    String loud = "{{#l}}".repeat(20) + "some text {{.}}" + "{{/l}}".repeat(20);
    assertThat(problems(loud, declare(data), data))
        .extracting(RenderProblem::code)
        .containsExactly(Code.TOO_LARGE);
    // Eight million steps: few enough that a missing limit fails this test instead of hanging it.
    String silent = "{{#l}}".repeat(3) + "{{/l}}".repeat(3);
    assertThat(problems(silent, declare(data), data))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("1000000 steps"));
  }

  @Test
  void refusesVariablesDeclaredTwice() {
    assertThatThrownBy(() ->
            PromptRenderer.render(
                Template.parse(""),
                List.of(Variable.required("a"), Variable.required("a")),
                Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }
}
