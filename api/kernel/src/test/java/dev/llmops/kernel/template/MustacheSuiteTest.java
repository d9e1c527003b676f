package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the suites of the Mustache specification where they lie beside the repository, in {@code
 * ../shared/vectors/mustache}.
 */
class MustacheSuiteTest {

  private static final List<String> SUITES =
      List.of("comments", "interpolation", "inverted", "partials", "sections");

  private static final String ESCAPING = "prompts are no HTML: nothing is escaped";
  private static final String STRICT = "a placeholder that finds nothing is an error";
  private static final String ROOT = "the root is always the object of declared variables";
  private static final String UNDECLARED = "a root-level section on an undeclared name is an error";
  private static final String DOTTED_KEY =
      "a dot is no part of a variable's name, so such a value is undeclared";

  private static final String MISSING = "what is included must exist";
  private static final String RECURSION = "a prompt cannot include itself";
  private static final String GLUED =
      "the line break after a tag alone on its line stays when what it includes has none at its end";

  /** What differs on purpose, by suite and test name. */
  private static final Map<String, String> REMAINDER = new LinkedHashMap<>();

  static {
    differs("interpolation", ESCAPING, "HTML Escaping");
    differs(
        "interpolation",
        ROOT,
        "Implicit Iterators - Basic Interpolation",
        "Implicit Iterators - HTML Escaping",
        "Implicit Iterators - Triple Mustache",
        "Implicit Iterators - Ampersand",
        "Implicit Iterators - Basic Integer Interpolation");
    differs(
        "interpolation",
        STRICT,
        "Basic Context Miss Interpolation",
        "Triple Mustache Context Miss Interpolation",
        "Ampersand Context Miss Interpolation",
        "Dotted Names - Broken Chains",
        "Dotted Names - Broken Chain Resolution",
        "Dotted Names - Context Precedence");
    differs("interpolation", DOTTED_KEY, "Dotted Names are never single keys");
    differs("inverted", UNDECLARED, "Context Misses");
    differs("partials", MISSING, "Failed Lookup");
    differs("partials", RECURSION, "Recursion");
    differs("partials", GLUED, "Standalone Line Endings", "Standalone Without Previous Line");
    differs("sections", UNDECLARED, "Context Misses");
    differs("sections", ESCAPING, "Implicit Iterator - HTML Escaping");
    differs("sections", ROOT, "Implicit Iterator - Root-level");
  }

  private static void differs(String suite, String reason, String... names) {
    Arrays.stream(names).forEach(name -> REMAINDER.put(suite + "/" + name, reason));
  }

  private static Path folder() {
    Path folder = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    Path suites =
        folder == null
            ? Path.of("nowhere")
            : folder.resolveSibling("shared").resolve("vectors/mustache");
    assumeTrue(
        Files.isDirectory(suites),
        "SKIPPED: the official Mustache suites are absent, looked in " + suites);
    return suites;
  }

  private static List<JsonNode> cases(String suite) throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    new ObjectMapper()
        .readTree(folder().resolve(suite + ".json").toFile())
        .get("tests")
        .forEach(cases::add);
    return cases;
  }

  private static String render(JsonNode test) {
    JsonNode data = test.get("data");
    Json root = Json.fromJava(new ObjectMapper().convertValue(data, Object.class));
    Map<String, Json> values = root.isObject() ? root.fields() : Map.of();
    List<Variable> declared =
        values.entrySet().stream()
            .map(entry ->
                new Variable(entry.getKey(), typeOf(entry.getValue()), false, Json.NULL, ""))
            .toList();
    Template template = Template.parse(test.get("template").asText());
    return PromptRenderer.render(
            template.including(included(template, test.path("partials"), 0), 1_000),
            declared,
            values)
        .text();
  }

  private static List<IncludedPrompt> included(Template template, JsonNode partials, int depth) {
    return depth == 5
        ? List.of()
        : template.inclusions().stream()
            .filter(inclusion -> partials.has(inclusion.name()))
            .map(inclusion -> {
              String content = partials.get(inclusion.name()).asText();
              return new IncludedPrompt(
                  inclusion.name(),
                  inclusion.ref(),
                  "1.0.0",
                  "hash",
                  content,
                  included(Template.parse(content), partials, depth + 1));
            })
            .toList();
  }

  private static VariableType typeOf(Json value) {
    return Stream.of(VariableType.values())
        .filter(type -> type.accepts(value))
        .findFirst()
        .orElse(VariableType.STRING);
  }

  @Test
  void rendersTheOfficialSuites() throws IOException {
    int passed = 0;
    for (String suite : SUITES) {
      for (JsonNode test : cases(suite)) {
        String name = suite + "/" + test.get("name").asText();
        if (!REMAINDER.containsKey(name)) {
          assertThat(render(test)).as(name).isEqualTo(test.get("expected").asText());
          passed++;
        }
      }
    }
    assertThat(passed).isGreaterThan(90);
  }

  @Test
  void differsFromTheOfficialSuitesOnlyWhereListed() throws IOException {
    Set<String> known = new HashSet<>();
    for (String suite : SUITES) {
      for (JsonNode test : cases(suite)) {
        String name = suite + "/" + test.get("name").asText();
        known.add(name);
        if (REMAINDER.containsKey(name)) {
          String expected = test.get("expected").asText();
          assertThatThrownBy(() -> assertThat(render(test)).isEqualTo(expected))
              .as("%s is listed but passes", name)
              .isNotNull();
        }
      }
    }
    assertThat(known).containsAll(REMAINDER.keySet());
  }
}
