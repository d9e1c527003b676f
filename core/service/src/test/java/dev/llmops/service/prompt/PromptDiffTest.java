package dev.llmops.service.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptMessage.Role;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import dev.llmops.service.prompt.PromptDiff.FieldChange;
import dev.llmops.service.prompt.PromptDiff.Op;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptDiffTest {

  private static PromptVersion version(
      String content, List<PromptMessage> messages, List<Variable> variables, PromptConfig config) {
    return new PromptVersion(
        "p",
        "1.0.0",
        content,
        messages,
        List.of(),
        variables,
        config,
        "",
        List.of(),
        Json.EMPTY_OBJECT,
        "",
        "",
        content + messages + variables + config,
        Instant.EPOCH);
  }

  private static PromptVersion text(String content, Variable... variables) {
    return version(content, List.of(), List.of(variables), PromptConfig.NONE);
  }

  private static String shown(List<PromptDiff.Line> lines) {
    return lines.stream()
        .map(line ->
            switch (line.op()) {
                  case EQUAL -> "  ";
                  case ADDED -> "+ ";
                  case REMOVED -> "- ";
                }
                + line.text())
        .collect(Collectors.joining("\n"));
  }

  private static String lines(String from, String to) {
    return shown(PromptDiff.between(text(from), text(to)).lines());
  }

  @Test
  void anInsertedFirstLineChangesNothingBelow() {
    assertThat(lines("a\nb\nc", "new\na\nb\nc")).isEqualTo("+ new\n  a\n  b\n  c");
  }

  @Test
  void removedLinesComeBeforeTheAddedOnesThatReplaceThem() {
    assertThat(lines("a\nold\nc", "a\nnew\nc")).isEqualTo("  a\n- old\n+ new\n  c");
    assertThat(lines("a", "b")).isEqualTo("- a\n+ b");
    assertThat(lines("a\nb", "a")).isEqualTo("  a\n- b");
    assertThat(lines("a", "a\n")).isEqualTo("  a\n+ ");
  }

  @Test
  void keepsTheLongestCommonSubsequenceAndBothTexts() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      List<String> from = letters(random);
      List<String> to = letters(random);

      List<PromptDiff.Line> lines = LineDiff.of(from, to);

      assertThat(texts(lines, Op.ADDED)).isEqualTo(from);
      assertThat(texts(lines, Op.REMOVED)).isEqualTo(to);
      assertThat(lines.stream().filter(line -> line.op() == Op.EQUAL).count())
          .isEqualTo(longestCommon(from, to));
    }
  }

  private static List<String> letters(Random random) {
    return random.ints(random.nextInt(12), 'a', 'e').mapToObj(c -> "" + (char) c).toList();
  }

  private static List<String> texts(List<PromptDiff.Line> lines, Op without) {
    return lines.stream().filter(line -> line.op() != without).map(PromptDiff.Line::text).toList();
  }

  /** By its definition, without a table. */
  private static long longestCommon(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return 0;
    }
    List<String> restA = a.subList(1, a.size());
    List<String> restB = b.subList(1, b.size());
    return a.get(0).equals(b.get(0))
        ? 1 + longestCommon(restA, restB)
        : Math.max(longestCommon(restA, b), longestCommon(a, restB));
  }

  @Test
  void hugeDifferencesAreBounded() {
    List<String> from = IntStream.range(0, 100_000).mapToObj(i -> "a" + i).toList();
    List<String> to = new ArrayList<>(from);
    Collections.reverse(to);

    assertThat(LineDiff.of(from, to)).hasSize(200_000);
  }

  @Test
  void chatsAreComparedMessageByMessageAndTextBecomesChat() {
    List<PromptMessage> two =
        List.of(new PromptMessage(Role.SYSTEM, "Be kind."), new PromptMessage(Role.USER, "a\nb"));
    List<PromptMessage> one = List.of(new PromptMessage(Role.USER, "a\nb"));
    PromptVersion from = version("", one, List.of(), PromptConfig.NONE);
    PromptVersion to = version("", two, List.of(), PromptConfig.NONE);

    assertThat(shown(PromptDiff.between(from, to).lines()))
        .isEqualTo("+ [system]\n+ Be kind.\n  [user]\n  a\n  b");
    assertThat(shown(PromptDiff.between(text("a\nb"), from).lines()))
        .isEqualTo("+ [user]\n  a\n  b");
  }

  @Test
  void everyFieldOfAVariableIsComparedAndListsAreSorted() {
    Variable before =
        new Variable("changed", VariableType.STRING, true, Json.NULL, "old", "[a-z]+");
    Variable after =
        new Variable("changed", VariableType.INTEGER, false, Json.of(7), "new", "[0-9]+");

    PromptDiff diff =
        PromptDiff.between(
            text("x", Variable.required("z"), before, Variable.required("b"), same()),
            text("x", Variable.required("y"), same(), after, Variable.required("a")));

    assertThat(diff.added()).extracting(Variable::name).containsExactly("a", "y");
    assertThat(diff.removed()).extracting(Variable::name).containsExactly("b", "z");
    assertThat(diff.changed()).hasSize(1);
    assertThat(diff.changed().get(0).fields())
        .extracting(FieldChange::field, FieldChange::from, FieldChange::to)
        .containsExactly(
            tuple("type", Json.of("string"), Json.of("integer")),
            tuple("required", Json.of(true), Json.of(false)),
            tuple("default", Json.NULL, Json.of(7)),
            tuple("description", Json.of("old"), Json.of("new")),
            tuple("validation", Json.of("[a-z]+"), Json.of("[0-9]+")));
    assertThat(diff.identical()).isFalse();
  }

  private static Variable same() {
    return Variable.required("same");
  }

  @Test
  void theModelIsComparedToo() {
    PromptVersion from =
        version("x", List.of(), List.of(), new PromptConfig("a", Json.EMPTY_OBJECT));
    PromptVersion to = version("x", List.of(), List.of(), new PromptConfig("b", Json.EMPTY_OBJECT));

    assertThat(PromptDiff.between(from, to).config())
        .containsExactly(new FieldChange("model", Json.of("a"), Json.of("b")));
    assertThat(PromptDiff.between(from, from).identical()).isTrue();
  }
}
