package dev.llmops.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.llmops.provider.local.Prompt.Example;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {

  @Test
  void readsExamplesAndQuestionAndLeavesTheInstructionOut() throws PromptFormatException {
    Prompt prompt =
        Prompt.split(
            """
            Task: classify. Answer with one word.

            Review: Good case.
            Label: positive

            Review: Broke at once.
            Label: negative

            Review: Great!
            Label:
            """);
    Prompt.Labelled labelled = prompt.readExamples();

    assertThat(labelled.textField()).isEqualTo("Review");
    assertThat(labelled.examples())
        .containsExactly(
            new Example("Good case.", "positive"), new Example("Broke at once.", "negative"));
    assertThat(prompt.question("Review")).isEqualTo("Great!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void readsAnyLineEnd(String lineEnd) throws PromptFormatException {
    Prompt prompt =
        Prompt.split(
            String.join(lineEnd, "Q: one", "more", "A: x", "", "Q: two", "rest", "A: ", "", ""));

    assertThat(prompt.readExamples().examples()).containsExactly(new Example("one\nmore", "x"));
    assertThat(prompt.question("Q")).isEqualToIgnoringNewLines("two\nrest");
  }

  @Test
  void takesAnyFieldNames() throws PromptFormatException {
    Prompt prompt =
        Prompt.split("Customer's words\nUser text: hi\nIntent 2: greet\nUser text: yo\nIntent 2:");

    assertThat(prompt.labelField()).isEqualTo("Intent 2");
    assertThat(prompt.readExamples().textField()).isEqualTo("User text");
    assertThat(prompt.question("User text")).isEqualTo("yo");
  }

  @Test
  void keepsFieldsInsideAText() throws PromptFormatException {
    Prompt prompt = Prompt.split("Q: a\nA: x\nQ: see http://b\nQ: again\nNote: c\nA:");

    assertThat(prompt.question("Q")).isEqualTo("see http://b\nQ: again\nNote: c");
  }

  @Test
  void takesABlankQuestion() throws PromptFormatException {
    assertThat(Prompt.split("Q: a\nA: x\nQ:\nA:").question("Q")).isEmpty();
  }

  @Test
  void sharesTheHeadBetweenQuestionsUnderTheSameExamples() throws PromptFormatException {
    Prompt one = Prompt.split("Q: a\nA: x\n\nQ: first\nA:");
    Prompt other = Prompt.split("Q: a\nA: x\n\nQ: second\nA:");

    assertThat(one.head()).isEqualTo(other.head()).isEqualTo("Q: a\nA: x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Tell me a joke.",
        "Q: a\nA: x",
        "Q: a\nA: x\nQ: b\nA: y",
        "Q: a\nA: x\nQ: b\n9:",
        "A:",
        "Q: b\nA:",
      })
  void refusesAPromptWithoutExampleOrBlankLabelAndShowsTheForm(String text) {
    assertThatExceptionOfType(PromptFormatException.class)
        .isThrownBy(() -> Prompt.split(text))
        .withMessageContaining("the prompt must hold examples such as");
  }

  @Test
  void refusesASecondBlankLabel() throws PromptFormatException {
    assertThatExceptionOfType(PromptFormatException.class)
        .isThrownBy(() -> Prompt.split("Q: a\nA: x\nQ: b\nA:\nQ: c\nA:"))
        .withMessageContaining("more than one \"A:\" has no value");
    Prompt early = Prompt.split("Q: a\nA:\nQ: b\nA: x\nQ: c\nA:");
    assertThatExceptionOfType(PromptFormatException.class)
        .isThrownBy(early::readExamples)
        .withMessageContaining("more than one \"A:\" has no value");
  }

  @Test
  void refusesALabelWithoutText() throws PromptFormatException {
    Prompt prompt = Prompt.split("Q: a\nA: x\nA: y\nQ: c\nA:");
    assertThatExceptionOfType(PromptFormatException.class)
        .isThrownBy(prompt::readExamples)
        .withMessageContaining("the label \"y\" has no \"Q:\" above it");
    Prompt bare = Prompt.split("A: x\nA:");
    assertThatExceptionOfType(PromptFormatException.class)
        .isThrownBy(bare::readExamples)
        .withMessageContaining("stands above the first \"A:\"");
  }

  @Test
  void refusesAPromptThatAsksNothing() throws PromptFormatException {
    Prompt prompt = Prompt.split("Q: a\nA: x\n\nA:");
    assertThatExceptionOfType(PromptFormatException.class)
        .isThrownBy(() -> prompt.question("Q"))
        .withMessageContaining("no \"Q:\" stands after the last example");
  }
}
