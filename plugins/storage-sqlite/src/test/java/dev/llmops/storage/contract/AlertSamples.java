package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_JSON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.id;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import java.util.Optional;
import java.util.OptionalDouble;

/** Alerts to store, with every field filled where it can be. */
public final class AlertSamples {

  private AlertSamples() {}

  public static Alert alert(int number, Severity severity, String source) {
    return Alert.raised(
        id(number),
        AlertType.REGRESSION,
        severity,
        ODD_TEXT,
        source,
        "run-" + number,
        number % 2 == 0 ? Optional.of("exact") : Optional.empty(),
        OptionalDouble.of(0.05),
        number % 2 == 0 ? OptionalDouble.of(0.1) : OptionalDouble.empty(),
        ODD_JSON,
        "condition-" + number,
        NOON.plusSeconds(number),
        number % 2 == 0 ? Optional.of(NOON) : Optional.empty());
  }

  public static Alert acknowledged(Alert alert) {
    return alert.acknowledged(new Alert.Note(NOON, "bob", ODD_TEXT));
  }
}
