package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private static final String LISTEN =
      "GET /events HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n";

  private final List<EventFeed> feeds = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  private TestServer.Builder server() {
    return TestServer.builder()
        .routes(
            Route.get(
                "/events",
                exchange -> {
                  EventFeed feed = new EventFeed();
                  feed.whenClosed(closed::incrementAndGet);
                  exchange
                      .lastEventId()
                      .ifPresent(id -> feed.send(new ServerEvent("", "back", Map.of("last", id))));
                  feeds.add(feed);
                  return Reply.events(feed);
                }));
  }

  private EventFeed feed(int number) {
    await().atMost(Duration.ofSeconds(5)).until(() -> feeds.size() > number);
    return feeds.get(number);
  }

  private static ServerEvent event(int number) {
    return new ServerEvent(Integer.toString(number), "number", Map.of("value", number));
  }

  @Test
  void eventsGoOutAsTheyComeUncompressed() throws Exception {
    try (TestServer server = server().start();
        RawClient client = new RawClient(server.port())) {
      client.send(LISTEN + "\r\n");

      assertThat(client.readUntil("retry: 3000\n\n"))
          .contains("text/event-stream", "no-store")
          .doesNotContain("Content-Encoding");
      feed(0).send(event(1));
      assertThat(client.readUntil("}\n\n"))
          .contains("id: 1\nevent: number\ndata: {\"value\":1}\n\n");
      feed(0).send(event(2));
      assertThat(client.readUntil("}\n\n")).contains("id: 2\n");
    }
  }

  @Test
  void aListenerIsToldItsPositionBeforeTheFirstEvent() throws Exception {
    TestServer.Builder server =
        TestServer.builder()
            .routes(Route.get("/events", exchange -> Reply.events(EventFeed.at("p7"))));
    try (TestServer running = server.start();
        RawClient client = new RawClient(running.port())) {
      client.send(LISTEN + "\r\n");

      assertThat(client.readUntil("id: p7\n\n")).contains("retry: 3000\n\nid: p7\n\n");
    }
  }

  @Test
  void anEndedStreamLeavesTheConnectionForTheNextRequest() throws Exception {
    try (TestServer server = server().start();
        RawClient client = new RawClient(server.port())) {
      client.send(LISTEN + "\r\n");
      feed(0).send(event(1));
      feed(0).end();
      client.readUntil("0\r\n\r\n");

      client.send(LISTEN + "Last-Event-ID: 1\r\n\r\n");

      assertThat(client.readUntil("}\n\n")).contains("{\"last\":\"1\"}");
      assertThat(closed).hasValue(1);
    }
  }

  @Test
  void aSilentStreamOutlivesTheIdleTimeoutByItsHeartbeat() throws Exception {
    try (TestServer server =
            server()
                .idleTimeout(Duration.ofMillis(300))
                .headerTimeout(Duration.ofMillis(300))
                .heartbeat(Duration.ofMillis(500))
                .start();
        RawClient client = new RawClient(server.port())) {
      client.send(LISTEN + "\r\n");
      client.readUntil(": alive\n\n");
      client.readUntil(": alive\n\n");
      feed(0).send(event(1));

      assertThat(client.readUntil("}\n\n")).contains("{\"value\":1}");
    }
  }

  @Test
  void aListenerThatGoesAwayIsForgotten() throws Exception {
    try (TestServer server = server().heartbeat(Duration.ofMillis(50)).start()) {
      try (RawClient client = new RawClient(server.port())) {
        client.send(LISTEN + "\r\n").readUntil("retry");
        assertThat(closed).hasValue(0);
      }

      await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(closed).hasValue(1));
    }
  }

  @Test
  void aListenerThatDoesNotReadIsCutAndHoldsUpNobody() throws Exception {
    try (TestServer server = server().listenerTimeout(Duration.ofMillis(500)).start();
        RawClient slow = new RawClient(server.port())) {
      slow.send(LISTEN + "\r\n");
      EventFeed feed = feed(0);
      String large = "x".repeat(100_000);
      long begin = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            long before = System.nanoTime();
            feed.send(new ServerEvent("", "large", large));
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isLessThan(Duration.ofSeconds(1));
            return closed.get() == 1;
          });

      assertThat(System.nanoTime() - begin).isPositive();
      assertThat(slow.readToEnd()).doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void onlySoManyMayListen() throws Exception {
    try (TestServer server = server().maxListeners(1).start();
        RawClient first = new RawClient(server.port())) {
      first.send(LISTEN + "\r\n").readUntil("retry");

      HttpResponse<String> refused = server.get("/events");

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("LLM-WEB-027");
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
      feed(0).end();
      first.readUntil("0\r\n\r\n");
      try (RawClient next = new RawClient(server.port())) {
        assertThat(next.send(LISTEN + "\r\n").readUntil("retry")).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void aHeadRequestTakesNoPlace() throws Exception {
    try (TestServer server = server().start()) {
      HttpResponse<String> response =
          server.send(server.request("/events").method("HEAD", BodyPublishers.noBody()));

      assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      assertThat(closed).hasValue(1);
    }
  }

  @Test
  void streamsDoNotHoldUpTheStop() throws Exception {
    try (TestServer server = server().stopTimeout(Duration.ofSeconds(30)).start();
        RawClient client = new RawClient(server.port())) {
      client.send(LISTEN + "\r\n").readUntil("retry");
      Thread stopping = Thread.ofVirtual().start(server::stop);

      assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
      assertThat(client.readToEnd()).endsWith("0\r\n\r\n");
      assertThat(closed).hasValue(1);
    }
  }

  @Test
  void onlyTheLatestOfWhatWaitsIsSentWhereThatIsEnough() throws Exception {
    EventFeed feed = new EventFeed();
    for (int i = 0; i < 10_000; i++) {
      feed.sendLatest(event(i));
    }
    feed.send(new ServerEvent("", "end", "done"));

    assertThat(feed.next(Duration.ZERO)).extracting(ServerEvent::id).containsExactly("9999", "");
  }

  @Test
  void aFeedThatOverflowsIsOver() {
    EventFeed feed = new EventFeed();
    for (int i = 0; i <= EventFeed.CAPACITY; i++) {
      feed.send(event(i));
    }

    assertThat(feed.isOver()).isTrue();
  }
}
