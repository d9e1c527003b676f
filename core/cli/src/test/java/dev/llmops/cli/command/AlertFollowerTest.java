package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.client.Patience;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertFollowerTest {

  /** What happens to alerts, by number from 1; a connection tells at most two and is cut then. */
  private static final int EVENTS = 9;

  private final List<String> cameBackWith = new CopyOnWriteArrayList<>();
  private final List<Integer> heard = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final StringWriter notices = new StringWriter();
  private volatile boolean quiet;
  private int port;
  private HttpServer server;

  @BeforeEach
  void start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    port = server.getAddress().getPort();
    server.createContext("/api/v1/alerts:events", this::tell);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void tell(HttpExchange stream) throws IOException {
    String last = stream.getRequestHeaders().getFirst("Last-Event-ID");
    cameBackWith.add(last == null ? "" : last);
    int after = last == null || last.equals("start") ? 0 : Integer.parseInt(last);
    StringBuilder text = new StringBuilder("retry: 3000\n\nid: ");
    text.append(after == 0 ? "start" : Integer.toString(after)).append("\n\n");
    for (int i = after + 1; !quiet && i <= Math.min(after + 2, EVENTS); i++) {
      text.append("id: %d\nevent: raised\ndata: {\"number\": %d}\n\n".formatted(i, i));
    }
    // Cut in the middle of the next one.
    text.append("id: %d\nevent: raised\n".formatted(after + 3));
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    stream.sendResponseHeaders(200, body.length);
    stream.getResponseBody().write(body);
    stream.close();
  }

  private void follow(Patience.Pause pause) {
    URI url = URI.create("http://127.0.0.1:" + port);
    try (ApiClient api = new ApiClient(url, Optional.empty())) {
      new AlertFollower(
              api,
              new PrintWriter(notices),
              duration -> {
                pauses.add(duration);
                pause.of(duration);
              })
          .follow((event, data) -> {
            heard.add(data.path("number").asInt());
            return heard.size() < EVENTS;
          });
    }
  }

  @Test
  void hearsEveryEventOnceOverStreamsThatAreCut() {
    follow(pause -> {});

    assertThat(heard).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(cameBackWith).containsExactly("", "2", "4", "6", "8");
    assertThat(pauses).containsOnly(Duration.ofMillis(500));
    assertThat(notices.toString()).isEmpty();
  }

  @Test
  void comesBackToWhereItBeganWhenNothingHadHappened() {
    quiet = true;

    follow(pause -> quiet = pauses.size() < 3);

    assertThat(cameBackWith).startsWith("", "start", "start", "start");
    assertThat(heard).startsWith(1, 2, 3);
  }

  @Test
  void staysThoughStreamsAreQuietAndCutAgainAndAgain() {
    quiet = true;

    follow(pause -> quiet = pauses.size() < 5 * Patience.ATTEMPTS);

    assertThat(heard).startsWith(1);
  }

  @Test
  void waitsForAServerThatStartsAgainAndSaysSo() {
    follow(pause -> {
      if (pauses.size() == 1) {
        stop();
      } else if (pauses.size() == 4) {
        start();
      }
    });

    assertThat(heard).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(notices.toString())
        .containsOnlyOnce("No server answers")
        .containsOnlyOnce("The server is back.");
  }

  @Test
  void givesUpWhenTheServerStaysAway() {
    assertThatThrownBy(() -> follow(pause -> stop()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("No server answers");
    assertThat(pauses).hasSize(Patience.ATTEMPTS);
  }

  @Test
  void endsAtOnceWithoutAServerToBeginWith() {
    stop();

    assertThatThrownBy(() -> follow(pause -> {})).hasMessageContaining("No server answers");
    assertThat(pauses).isEmpty();
  }
}
