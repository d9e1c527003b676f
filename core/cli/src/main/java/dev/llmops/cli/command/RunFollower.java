package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.client.Patience;
import dev.llmops.cli.client.UnavailableException;
import dev.llmops.cli.terminal.ProgressBar;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Follows a run to its end by the events that the server sends, and shows how it gets on. A run
 * outlives its stream and its server: a stream that breaks off or is refused is asked for again.
 */
final class RunFollower {

  private final ApiClient api;
  private final String id;
  private final ProgressBar bar;
  private final boolean show;
  private final Patience patience;
  private boolean ended;

  RunFollower(ApiClient api, String id, ProgressBar bar, boolean show, Patience.Pause pause) {
    this.api = api;
    this.id = id;
    this.bar = bar;
    this.show = show;
    this.patience = new Patience(pause);
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
      return patience.until(this::attempt, "The server ends the stream of events again and again.");
    } catch (UnavailableException e) {
      throw new CommandException(
          "%s%nThe run goes on; \"llmops run watch %s\" follows it.".formatted(e.getMessage(), id));
    } finally {
      bar.end();
    }
  }

  private Optional<JsonNode> attempt() {
    ended = ended || api.events(ApiClient.path("runs", id, "events"), this::hear);
    return ended ? Optional.of(api.get(ApiClient.path("runs", id))) : Optional.empty();
  }

  private boolean hear(String event, JsonNode progress) {
    patience.renew();
    if (show) {
      bar.show(
          progress.path("done").asLong(),
          progress.path("total").asLong(),
          progress.path("status").asText());
    }
    return !event.equals("end");
  }
}
