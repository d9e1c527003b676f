package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.terminal.ProgressBar;
import picocli.CommandLine.Model.CommandSpec;

/** Follows a run to its end by the events that the server sends, and shows how it gets on. */
final class RunFollower {

  private static final int BROKEN_STREAMS = 5;
  private static final long PAUSE_MILLIS = 500;

  private RunFollower() {}

  /**
   * Waits until a run has ended. A stream that breaks off is asked for again.
   *
   * @param show whether to show its progress
   * @return the run, with its summary
   */
  static JsonNode follow(ApiClient api, String id, CommandSpec spec, boolean show) {
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), System.console() != null);
    String events = ApiClient.path("runs", id, "events");
    boolean ended = false;
    for (int stream = 0; !ended && stream < BROKEN_STREAMS; stream++) {
      if (stream > 0) {
        pause(id);
      }
      ended =
          api.events(
              events,
              (event, progress) -> {
                if (show) {
                  bar.show(
                      progress.path("done").asLong(),
                      progress.path("total").asLong(),
                      progress.path("status").asText());
                }
                return !event.equals("end");
              });
    }
    bar.end();
    if (!ended) {
      throw new CommandException(
          "The server ends the stream of events again and again; \"llmops run watch %s\" goes on."
              .formatted(id));
    }
    return api.get(ApiClient.path("runs", id));
  }

  private static void pause(String id) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted; the run goes on: " + id);
    }
  }
}
