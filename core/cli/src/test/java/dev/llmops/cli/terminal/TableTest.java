package dev.llmops.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void makesColumnsAsWideAsTheyNeedToBe() {
    Table table = new Table("NAME", "N").row("é😀", "10").row("longer", "");
    assertThat(table)
        .hasToString(
            """
            NAME    N
            é😀      10
            longer
            """);
  }

  @Test
  void refusesARowOfAnotherLength() {
    Table table = new Table("A", "B");
    assertThatThrownBy(() -> table.row("x")).hasMessageContaining("2 cells");
  }
}
