package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateContractTest {

  private static final List<Variable> DECLARED =
      List.of(
          Variable.required("topic"),
          new Variable("premium", VariableType.BOOLEAN, false, Json.NULL, ""),
          new Variable("items", VariableType.LIST, true, Json.NULL, ""),
          new Variable("user", VariableType.OBJECT, true, Json.NULL, ""));

  private static List<String> check(String content, List<Variable> declared) {
    return TemplateContract.check(Template.parse(content), declared).stream()
        .map(problem -> problem.location() + " " + problem.code())
        .toList();
  }

  @Test
  void acceptsWhatFits() {
    assertThat(
            check(
                "{{topic}}{{user.name}}{{#premium}}{{topic}}{{/premium}}{{#items}}{{.}}{{any.field}}{{/items}}",
                DECLARED))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{topik}} | /content:1:1 UNDECLARED",
        "a {{#nope}}{{/nope}} | /content:1:3 UNDECLARED",
        "{{^nope}}{{/nope}} | /content:1:1 UNDECLARED",
        "{{nope.x}} | /content:1:1 UNDECLARED",
        "{{^items}}{{x}}{{/items}} | /content:1:11 UNDECLARED",
        "{{#premium}}{{typo}}{{/premium}} | /content:1:13 UNDECLARED",
        "{{#topic}}{{typo}}{{/topic}} | /content:1:11 UNDECLARED",
        "{{topic.length}} | /content:1:1 NO_FIELDS",
        "{{items.size}} | /content:1:1 NO_FIELDS",
        "{{#premium}}{{topic.x}}{{/premium}} | /content:1:13 NO_FIELDS"
      })
  void findsReferencesThatCannotWork(String content, String problem) {
    assertThat(check(content, DECLARED)).containsExactly(problem);
  }

  @Test
  void suggestsTheNearestName() {
    assertThat(TemplateContract.check(Template.parse("{{topik}}"), DECLARED))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("did you mean topic?"));
  }

  @Test
  void findsBadDeclarationsAndReportsThemTogether() {
    List<Variable> declared =
        List.of(
            Variable.required("1st"),
            Variable.required("a.b"),
            Variable.required(""),
            Variable.required("x".repeat(65)),
            Variable.required("a"),
            new Variable("a", VariableType.INTEGER, true, Json.of("seven"), ""));
    assertThat(check("{{missing}}", declared))
        .containsExactly(
            "/variables/0/name INVALID_NAME",
            "/variables/1/name INVALID_NAME",
            "/variables/2/name INVALID_NAME",
            "/variables/3/name INVALID_NAME",
            "/variables/5/name DUPLICATE_NAME",
            "/variables/5/default WRONG_DEFAULT",
            "/content:1:1 UNDECLARED");
  }

  @Test
  void acceptsARequiredVariableWithADefault() {
    assertThat(
            check("{{a}}", List.of(new Variable("a", VariableType.INTEGER, true, Json.of(7), ""))))
        .isEmpty();
  }
}
