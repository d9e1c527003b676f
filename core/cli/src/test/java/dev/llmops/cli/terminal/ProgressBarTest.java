package dev.llmops.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final StringWriter text = new StringWriter();

  @Test
  void redrawsOneLineOnATerminal() {
    ProgressBar bar = new ProgressBar(new PrintWriter(text), true);
    bar.show(0, 10, "running");
    bar.show(5, 10, "running");
    bar.end();
    assertThat(text.toString().split("\r")).hasSize(3).last().asString().contains("5/10");
    assertThat(text.toString().lines()).hasSize(3);
    assertThat(text.toString()).contains("[###############---------------]");
  }

  @Test
  void writesALineATenthElsewhere() {
    ProgressBar bar = new ProgressBar(new PrintWriter(text), false);
    for (int done = 0; done <= 1000; done++) {
      bar.show(done, 1000, "running");
    }
    bar.end();
    assertThat(text.toString().lines()).hasSize(10);
    assertThat(text.toString()).doesNotContain("\r");
  }

  @Test
  void isFullWhenThereIsNothingToDo() {
    new ProgressBar(new PrintWriter(text), true).show(0, 0, "completed");
    assertThat(text.toString()).contains("#".repeat(30));
  }
}
