package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.CommandException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a run must reach for a pipeline to go on. */
final class Gate {

  @Option(
      names = "--min-pass-rate",
      paramLabel = "RATE",
      description = "Fail with exit code 2 when the pass rate is below this, such as 0.8.")
  Double minPassRate;

  @Option(
      names = "--max-latency-p99",
      paramLabel = "DURATION",
      description = "Fail with exit code 2 when the 99th percentile is above this, such as 2s.")
  String maxLatencyP99;

  @Option(
      names = "--max-errors",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "With any gate, end with exit code 1 when more than this share of the samples failed"
              + " (default: ${DEFAULT-VALUE}).")
  double maxErrors;

  /** Refuses an option before a run is paid for. */
  void check() {
    latencyLimit();
    for (Double share : new Double[] {minPassRate, maxErrors}) {
      if (share != null && !(share >= 0 && share <= 1)) {
        throw new CommandException("A rate or share is a number from 0 to 1, was " + share + ".");
      }
    }
  }

  private Optional<Duration> latencyLimit() {
    return Optional.ofNullable(maxLatencyP99).map(Gate::duration);
  }

  /** A duration such as {@code 800ms}, {@code 2s} or {@code PT2S}. */
  static Duration duration(String text) {
    try {
      String plain = text.strip().toLowerCase(Locale.ROOT);
      if (plain.endsWith("ms")) {
        return Duration.ofMillis(Long.parseLong(plain.substring(0, plain.length() - 2)));
      }
      return Duration.parse(plain.startsWith("p") ? plain : "pt" + plain);
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw new CommandException("\"" + text + "\" is no duration; write one such as 800ms or 2s.");
    }
  }

  /** Whether there is any gate. */
  boolean judges(boolean compared) {
    return minPassRate != null || maxLatencyP99 != null || compared;
  }

  /** Why no gate can be judged; empty when each can. */
  Optional<String> error(JsonNode run, boolean compared) {
    JsonNode summary = run.path("summary");
    long failed = summary.path("failed").asLong();
    long total = summary.path("total").asLong();
    return judges(compared) && failed > maxErrors * total
        ? Optional.of(
            "%d of %d samples failed, which is more than --max-errors %s: the gate judges nothing."
                .formatted(failed, total, maxErrors))
        : Optional.empty();
  }

  /** Each limit that the run does not keep, in words. */
  List<String> failures(JsonNode run) {
    List<String> failures = new ArrayList<>();
    JsonNode passRate = run.path("summary").path("passRate");
    if (minPassRate != null && !(passRate.isNumber() && passRate.asDouble() >= minPassRate)) {
      failures.add(
          "The pass rate %s is below %s.".formatted(Output.percent(passRate), minPassRate));
    }
    Optional<Duration> limit = latencyLimit();
    JsonNode p99 = run.path("summary").path("latencyMillis").path("p99");
    if (limit.isPresent() && !(p99.isNumber() && p99.asDouble() <= limit.get().toNanos() / 1e6)) {
      failures.add(
          "The latency p99 of %s ms is above %s.".formatted(Output.number(p99), maxLatencyP99));
    }
    return failures;
  }
}
