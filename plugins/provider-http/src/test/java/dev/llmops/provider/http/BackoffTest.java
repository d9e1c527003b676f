package dev.llmops.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "4,8", "5,10", "60,10"})
  void doublesTheBoundUpToTheCap(int attempt, int seconds) {
    Backoff longest = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), () -> 1);

    assertThat(longest.delay(attempt, Optional.empty())).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void waitsAtLeastAsLongAsAsked() {
    Backoff longest = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), () -> 0.5);

    assertThat(longest.delay(1, Optional.of(Duration.ofSeconds(60))))
        .isEqualTo(Duration.ofMillis(60_500));
  }

  @ParameterizedTest
  @CsvSource({
    "7,7",
    "' 0 ',0",
    "'Sun, 01 Mar 2026 12:00:30 GMT',30",
    "'Sun, 01 Mar 2026 11:00:00 GMT',0"
  })
  void readsSecondsAndDates(String value, int seconds) {
    assertThat(RetryAfter.parse(value, NOON)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999"})
  void takesWhatItCannotReadForNothing(String value) {
    assertThat(RetryAfter.parse(value, NOON)).isEmpty();
  }
}
