package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.samskivert.mustache.Mustache;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Compares with jmustache, strict and without escaping, on generated templates that use existing
 * names only.
 */
class JmustacheOracleTest {

  private static final int TEMPLATES = 5_000;

  /**
   * Variables of every type but numbers with fractions, lists and objects as text, and {@code .} in
   * booleans: there jmustache has other rules.
   */
  private static final Map<String, Object> DATA = new LinkedHashMap<>();

  private static final List<Variable> DECLARED =
      List.of(
          declare("s", VariableType.STRING),
          declare("t", VariableType.STRING),
          declare("n", VariableType.INTEGER),
          declare("yes", VariableType.BOOLEAN),
          declare("no", VariableType.BOOLEAN),
          declare("o", VariableType.OBJECT),
          declare("l", VariableType.LIST),
          declare("w", VariableType.LIST),
          declare("empty", VariableType.LIST));

  static {
    DATA.put("s", "<text> & {{s}} \"x\"");
    DATA.put("t", "");
    DATA.put("n", 42);
    DATA.put("yes", true);
    DATA.put("no", false);
    DATA.put(
        "o",
        Map.of(
            "a",
            "A",
            "p",
            Map.of("b", "B", "s", "inner"),
            "k",
            List.of(Map.of("z", 1), Map.of("z", 2))));
    DATA.put(
        "l",
        List.of(
            Map.of("a", "first", "n", 1),
            Map.of("a", "second", "t", "shadow"),
            Map.of("a", "", "yes", false)));
    DATA.put("w", List.of("x", "y"));
    DATA.put("empty", List.of());
  }

  private static final String[] TEXTS = {
    " ", "\n", "\n\n", "  ", "text", "a b\n", "\r\n", " } ", " { ", "\t", ".", "\n  ", "} }", "ä€😀"
  };
  private static final String[] NAMES = {"s", "t", "n", "o.a", "o.p.b", "o.p.s"};
  private static final String[] SECTIONS = {"yes", "no", "o", "o.p", "o.k", "l", "w", "empty"};

  private static Variable declare(String name, VariableType type) {
    return new Variable(name, type, true, Json.NULL, "");
  }

  private static void generate(Random random, int depth, StringBuilder out) {
    int pieces = random.nextInt(6);
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(depth > 4 ? 4 : 6)) {
        case 0, 1 -> out.append(TEXTS[random.nextInt(TEXTS.length)]);
        case 2 -> {
          String name = NAMES[random.nextInt(NAMES.length)];
          String[] forms = {
            "{{" + name + "}}", "{{ " + name + " }}", "{{{" + name + "}}}", "{{&" + name + "}}"
          };
          out.append(forms[random.nextInt(forms.length)]);
        }
        case 3 -> out.append("{{! note }}");
        default -> {
          String name = SECTIONS[random.nextInt(SECTIONS.length)];
          out.append(random.nextBoolean() ? "{{#" : "{{^").append(name).append("}}");
          generate(random, depth + 1, out);
          out.append("{{/").append(name).append("}}");
        }
      }
    }
  }

  @Test
  void rendersGeneratedTemplatesLikeJmustache() {
    Map<String, Json> values = Json.fromJava(DATA).fields();
    Random random = new Random(20261123);
    int withTags = 0;
    for (int i = 0; i < TEMPLATES; i++) {
      StringBuilder content = new StringBuilder();
      generate(random, 0, content);
      // jmustache keeps a last line of a tag and white space that no line feed ends.
      String template = content.append(".").toString();
      String expected = Mustache.compiler().escapeHTML(false).compile(template).execute(DATA);
      assertThat(PromptRenderer.render(Template.parse(template), DECLARED, values).text())
          .as(template)
          .isEqualTo(expected);
      withTags += template.contains("{{#") ? 1 : 0;
    }
    assertThat(withTags).isGreaterThan(TEMPLATES / 5);
  }
}
