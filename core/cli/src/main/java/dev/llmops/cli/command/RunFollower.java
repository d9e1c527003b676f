package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.client.UnavailableException;
import dev.llmops.cli.terminal.ProgressBar;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Follows a run to its end by the events that the server sends, and shows how it gets on. A run
 * outlives its stream and its server: a stream that breaks off or is refused is asked for again.
 */
final class RunFollower {

  /** Attempts in a row without an event; with their pauses about five minutes. */
  static final int SILENT_ATTEMPTS = 24;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** Waits before the next attempt. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  private final ApiClient api;
  private final String id;
  private final ProgressBar bar;
  private final boolean show;
  private final Pause pause;
  private int silentAttempts;

  RunFollower(ApiClient api, String id, ProgressBar bar, boolean show, Pause pause) {
    this.api = api;
    this.id = id;
    this.bar = bar;
    this.show = show;
    this.pause = pause;
  }

  /**
   * Waits until a run has ended.
   *
   * @param show whether to show its progress
   * @return the run, with its summary
   */
  static JsonNode follow(ApiClient api, String id, CommandSpec spec, boolean show) {
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), System.console() != null);
    return new RunFollower(api, id, bar, show, Thread::sleep).toTheEnd();
  }

  JsonNode toTheEnd() {
    try {
      boolean ended = false;
      while (true) {
        String trouble = "The server ends the stream of events again and again.";
        silentAttempts++;
        try {
          ended = ended || api.events(ApiClient.path("runs", id, "events"), this::hear);
          if (ended) {
            return api.get(ApiClient.path("runs", id));
          }
        } catch (UnavailableException e) {
          trouble = e.getMessage();
        }
        if (silentAttempts >= SILENT_ATTEMPTS) {
          throw new CommandException(
              "%s%nThe run goes on; \"llmops run watch %s\" follows it.".formatted(trouble, id));
        }
        rest();
      }
    } finally {
      bar.end();
    }
  }

  private boolean hear(String event, JsonNode progress) {
    silentAttempts = 0;
    if (show) {
      bar.show(
          progress.path("done").asLong(),
          progress.path("total").asLong(),
          progress.path("status").asText());
    }
    return !event.equals("end");
  }

  private void rest() {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(silentAttempts, 10));
    try {
      pause.of(doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted; the run goes on: " + id);
    }
  }
}
