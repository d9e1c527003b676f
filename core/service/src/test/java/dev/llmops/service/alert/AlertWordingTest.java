package dev.llmops.service.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AlertWordingTest {

  @Test
  void refusalsSayWhatIsMissingOrNotAllowed() {
    assertThat(AlertWording.noAlert("a1")).isEqualTo("there is no alert \"a1\"");
    assertThat(AlertWording.isResolved("a1"))
        .isEqualTo("the alert \"a1\" is resolved; only an alert that still holds is acknowledged");
    assertThat(AlertWording.commentTooLong(2000))
        .isEqualTo("a comment has at most 2000 characters");
    assertThat(AlertWording.noSubscription("s1")).isEqualTo("there is no subscription \"s1\"");
    assertThat(AlertWording.noSink("lug", "; did you mean \"log\"?"))
        .isEqualTo("there is no sink \"lug\" in service; did you mean \"log\"?");
  }

  @Test
  void deliveriesSayWhyTheyWereNotMade() {
    assertThat(AlertWording.overtakenByEscalation())
        .isEqualTo("held back after an earlier alert, then overtaken by its escalation");
    assertThat(AlertWording.resolvedBeforeTold())
        .isEqualTo("held back after an earlier alert, and resolved before its time");
    assertThat(AlertWording.sinkSaidNothing()).isEqualTo("the sink returned nothing");
    assertThat(AlertWording.rejected("no such channel")).isEqualTo("rejected: no such channel");
    assertThat(AlertWording.withLastError(AlertWording.givenUpAfter(1500), "status 503"))
        .isEqualTo("given up after 1500 attempts; last error: status 503");
  }

  @Test
  void theAgeOfADeliveryIsSaidInHoursOnlyWhereItIsWholeHours() {
    assertThat(AlertWording.givenUpAsTooOld(Duration.ofHours(24)))
        .isEqualTo("given up: the next attempt would come more than 24 hours after the event");
    assertThat(AlertWording.givenUpAsTooOld(Duration.ofMinutes(90)))
        .isEqualTo("given up: the next attempt would come more than 5400 seconds after the event");
  }

  @Test
  void aTestSaysThatItIsOne() {
    assertThat(AlertWording.testMessage())
        .isEqualTo("This is a test: somebody asked whether alerts arrive here.");
  }
}
