package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.json.Json;
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

class CompiledPromptTest {

  private static final List<Variable> DECLARED =
      List.of(
          Variable.required("language"),
          new Variable("question", VariableType.STRING, false, Json.of("Why?"), ""));

  private static CompiledPrompt prompt(
      String content, List<PromptMessage> messages, List<Variable> declared) {
    return CompiledPrompt.of(
        new PromptVersion(
            "p",
            "1.0.0",
            content,
            messages,
            List.of(),
            declared,
            PromptConfig.NONE,
            "",
            List.of(),
            Json.EMPTY_OBJECT,
            "",
            "",
            "hash",
            Instant.EPOCH));
  }

  private static CompiledPrompt chat() {
    return prompt(
        "",
        List.of(
            new PromptMessage(Role.SYSTEM, "Answer in {{language}}."),
            new PromptMessage(Role.USER, "{{question}}"),
            new PromptMessage(Role.ASSISTANT, "In {{language}}:")),
        DECLARED);
  }

  private static CompiledPrompt text(String content, Variable... declared) {
    return prompt(content, List.of(), List.of(declared));
  }

  private static RenderException refused(CompiledPrompt prompt, Map<String, Json> values) {
    return catchThrowableOfType(
        RenderException.class, () -> prompt.render(values, RenderMode.STRICT));
  }

  private static String lenient(CompiledPrompt prompt, Map<String, Json> values) {
    return prompt.render(values, RenderMode.LENIENT).text();
  }

  @Test
  void rendersEveryMessageInItsRoleAndAFlatFormForPeople() {
    RenderResult result =
        chat().render(Map.of("language", Json.of("{{question}}")), RenderMode.STRICT);

    assertThat(result.messages())
        .containsExactly(
            new PromptMessage(Role.SYSTEM, "Answer in {{question}}."),
            new PromptMessage(Role.USER, "Why?"),
            new PromptMessage(Role.ASSISTANT, "In {{question}}:"));
    assertThat(result.text())
        .isEqualTo("system: Answer in {{question}}.\n\nuser: Why?\n\nassistant: In {{question}}:");
  }

  @Test
  void aTextPromptIsOneMessageOfTheUser() {
    RenderResult result = text("Hi").render(Map.of(), RenderMode.STRICT);

    assertThat(result.text()).isEqualTo("Hi");
    assertThat(result.messages()).containsExactly(new PromptMessage(Role.USER, "Hi"));
  }

  @Test
  void saysInWhichMessageAPlaceholderFindsNothing() {
    CompiledPrompt prompt =
        prompt(
            "",
            List.of(
                new PromptMessage(Role.SYSTEM, "a"), new PromptMessage(Role.USER, "{{user.name}}")),
            List.of(new Variable("user", VariableType.OBJECT, true, Json.NULL, "")));

    assertThat(refused(prompt, Map.of("user", Json.EMPTY_OBJECT)).problems())
        .extracting(RenderProblem::message)
        .containsExactly("{{user.name}} at 1:1 of message 2 has no value");
  }

  @Test
  void theLimitOfOutputIsOneForAllMessages() {
    RenderException e =
        catchThrowableOfType(
            RenderException.class,
            () ->
                chat()
                    .render(
                        Map.of("language", Json.of("x".repeat(30))),
                        RenderMode.STRICT,
                        new RenderLimits(60, 100)));

    assertThat(e.problems())
        .extracting(RenderProblem::code)
        .containsExactly(RenderProblem.Code.TOO_LARGE);
  }

  @Test
  void aPatternMustMatchTheWholeText() {
    CompiledPrompt prompt = text("{{n}}", Variable.required("n").withValidation("[a-z]{2,4}"));

    assertThat(prompt.render(Map.of("n", Json.of("abcd")), RenderMode.STRICT).text())
        .isEqualTo("abcd");
    for (String value : List.of("a", "abcde", "abc!", "1abc", "ab\n")) {
      assertThat(refused(prompt, Map.of("n", Json.of(value))).problems())
          .extracting(RenderProblem::variable, RenderProblem::code)
          .containsExactly(tuple("n", RenderProblem.Code.MISMATCH));
    }
  }

  @Test
  void aMismatchNeverShowsTheValue() {
    CompiledPrompt prompt = text("{{key}}", Variable.required("key").withValidation("sk-[0-9]+"));

    assertThat(refused(prompt, Map.of("key", Json.of("hunter2"))))
        .hasMessageContaining("variable key does not match its pattern sk-[0-9]+")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void patternsSeeNumbersAsTheyAreInserted() {
    CompiledPrompt prompt =
        text(
            "{{year}}",
            new Variable("year", VariableType.INTEGER, true, Json.NULL, "", "(19|20)\\d\\d"));

    assertThat(prompt.render(Map.of("year", Json.of(1999)), RenderMode.STRICT).text())
        .isEqualTo("1999");
    assertThat(refused(prompt, Map.of("year", Json.of(1899)))).isNotNull();
  }

  @Test
  void aPatternThatWouldBacktrackForEverIsMatchedInLinearTime() {
    CompiledPrompt prompt =
        text("{{x}}", Variable.required("x").withValidation("(.*)(.*)(.*)(.*)(a+)+y"));
    long start = System.nanoTime();

    refused(prompt, Map.of("x", Json.of("a".repeat(ValuePattern.MAX_VALUE))));

    // The backtracking engine of the JDK takes longer than this for 200 characters.
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }

  @Test
  void lenientRenderingLeavesOutWhatIsMissing() {
    CompiledPrompt prompt =
        text("{{greeting}} {{name}}{{#vip}}!{{/vip}}{{^vip}}.{{/vip}}", Variable.required("name"));

    assertThat(lenient(prompt, Map.of())).isEqualTo(" .");
    assertThat(lenient(prompt, Map.of("name", Json.of("Ada"), "other", Json.of(1))))
        .isEqualTo(" Ada.");
    assertThat(lenient(prompt, Map.of("greeting", Json.of("{{name}}"), "vip", Json.of(true))))
        .isEqualTo("{{name}} !");
    assertThat(refused(prompt, Map.of("name", Json.of("Ada")))).hasMessageContaining("greeting");
  }

  @Test
  void lenientRenderingStillRefusesWhatDoesNotFit() {
    CompiledPrompt prompt =
        text(
            "{{age}}{{code}}",
            new Variable("age", VariableType.INTEGER, true, Json.NULL, ""),
            Variable.required("code").withValidation("[0-9]+"));

    RenderException e =
        catchThrowableOfType(
            RenderException.class,
            () ->
                prompt.render(
                    Map.of("age", Json.of("x"), "code", Json.of("x")), RenderMode.LENIENT));

    assertThat(e.problems())
        .extracting(RenderProblem::code)
        .containsExactly(RenderProblem.Code.WRONG_TYPE, RenderProblem.Code.MISMATCH);
  }
}
