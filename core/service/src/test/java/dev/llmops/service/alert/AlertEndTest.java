package dev.llmops.service.alert;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertState;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.evaluation.NewRun;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.spi.provider.ProviderException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What may end an alert, and what may not. */
final class AlertEndTest extends WatchedRuns {

  AlertEndTest() {
    super(Thresholds.DEFAULTS);
  }

  private List<Alert> ofThePassRate() {
    return alerts(AlertType.THRESHOLD, "pass-rate");
  }

  private Run held() {
    NewRun asked = request("questions", 16, "exact-match");
    return server.evaluator.start(
        new NewRun(
            "",
            asked.dataset(),
            asked.version(),
            asked.prompt(),
            asked.provider(),
            asked.model(),
            asked.parameters(),
            asked.metrics(),
            asked.concurrency(),
            NewRun.Notes.NONE,
            asked.limits(),
            false),
        ANNA);
  }

  private void release(Run held) {
    server.evaluator.begin(held.id(), ANNA);
    checked(server.awaitEnd(held.id()));
  }

  private static MonitorDraft ofThePassRate(AlertType kind, double limit, Optional<String> pinned) {
    return new MonitorDraft(
        kind,
        "pass-rate",
        OptionalDouble.of(limit),
        pinned,
        OptionalInt.empty(),
        Severity.WARNING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  @Test
  void aRunOlderThanTheOneThatRaisedItDoesNotEndIt() {
    Run old = held();
    run(20, 5);
    answers(0, 5);

    release(old);

    assertThat(ofThePassRate()).extracting(Alert::state).containsExactly(AlertState.OPEN);
  }

  @Test
  void aRunOlderThanTheOneThatRaisedItIsCountedAndSaysNothing() {
    Run old = held();
    Run bad = run(20, 5);
    answers(18, 5);

    release(old);

    assertThat(ofThePassRate())
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.sourceId()).isEqualTo(bad.id());
          assertThat(alert.actual()).hasValue(0.8);
          assertThat(alert.occurrences()).isEqualTo(2);
        });
  }

  @Test
  void anOldRunDoesNotRaiseAnewWhatHasEnded() {
    Run old = held();
    run(20, 5);
    run(0, 5);
    answers(20, 5);

    release(old);

    assertThat(ofThePassRate()).extracting(Alert::state).containsExactly(AlertState.RESOLVED);
  }

  @Test
  void theRunThatRaisedItEndsItOnceItsErrorsAreRetried() {
    AtomicBoolean down = new AtomicBoolean(true);
    plugins.provider(
        "main",
        new ScriptedProvider(text -> {
          int i = Integer.parseInt(text.substring(1));
          if (i < 5 && down.get()) {
            throw new ProviderException(ProviderException.Kind.INVALID_REQUEST, "down");
          }
          return answer(i >= 5 && i < 20 ? "wrong" : text, 5);
        }));
    Run run = checked(server.run(request("questions", 16, "exact-match")));
    assertThat(ofThePassRate()).extracting(Alert::state).containsExactly(AlertState.OPEN);
    down.set(false);

    await()
        .ignoreExceptionsInstanceOf(ServiceException.class)
        .until(() -> server.evaluator.retryErrors(run.id(), ANNA).status() == RunStatus.PENDING);

    await().until(() -> ofThePassRate().get(0).state() == AlertState.RESOLVED);
  }

  @Test
  void itEndsWhenAMonitorTakesThePlaceOfItsCondition() {
    run(20, 5);
    server.monitors.create(ofThePassRate(AlertType.THRESHOLD, 0.5, Optional.empty()), ANNA);

    run(20, 5);

    assertThat(ofThePassRate())
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.state()).isEqualTo(AlertState.RESOLVED);
          assertThat(alert.resolution().orElseThrow().comment()).contains("not checked any more");
        });
  }

  @Test
  void aMonitorPinnedToAnotherVersionOfTheDatasetTakesNoPlace() {
    Run pinned = run(0, 5);
    server.monitors.create(
        ofThePassRate(AlertType.REGRESSION, 0.05, Optional.of(pinned.id())), ANNA);
    server.upload("questions", Server.questions(90));
    run(0, 5);

    run(20, 5);

    assertThat(alerts(AlertType.REGRESSION, "pass-rate"))
        .extracting(Alert::state)
        .containsExactly(AlertState.OPEN);
  }
}
