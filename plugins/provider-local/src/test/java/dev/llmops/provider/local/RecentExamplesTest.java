package dev.llmops.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentExamplesTest {

  private final RecentExamples recent = new RecentExamples(2);

  @Test
  void preparesTheSameExamplesOnce() throws PromptFormatException {
    RecentExamples.Prepared first = recent.prepare(Prompt.split("Q: a\nA: x\nQ: b\nA:"));

    assertThat(recent.prepare(Prompt.split("Q: a\nA: x\nQ: c\nA:"))).isSameAs(first);
  }

  @Test
  void tellsTheSameExamplesApartByTheirLabelField() throws PromptFormatException {
    RecentExamples.Prepared byLabel = recent.prepare(Prompt.split("Q: a\nB: y\nA: x\nQ: c\nA:"));
    RecentExamples.Prepared byText = recent.prepare(Prompt.split("A: a\nQ: y\nB: x\nQ: c\nB:"));

    assertThat(byLabel.textField()).isEqualTo("B");
    assertThat(byText.textField()).isEqualTo("Q");
  }

  @Test
  void forgetsTheOneNotAskedForLongest() throws PromptFormatException {
    RecentExamples.Prepared first = recent.prepare(Prompt.split("Q: 1\nA: x\nQ: c\nA:"));
    RecentExamples.Prepared second = recent.prepare(Prompt.split("Q: 2\nA: x\nQ: c\nA:"));
    recent.prepare(Prompt.split("Q: 1\nA: x\nQ: c\nA:"));
    recent.prepare(Prompt.split("Q: 3\nA: x\nQ: c\nA:"));

    assertThat(recent.size()).isEqualTo(2);
    assertThat(recent.prepare(Prompt.split("Q: 1\nA: x\nQ: c\nA:"))).isSameAs(first);
    assertThat(recent.prepare(Prompt.split("Q: 2\nA: x\nQ: c\nA:"))).isNotSameAs(second);
  }
}
