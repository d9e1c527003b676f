package dev.llmops.kernel.template;

import static dev.llmops.kernel.template.RenderFixture.optional;
import static dev.llmops.kernel.template.RenderFixture.problems;
import static dev.llmops.kernel.template.RenderFixture.render;
import static dev.llmops.kernel.template.RenderFixture.required;
import static dev.llmops.kernel.template.RenderFixture.values;
import static dev.llmops.kernel.template.RenderFixture.withDefault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.template.RenderProblem.Code;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PromptRendererTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hi {{name}}! | Hi Ada!",
        "Hi {{{name}}}! | Hi Ada!",
        "Hi {{& name }}! | Hi Ada!",
        "{{ user.address.city }} | Paris",
        "{{#flag}}yes{{/flag}}{{^flag}}no{{/flag}} | yes",
        "{{#off}}yes{{/off}}{{^off}}no{{/off}} | no",
        "{{#items}}[{{n}}{{name}}]{{/items}} | [1Ada][2Bob]",
        "{{#empty}}x{{/empty}}{{^empty}}none{{/empty}} | none",
        "{{#user}}{{address.city}} {{name}}{{/user}} | Paris Ada",
        "{{#words}}{{.}},{{/words}} | a,b,",
        "a{{! comment }}b | ab",
        "{{#blank}}truthy{{/blank}} | truthy",
        "{{#zero}}truthy{{/zero}} | truthy",
        "{{#nothing}}truthy{{/nothing}} | truthy",
        "{{#lists}}({{#.}}{{.}}{{/.}}){{/lists}} | (12)(3)",
        "{{#items}}{{#more}}x{{/more}}{{^more}}-{{/more}}{{/items}} | --",
        "{{#user.nickname}}x{{/user.nickname}}{{^user.nickname}}-{{/user.nickname}} | -",
        "{{#name}}<{{.}}>{{/name}} | <Ada>",
        "{{user}} {{words}} | {\"address\":{\"city\":\"Paris\"}} [\"a\",\"b\"]"
      })
  void rendersMustache(String content, String expected) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", "Ada");
    data.put("user", Map.of("address", Map.of("city", "Paris")));
    data.put("flag", true);
    data.put("off", false);
    data.put("items", List.of(Map.of("n", 1), Map.of("n", 2, "name", "Bob")));
    data.put("empty", List.of());
    data.put("words", List.of("a", "b"));
    data.put("blank", "");
    data.put("zero", 0);
    data.put("nothing", Map.of());
    data.put("lists", List.of(List.of(1, 2), List.of(3)));
    assertThat(render(content, data)).isEqualTo(expected);
  }

  @Test
  void removesStandaloneLinesOfSections() {
    String content =
        "Items:\r\n"
            + "  {{#items}}\r\n"
            + "- {{.}}\r\n"
            + "  {{/items}}\r\n"
            + "End {{! not alone }}\n"
            + "{{! alone }}\n"
            + "  {{^items}}\n"
            + "none\n"
            + "{{/items}}";
    assertThat(render(content, Map.of("items", List.of("a", "b"))))
        .isEqualTo("Items:\r\n- a\r\n- b\r\nEnd \n");
  }

  @Test
  void readsNoValueAsATemplate() {
    Map<String, String> data =
        Map.of("a", "{{secret}} {{#b}}{{/a}} {{{", "b", "{{a}}", "secret", "s3cr3t");
    assertThat(render("{{a}}|{{b}}|{{#b}}{{.}}{{/b}}", data))
        .isEqualTo("{{secret}} {{#b}}{{/a}} {{{|{{a}}|{{a}}");
    assertThat(render("{ {{b}} }", data)).isEqualTo("{ {{a}} }");
  }

  @Test
  void insertsControlCharactersBackslashesAndDollarsUnchanged() {
    String nasty = "\\1 $0 $x ${y} \u0000 \n\r\t <b>&amp;\"' \uD83D\uDE00 \u202E";
    assertThat(render("[{{x}}]", Map.of("x", nasty))).isEqualTo("[" + nasty + "]");
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of(3L, "3"),
        Arguments.of(3.0, "3"),
        Arguments.of(-0.0, "0"),
        Arguments.of(0.1, "0.1"),
        Arguments.of(1.21, "1.21"),
        Arguments.of(-2.5, "-2.5"),
        Arguments.of(1e10, "10000000000"),
        Arguments.of(123456789.125, "123456789.125"),
        Arguments.of(1e20, "100000000000000000000"),
        Arguments.of(1e21, "1E+21"),
        Arguments.of(1e300, "1E+300"),
        Arguments.of(0.001, "0.001"),
        Arguments.of(2e-3, "0.002"),
        Arguments.of(1e-7, "0.0000001"),
        Arguments.of(1.5e-9, "1.5E-9"),
        Arguments.of(1.0 / 3, "0.3333333333333333"),
        Arguments.of(0.1 + 0.2, "0.30000000000000004"),
        Arguments.of(2.0E23, "2E+23"),
        Arguments.of(Double.MIN_VALUE, "5E-324"),
        Arguments.of(Long.MAX_VALUE, "9223372036854775807"),
        Arguments.of(
            new BigInteger("123456789012345678901234567890"), "123456789012345678901234567890"),
        Arguments.of(new BigDecimal("10.500"), "10.5"),
        Arguments.of(new BigDecimal("1E+3"), "1000"),
        Arguments.of(new BigDecimal("0E+9"), "0"),
        Arguments.of(new BigDecimal("1E+1000000000"), "1E+1000000000"),
        Arguments.of(new BigDecimal("1E-1000000000"), "1E-1000000000"),
        Arguments.of(new BigDecimal("3.14159265358979323846264"), "3.14159265358979323846264"));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void writesNumbersPlainly(Number number, String expected) {
    assertThat(render("{{x}}", Map.of("x", number))).isEqualTo(expected);
  }

  @Test
  void writesDoublesThatReadBackTheSame() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        String text = ValueText.of(Json.of(number));
        assertThat(Double.parseDouble(text)).isEqualTo(number);
      }
    }
  }

  @Test
  void fillsInDefaultsAndTellsTheValuesUsed() {
    List<Variable> declared =
        List.of(
            withDefault("tone", VariableType.STRING, "kind"),
            required("name", VariableType.STRING),
            optional("extra", VariableType.STRING));
    Template template = Template.parse("{{tone}} {{name}}{{extra}}");
    RenderResult result = PromptRenderer.render(template, declared, Map.of("name", Json.of("Ada")));
    assertThat(result.text()).isEqualTo("kind Ada");
    assertThat(result.values())
        .containsExactly(Map.entry("tone", Json.of("kind")), Map.entry("name", Json.of("Ada")));
    assertThat(
            PromptRenderer.render(
                    template, declared, Map.of("name", Json.of("Ada"), "tone", Json.of("cold")))
                .text())
        .isEqualTo("cold Ada");
  }

  @Test
  void takesNullForNoValue() {
    Map<String, Object> none = Collections.singletonMap("x", null);
    assertThat(
            PromptRenderer.render(
                    Template.parse("[{{x}}]"),
                    List.of(withDefault("x", VariableType.INTEGER, 7)),
                    values(none))
                .text())
        .isEqualTo("[7]");
    assertThat(problems("{{x}}", List.of(required("x", VariableType.INTEGER)), none))
        .containsExactly(
            new RenderProblem(
                "x", Code.MISSING, "variable x is missing, it must be an integer", 0, 0));
  }

  @Test
  void rendersAnAbsentOptionalVariableAsEmptyAndFalsy() {
    List<Variable> declared = List.of(optional("user", VariableType.OBJECT));
    String content =
        "[{{user}}{{user.name}}{{#user}}x{{/user}}{{#user.name}}x{{/user.name}}{{^user}}none{{/user}}]";
    assertThat(PromptRenderer.render(Template.parse(content), declared, Map.of()).text())
        .isEqualTo("[none]");
  }

  @Test
  void mistakesNoOptionalFieldForAMistypedOne() {
    Map<String, ?> data = Map.of("items", List.of(Map.of("a", 1, "note", "n"), Map.of("a", 2)));
    assertThat(render("{{#items}}{{a}}{{#note}}({{note}}){{/note}}{{/items}}", data))
        .isEqualTo("1(n)2");
  }

  @Test
  void acceptsIntegersAsNumbersAndWholeDoublesAsIntegers() {
    List<Variable> declared =
        List.of(required("n", VariableType.NUMBER), required("i", VariableType.INTEGER));
    assertThat(
            PromptRenderer.render(
                    Template.parse("{{n}} {{i}}"),
                    declared,
                    Map.of("n", Json.of(1), "i", Json.of(2.0)))
                .text())
        .isEqualTo("1 2");
  }

  @Test
  void rendersTheDeepestNesting() {
    String content = "{{#a}}".repeat(100) + "{{b}}" + "{{/a}}".repeat(100);
    assertThat(render(content, Map.of("a", Map.of("x", 1), "b", "deep"))).isEqualTo("deep");
  }

  @Test
  void rendersTheSameFromManyThreads() {
    Template template = Template.parse("{{#items}}{{.}}-{{x}} {{/items}}");
    List<Variable> declared =
        List.of(required("items", VariableType.LIST), required("x", VariableType.INTEGER));
    List<String> texts =
        IntStream.range(0, 2000)
            .parallel()
            .mapToObj(i ->
                PromptRenderer.render(
                        template,
                        declared,
                        Map.of("items", Json.fromJava(List.of("a", "b")), "x", Json.of(i)))
                    .text())
            .toList();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      expected.add("a-" + i + " b-" + i + " ");
    }
    assertThat(texts).isEqualTo(expected);
  }
}
