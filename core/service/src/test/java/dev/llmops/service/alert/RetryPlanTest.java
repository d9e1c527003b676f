package dev.llmops.service.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.service.alert.RetryPlan.Again;
import dev.llmops.service.alert.RetryPlan.GiveUp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryPlanTest {

  private static final Instant RAISED = Instant.parse("2026-03-01T12:00:00Z");
  private final RetryPlan plan = new RetryPlan(AlertSettings.DEFAULTS);

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "49, 300"})
  void doublesThePauseUpToFiveMinutes(int attempts, long seconds) {
    assertThat(plan.after(attempts, RAISED, RAISED, Optional.empty()))
        .isEqualTo(new Again(RAISED.plusSeconds(seconds)));
  }

  @Test
  void aShorterWishOfTheReceiverDoesNotShortenThePause() {
    assertThat(plan.after(3, RAISED, RAISED, Optional.of(Duration.ofSeconds(1))))
        .isEqualTo(new Again(RAISED.plusSeconds(4)));
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    assertThat(plan.after(50, RAISED, RAISED, Optional.empty()))
        .isEqualTo(new GiveUp("given up after 50 attempts"));
  }

  @Test
  void givesUpRatherThanTryTooLate() {
    Instant late = RAISED.plus(Duration.ofHours(24)).minusSeconds(1);

    assertThat(plan.after(1, RAISED, late, Optional.empty())).isInstanceOf(Again.class);
    assertThat(plan.after(2, RAISED, late, Optional.empty())).isInstanceOf(GiveUp.class);
    assertThat(plan.after(1, RAISED, RAISED, Optional.of(Duration.ofSeconds(Long.MAX_VALUE))))
        .isInstanceOf(GiveUp.class);
  }
}
