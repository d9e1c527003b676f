package dev.llmops.service.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In 2026 clocks in Berlin go forward on 29 March at 01:00 UTC, and back on 25 October at 01:00
 * UTC.
 */
final class CronTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** All times of an expression in Berlin, the begin left out. */
  private static List<String> times(String cron, String after, String until) {
    Cron times = Cron.parse(cron, BERLIN);
    List<String> found = new ArrayList<>();
    Instant time = times.next(Instant.parse(after)).orElseThrow();
    while (!time.isAfter(Instant.parse(until))) {
      found.add(time.toString());
      time = times.next(time).orElseThrow();
    }
    return found;
  }

  @Test
  void aTimeThatIsLeftOutFiresOnceWhenTheClocksChange() {
    assertThat(times("30 2 * * *", "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z"))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void aTimeThatComesTwiceFiresOnceWhenItComesFirst() {
    assertThat(times("30 2 * * *", "2026-10-23T12:00:00Z", "2026-10-26T12:00:00Z"))
        .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "0 1 * * *, 2026-03-28T12:00:00Z, 2026-03-29T12:00:00Z, 2026-03-29T00:00:00Z",
    "59 1 * * *, 2026-03-28T12:00:00Z, 2026-03-29T12:00:00Z, 2026-03-29T00:59:00Z",
    "0 3 * * *, 2026-03-28T12:00:00Z, 2026-03-29T12:00:00Z, 2026-03-29T01:00:00Z",
    "30 3 * * *, 2026-03-28T12:00:00Z, 2026-03-29T12:00:00Z, 2026-03-29T01:30:00Z",
    "59 1 * * *, 2026-10-24T12:00:00Z, 2026-10-25T12:00:00Z, 2026-10-24T23:59:00Z",
    "0 2 * * *, 2026-10-24T12:00:00Z, 2026-10-25T12:00:00Z, 2026-10-25T00:00:00Z",
    "0 3 * * *, 2026-10-24T12:00:00Z, 2026-10-25T12:00:00Z, 2026-10-25T02:00:00Z"
  })
  void timesBesideTheChangeFireOnce(String cron, String after, String until, String expected) {
    assertThat(times(cron, after, until)).containsExactly(expected);
  }

  @Test
  void severalTimesThatAreLeftOutFireTogetherOnce() {
    assertThat(times("*/20 2,3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z", "2026-03-29T01:40:00Z");
  }

  @Test
  void askedWithinTheHourThatComesTwiceItDoesNotGoBack() {
    Cron cron = Cron.parse("30 2 * * *", BERLIN);

    assertThat(cron.next(Instant.parse("2026-10-25T00:29:59Z")))
        .contains(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(cron.next(Instant.parse("2026-10-25T00:30:00Z")))
        .contains(Instant.parse("2026-10-26T01:30:00Z"));
    assertThat(cron.next(Instant.parse("2026-10-25T01:10:00Z")))
        .contains(Instant.parse("2026-10-26T01:30:00Z"));
  }

  @Test
  void everyHourFollowsTheTimeThatPasses() {
    assertThat(times("30 * * * *", "2026-03-29T00:00:00Z", "2026-03-29T02:59:00Z"))
        .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
    assertThat(times("*/30 * * * *", "2026-10-24T23:59:00Z", "2026-10-25T02:01:00Z"))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:00:00Z");
    assertThat(times("0 * 1 4 *", "2026-03-20T00:00:00Z", "2026-03-31T23:00:00Z"))
        .containsExactly("2026-03-31T22:00:00Z", "2026-03-31T23:00:00Z");
  }

  @Test
  void weekdaysBeginOnSundayAndADayOfEitherKindCounts() {
    assertThat(times("0 12 * * 1-5", "2026-05-01T12:00:00Z", "2026-05-05T12:00:00Z"))
        .containsExactly("2026-05-04T10:00:00Z", "2026-05-05T10:00:00Z");
    assertThat(times("0 12 13 * 0", "2026-05-08T12:00:00Z", "2026-05-17T12:00:00Z"))
        .containsExactly("2026-05-10T10:00:00Z", "2026-05-13T10:00:00Z", "2026-05-17T10:00:00Z");
  }

  @Test
  void aDayThatNeverComesHasNoTime() {
    assertThat(Cron.parse("0 0 31 2 *", BERLIN).next(Instant.parse("2026-01-01T00:00:00Z")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "every hour",
        "0 0 * *",
        "0 0 0 * * *",
        "60 * * * *",
        "@daily",
        "5-1-3 * * * *",
        "0 0 1-31/ * *",
        "0 2 * * *||0 3 * * *",
        "0|5 2 * * *"
      })
  void refusesWhatIsNoExpression(String text) {
    assertThatThrownBy(() -> Cron.parse(text, BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).+");
  }
}
