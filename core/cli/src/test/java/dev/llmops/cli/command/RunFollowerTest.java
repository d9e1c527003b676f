package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.client.Patience;
import dev.llmops.cli.terminal.ProgressBar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunFollowerTest {

  private static final String PROGRESS = event("progress");
  private static final String END = event("end");
  private static final String SILENCE = ": alive\n\n";

  private final List<Duration> pauses = new ArrayList<>();
  private final AtomicInteger streams = new AtomicInteger();
  private int port;
  private HttpServer server;

  /** What each stream has, by its number from 1; empty for a gateway that has no server. */
  private volatile IntFunction<String> script = stream -> END;

  private static String event(String name) {
    return "event: " + name + "\ndata: {\"done\": 1, \"total\": 2}\n\n";
  }

  @BeforeEach
  void start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    port = server.getAddress().getPort();
    server.createContext("/api/v1/runs/r1", run -> answer(run, 200, "{\"status\": \"completed\"}"));
    server.createContext(
        "/api/v1/runs/r1/events",
        stream -> {
          String text = script.apply(streams.incrementAndGet());
          if (text.isEmpty()) {
            answer(stream, 502, "<html>Bad gateway</html>");
          } else {
            answer(stream, 200, text);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private JsonNode follow(Patience.Pause pause) {
    ProgressBar bar = new ProgressBar(new PrintWriter(new StringWriter()), false);
    URI url = URI.create("http://127.0.0.1:" + port);
    try (ApiClient api = new ApiClient(url, Optional.empty())) {
      return new RunFollower(
              api,
              "r1",
              bar,
              true,
              duration -> {
                pauses.add(duration);
                pause.of(duration);
              })
          .toTheEnd();
    }
  }

  @Test
  void followsOverAsManyStreamsAsItTakesWhileThereAreEvents() {
    int cuts = 5 * Patience.ATTEMPTS;
    script = stream -> stream <= cuts ? PROGRESS : END;

    assertThat(follow(pause -> {}).path("status").asText()).isEqualTo("completed");
    assertThat(streams).hasValue(cuts + 1);
    assertThat(pauses).hasSize(cuts).containsOnly(Duration.ofMillis(500));
  }

  @Test
  void waitsForAServerThatStartsAgain() {
    script = stream -> stream == 1 ? PROGRESS : END;

    JsonNode run =
        follow(pause -> {
          if (pauses.size() == 1) {
            stop();
          } else if (pauses.size() == 4) {
            start();
          }
        });

    assertThat(run.path("status").asText()).isEqualTo("completed");
    assertThat(pauses)
        .containsExactly(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));
  }

  @Test
  void waitsBehindAGatewayThatHasNoServerForNow() {
    script = stream -> stream < 4 ? "" : END;

    assertThat(follow(pause -> {}).path("status").asText()).isEqualTo("completed");
    assertThat(pauses).hasSize(3);
  }

  @Test
  void givesUpOnAServerThatStaysAwayOrTellsNothing() {
    script = stream -> SILENCE;
    assertThatThrownBy(() -> follow(pause -> {}))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("again and again")
        .hasMessageContaining("llmops run watch r1");
    assertThat(streams).hasValue(Patience.ATTEMPTS);
    assertThat(pauses).endsWith(Duration.ofSeconds(15)).hasSize(Patience.ATTEMPTS - 1);

    stop();
    pauses.clear();
    assertThatThrownBy(() -> follow(pause -> {}))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("No server answers")
        .hasMessageContaining("llmops run watch r1");
    assertThat(pauses).hasSize(Patience.ATTEMPTS - 1);
  }

  @Test
  void endsAtOnceWhenTheRunIsGone() {
    server.removeContext("/api/v1/runs/r1/events");
    server.removeContext("/api/v1/runs/r1");
    server.createContext("/", gone -> answer(gone, 404, "{\"code\": \"LLM-EVL-003\"}"));

    assertThatThrownBy(() -> follow(pause -> {})).hasMessageContaining("LLM-EVL-003");
    assertThat(pauses).isEmpty();
  }
}
