package dev.llmops.service.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static final ResourceBundle ENGLISH = Message.bundle(Locale.ROOT);

  @Test
  void everyMessageHasATextAndEveryTextAMessage() {
    assertThat(ENGLISH.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Message.values()).map(Message::key).toList());
  }

  @Test
  void valuesStandWhereTheirNamesStood() {
    assertThat(
            Message.UNITS_MISSING_ONE.with(
                "minimum", 100, "variant", "{bold}", "more", 1, "metric", "$1"))
        .isEqualTo(
            "variant {bold} needs 1 more unit with a value of $1 to reach the minimum of 100");
  }

  @Test
  void comparisonsOfRunsAreSaidInTheLanguageOfTheBundle() {
    ResourceBundle esperanto = Message.bundle(Locale.of("eo"));

    assertThat(Message.RUNS_METRIC.in(esperanto, "metric", "brief", "verdict", "x"))
        .isEqualTo("metriko brief: x");
    assertThat(Message.RUNS_SUMMARY.in(esperanto, "passing", "y")).isEqualTo("y.");
  }

  @Test
  void alertsOnRunsAreSaidInTheLanguageOfTheBundle() {
    ResourceBundle esperanto = Message.bundle(Locale.of("eo"));

    assertThat(
            Message.ALERT_LIMIT_NOTABOVE.in(
                esperanto, "measure", "m", "value", "20 ms", "limit", "50 ms"))
        .isEqualTo("m: 20 ms, ne pli ol 50 ms");
  }

  @Test
  void aSentenceWithoutAValueIsAMistake() {
    assertThatThrownBy(() -> Message.DECISION_SHIP.with("variant", "bold"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("evidence");
  }

  @Test
  void aTranslationReplacesWhatItHasAndTheRestStaysEnglish() {
    ResourceBundle esperanto = Message.bundle(Locale.of("eo"));

    assertThat(Message.DECISION_SHIP.in(esperanto, "variant", "bold", "evidence", "x"))
        .isEqualTo("Uzu bold: x.");
    assertThat(Message.OPINION_NONE.in(esperanto)).isEqualTo(": not significant");
  }

  @Test
  void aLanguageWithoutATranslationIsEnglish() {
    assertThat(Message.OPINION_NONE.in(Message.bundle(Locale.of("sw"))))
        .isEqualTo(": not significant");
  }
}
