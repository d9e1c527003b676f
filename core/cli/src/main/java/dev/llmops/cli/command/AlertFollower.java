package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.ApiClient.EventListener;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.client.Patience;
import dev.llmops.cli.client.StreamPosition;
import dev.llmops.cli.client.UnavailableException;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Hears what happens to alerts over as many connections as it takes: one that breaks off is made
 * again behind the last event, so that nothing is missed and nothing told twice.
 */
final class AlertFollower {

  private final ApiClient api;
  private final PrintWriter notices;
  private final Patience patience;
  private final StreamPosition position = new StreamPosition();
  private boolean connected;
  private boolean lost;

  /**
   * Of the server behind a client.
   *
   * @param notices is told when the server is lost and when it is back
   */
  AlertFollower(ApiClient api, PrintWriter notices, Patience.Pause pause) {
    this.api = api;
    this.notices = notices;
    this.patience = new Patience(pause);
  }

  /**
   * Listens until the listener has heard enough.
   *
   * @throws dev.llmops.cli.client.CommandException when there is no server to begin with, or it
   *     stays away
   */
  void follow(EventListener listener) {
    patience.until(
        () -> attempt(listener), "The server ends the stream of events again and again.");
  }

  private Optional<Boolean> attempt(EventListener listener) {
    try {
      boolean enough =
          api.events(ApiClient.path("alerts:events"), position, new Announced(listener));
      return enough ? Optional.of(true) : Optional.empty();
    } catch (UnavailableException e) {
      if (!connected) {
        throw new CommandException(e.getMessage());
      }
      lose(e);
      throw e;
    }
  }

  private final class Announced implements EventListener {

    private final EventListener listener;

    Announced(EventListener listener) {
      this.listener = listener;
    }

    /** A stream may be quiet for days and be cut every minute: to get one at all is success. */
    @Override
    public void opened() {
      connected = true;
      patience.renew();
      if (lost) {
        lost = false;
        notices.println("The server is back.");
        notices.flush();
      }
    }

    @Override
    public boolean hear(String event, JsonNode data) {
      return listener.hear(event, data);
    }
  }

  private void lose(UnavailableException trouble) {
    if (!lost) {
      lost = true;
      notices.println(trouble.getMessage() + " Waiting for it.");
      notices.flush();
    }
  }
}
