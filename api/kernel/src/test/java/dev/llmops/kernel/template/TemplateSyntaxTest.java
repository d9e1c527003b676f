package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.kernel.template.Reference.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateSyntaxTest {

  private static List<String> problems(String content) {
    TemplateSyntaxException thrown =
        catchThrowableOfType(TemplateSyntaxException.class, () -> Template.parse(content));
    assertThat(thrown).as("parses: " + content).isNotNull();
    return thrown.problems().stream().map(TemplateSyntaxException.Problem::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello {{name | 1:7: the tag is never closed",
        "Hello {{na{{me}} | 1:7: the tag is not closed before the next one",
        "{{{a}} | 1:1: a tag that begins with {{{ must end with }}}",
        "{{}} | 1:1: the name is empty",
        "{{ }} | 1:1: the name is empty",
        "{{#}}{{/}} | 1:1: the name is empty",
        "{{&}} | 1:1: the name is empty",
        "{{{ }}} | 1:1: the name is empty",
        "{{first name}} | 1:1: \"first name\" is no name",
        "{{1st}} | 1:1: \"1st\" is no name",
        "{{a..b}} | 1:1: the name is empty",
        "{{.a}} | 1:1: the name is empty",
        "{{a.}} | 1:1: the name is empty",
        "{{größe}} | 1:1: \"größe\" is no name",
        "x{{> @^1}} | 1:2: a prompt is included by its name",
        "{{>}} | 1:1: a prompt is included by its name",
        "{{> policy@production}} | 1:1: {{> policy@production}} names a label, which moves",
        "{{> policy@}} | 1:1: \"\" is no version range",
        "{{> policy@=>1}} | 1:1: \"=>1\" is no version range",
        "{{=<% %>=}} | 1:1: changing the delimiters is not supported",
        "{{$block}} | 1:1: template inheritance is not supported",
        "{{<parent}} | 1:1: template inheritance is not supported",
        "{{#a}}x | 1:1: section \"a\" is never closed, {{/a}} is missing",
        "x{{/a}} | 1:2: {{/a}} closes no open section",
        "{{#a}}{{/b}}{{/a}} | 1:7: {{/b}} closes no open section; the innermost one is \"a\"",
        "{{.}} | 1:1: {{.}} stands for the current element",
        "{{^a}}{{.}}{{/a}} | 1:7: {{.}} stands for the current element",
        "{{#.}}{{/.}} | 1:1: {{.}} stands for the current element"
      })
  void saysWhatIsWrongAndWhere(String content, String problem) {
    assertThat(problems(content)).anySatisfy(found -> assertThat(found).startsWith(problem));
  }

  @Test
  void reportsAllProblemsInTheOrderOfTheText() {
    String content = "{{a b}}\n  {{>p@v1}}\r\n{{#open}}{{}}\n{{/other}}\n{{end";
    assertThat(problems(content))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("1:1: \"a b\" is no name"),
            p -> assertThat(p).startsWith("2:3: \"v1\" is no"),
            p -> assertThat(p).startsWith("3:1: section \"open\" is never closed"),
            p -> assertThat(p).startsWith("3:10: the name is empty"),
            p -> assertThat(p).startsWith("4:1: {{/other}} closes no"),
            p -> assertThat(p).startsWith("5:1: the tag is never closed"));
  }

  @Test
  void reportsASectionClosedTooEarlyOnce() {
    assertThat(problems("{{#a}}{{#b}}{{/a}}"))
        .containsExactly("1:7: section \"b\" is never closed, {{/b}} is missing");
  }

  @Test
  void limitsTheNumberOfProblems() {
    assertThat(problems("{{}}".repeat(10_000))).hasSize(100);
  }

  @Test
  void limitsTheLengthOfNames() {
    assertThatCode(() -> Template.parse("{{" + "a".repeat(64) + "}}")).doesNotThrowAnyException();
    assertThat(problems("{{" + "a".repeat(65) + "}}"))
        .singleElement()
        .asString()
        .contains("longer than 64")
        .hasSizeLessThan(150);
    assertThat(problems("{{" + "a.".repeat(500) + "a}}"))
        .singleElement()
        .asString()
        .contains("longer than 256");
  }

  @Test
  void limitsTheNestingOfSections() {
    assertThatCode(() -> Template.parse("{{#a}}".repeat(100) + "{{/a}}".repeat(100)))
        .doesNotThrowAnyException();
    assertThat(problems("{{#a}}".repeat(101) + "{{/a}}".repeat(101)))
        .containsExactly("1:601: sections are nested more than 100 deep");
    assertThat(problems("{{#a}}".repeat(100_000)))
        .singleElement()
        .asString()
        .contains("nested more than 100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{{",
        "{{{",
        "{{a}}",
        "{{a",
        "}}",
        "{{{a}}",
        "{{!{{",
        "{{#a}}{{/a}}",
        " ",
        "\n",
        "{{#a}}\n{{/a}}\n",
        "{{! }}",
        "{ {",
        "{{/a}}",
        "  {{#a}} {{/a}}  "
      })
  void parsesInLinearTime(String piece) {
    String content = piece.repeat(2_000_000 / piece.length());
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            Template.parse(content);
          } catch (TemplateSyntaxException e) {
            assertThat(e.problems()).hasSizeLessThanOrEqualTo(100);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "{a}",
        "a }} b",
        "{ {a} }",
        "{\"a\":{\"b\":1}}",
        "100 % {sure}",
        "}}}",
        "\r\n"
      })
  void takesSingleBracesForText(String content) {
    assertThat(PromptRenderer.render(Template.parse(content), List.of(), java.util.Map.of()).text())
        .isEqualTo(content);
  }

  private static Reference reference(
      String name, Kind kind, int line, int column, String... sections) {
    return new Reference(name, kind, line, column, List.of(sections), "");
  }

  @Test
  void listsEveryReferenceWithItsPlace() {
    Template template =
        Template.parse(
            "{{a}}\n {{#items}}{{ name }}{{^b.c}}{{{.}}}{{/b.c}}{{/items}}\n{{^none}}{{&x.y}}{{/none}}{{! z }}");
    assertThat(template.references())
        .containsExactly(
            reference("a", Kind.VARIABLE, 1, 1),
            reference("items", Kind.SECTION, 2, 2),
            reference("name", Kind.VARIABLE, 2, 12, "items"),
            reference("b.c", Kind.INVERTED, 2, 22, "items"),
            reference(".", Kind.VARIABLE, 2, 30, "items"),
            reference("none", Kind.INVERTED, 3, 1),
            reference("x.y", Kind.VARIABLE, 3, 10));
    assertThat(template.references())
        .extracting(Reference::root)
        .containsExactly("a", "items", "name", "b", ".", "none", "x");
  }

  @Test
  void keepsItsContent() {
    assertThat(Template.parse("a {{b}}").content()).isEqualTo("a {{b}}");
    assertThat(Template.parse("a {{b}}"))
        .isEqualTo(Template.parse("a {{b}}"))
        .isNotEqualTo(Template.parse("a {{c}}"));
  }

  @Test
  void listsEveryInclusionWithItsVersions() {
    assertThat(
            Template.parse(
                    "{{>policy}}\n{{#items}}{{> team/row@ >=1.0  <2.0 }}{{^a}}{{>row@1.2.0}}{{/a}}{{/items}}")
                .inclusions())
        .containsExactly(
            new Inclusion("policy", "*", 1, 1, List.of()),
            new Inclusion("team/row", ">=1.0 <2.0", 2, 11, List.of("items")),
            new Inclusion("row", "1.2.0", 2, 45, List.of("items")));
  }
}
