package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that take their time. Drips send a byte every 50 ms, far inside the idle timeout. */
class SlowClientTest {

  private static final String UPLOAD =
      "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private static TestServer.Builder server() {
    return TestServer.builder()
        .routes(
            Route.get("/quick", exchange -> Reply.ok(Map.of("ok", true))),
            Route.post(
                    "/upload",
                    exchange -> Reply.ok(Map.of("bytes", exchange.stream().readAllBytes().length)))
                .streamed(10_000_000));
  }

  private static String dripUntilClosed(RawClient client, String drip) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end) {
      try {
        client.send(drip);
      } catch (IOException e) {
        return "";
      }
      if (client.hasAnswerWithin(Duration.ofMillis(50))) {
        return client.readToEnd();
      }
    }
    throw new AssertionError("the server did not cut the drip");
  }

  @Test
  void aBodyThatDripsIs408() throws Exception {
    try (TestServer server = server().bodyGrace(Duration.ofMillis(500)).start();
        RawClient client = new RawClient(server.port())) {
      client.send(UPLOAD + "Content-Length: 100000\r\n\r\n");

      assertThat(dripUntilClosed(client, "x"))
          .startsWith("HTTP/1.1 408")
          .contains("application/problem+json", "LLM-WEB-016");
    }
  }

  @Test
  void aChunkThatDripsIs408() throws Exception {
    try (TestServer server = server().bodyGrace(Duration.ofMillis(500)).start();
        RawClient client = new RawClient(server.port())) {
      client.send(UPLOAD + "Transfer-Encoding: chunked\r\n\r\n");

      assertThat(dripUntilClosed(client, "1\r\nx\r\n")).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void aChunkSizeThatDripsIs408() throws Exception {
    try (TestServer server = server().bodyGrace(Duration.ofMillis(500)).start();
        RawClient client = new RawClient(server.port())) {
      client.send(UPLOAD + "Transfer-Encoding: chunked\r\n\r\n1");

      assertThat(dripUntilClosed(client, ";x=y")).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void aSilentBodyIs408() throws Exception {
    try (TestServer server = server().idleTimeout(Duration.ofMillis(400)).start();
        RawClient client = new RawClient(server.port())) {
      client.send(UPLOAD + "Content-Length: 100000\r\n\r\nhello");

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 408").contains("LLM-WEB-016");
    }
  }

  @Test
  void aSteadyBodyMayTakeLongerThanTheGrace() throws Exception {
    try (TestServer server = server().bodyGrace(Duration.ofMillis(300)).start();
        RawClient client = new RawClient(server.port())) {
      client.send(UPLOAD + "Connection: close\r\nContent-Length: 20000\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        assertThat(client.hasAnswerWithin(Duration.ofMillis(50))).isFalse();
        client.send("x".repeat(1_000));
      }

      assertThat(client.readToEnd()).contains("{\"bytes\":20000}");
    }
  }

  @Test
  void aHandlerMayReadSlowlyWhatTheClientHasSent() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Route slow =
        Route.post(
                "/slow",
                exchange -> {
                  exchange.stream().readNBytes(10);
                  goOn.await();
                  return Reply.ok(Map.of("rest", exchange.stream().readAllBytes().length));
                })
            .streamed(1_000_000);
    try (TestServer server =
            TestServer.builder().routes(slow).bodyGrace(Duration.ofMillis(200)).start();
        RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n"
              + "x".repeat(100_000));
      assertThat(client.hasAnswerWithin(Duration.ofMillis(900))).isFalse();
      goOn.countDown();

      assertThat(client.readToEnd()).contains("{\"rest\":99990}");
    }
  }

  @Test
  void aHandlerMayThinkLongerThanTheIdleTimeout() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Route slow =
        Route.get(
            "/slow",
            exchange -> {
              goOn.await();
              return Reply.ok(Map.of("ok", true));
            });
    try (TestServer server =
            TestServer.builder().routes(slow).idleTimeout(Duration.ofMillis(200)).start();
        RawClient client = new RawClient(server.port())) {
      client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(client.hasAnswerWithin(Duration.ofMillis(900))).isFalse();
      goOn.countDown();

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").contains("{\"ok\":true}");
    }
  }

  @Test
  void aHeaderThatDripsIsCut() throws Exception {
    try (TestServer server = server().headerTimeout(Duration.ofMillis(500)).start();
        RawClient client = new RawClient(server.port())) {
      client.send("GET /quick HTTP/1.1\r\nHost: localhost\r\nX-Drip: ");

      assertThat(dripUntilClosed(client, "x")).isEmpty();
    }
  }

  @Test
  void anIdleConnectionOutlivesTheHeaderTimeout() throws Exception {
    try (TestServer server = server().headerTimeout(Duration.ofMillis(200)).start();
        RawClient client = new RawClient(server.port())) {
      String request = "GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n";
      client.send(request).readUntil("{\"ok\":true}");
      assertThat(client.hasAnswerWithin(Duration.ofMillis(700))).isFalse();

      assertThat(client.send(request).readUntil("{\"ok\":true}")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aSilentConnectionIsClosed() throws Exception {
    try (TestServer server = server().idleTimeout(Duration.ofMillis(300)).start();
        RawClient client = new RawClient(server.port())) {
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void connectionsBeyondTheLimitAreServedAsIdleOnesAreClosed() throws Exception {
    try (TestServer server = server().maxConnections(3).start()) {
      RawClient[] idle = new RawClient[6];
      try {
        for (int i = 0; i < idle.length; i++) {
          idle[i] = new RawClient(server.port());
        }
        String answer =
            RawClient.exchange(
                server.port(),
                "GET /quick HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
      } finally {
        for (RawClient client : idle) {
          client.close();
        }
      }
    }
  }

  @Test
  void connectionsBeyondTheLimitWaitWhileAllOthersAreBusy() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Route slow =
        Route.get(
            "/slow",
            exchange -> {
              goOn.await();
              return Reply.ok(Map.of("ok", true));
            });
    String request = "GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (TestServer server = TestServer.builder().routes(slow).maxConnections(2).start();
        RawClient first = new RawClient(server.port()).send(request);
        RawClient second = new RawClient(server.port()).send(request);
        RawClient third = new RawClient(server.port())) {
      third.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(third.hasAnswerWithin(Duration.ofMillis(700))).isFalse();
      goOn.countDown();

      assertThat(third.readToEnd()).startsWith("HTTP/1.1 404");
      assertThat(first.readToEnd()).startsWith("HTTP/1.1 200");
      assertThat(second.readToEnd()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void connectionsWithinTheLimitWaitForTheIdleTimeoutOnly() throws Exception {
    try (TestServer server = server().maxConnections(3).start();
        RawClient client = new RawClient(server.port())) {
      assertThat(client.isClosedWithin(Duration.ofMillis(800))).isFalse();
    }
  }

  @Test
  void stoppingLetsRequestsInFlightEnd() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Route slow =
        Route.get(
            "/slow",
            exchange -> {
              entered.countDown();
              goOn.await();
              return Reply.ok(Map.of("ok", true));
            });
    try (TestServer server = TestServer.builder().routes(slow).start();
        RawClient client = new RawClient(server.port())) {
      int port = server.port();
      client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
      Thread stopping = Thread.ofVirtual().start(server::stop);
      await().atMost(Duration.ofSeconds(5)).until(() -> isRefused(port));
      goOn.countDown();

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").contains("{\"ok\":true}");
      assertThat(stopping.join(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void stoppingDoesNotWaitForEver() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Route stuck =
        Route.get(
            "/stuck",
            exchange -> {
              entered.countDown();
              new CountDownLatch(1).await();
              return Reply.noContent();
            });
    try (TestServer server =
            TestServer.builder().routes(stuck).stopTimeout(Duration.ofMillis(300)).start();
        RawClient client = new RawClient(server.port())) {
      client.send("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
      Thread stopping = Thread.ofVirtual().start(server::stop);

      assertThat(stopping.join(Duration.ofSeconds(8))).isTrue();
    }
  }

  private static boolean isRefused(int port) {
    try (RawClient ignored = new RawClient(port)) {
      return ignored.send("GET /").isClosedWithin(Duration.ofMillis(1));
    } catch (IOException e) {
      return true;
    }
  }
}
