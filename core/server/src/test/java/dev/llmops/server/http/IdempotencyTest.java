package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

  private static final String KEY = "Idempotency-Key";

  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final MemoryStorage storage = new MemoryStorage();
  private final ManualClock clock = new ManualClock();
  private TestServer server;

  private static final class ManualClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.builder()
            .storage(storage)
            .clock(clock)
            .routes(
                Route.post(
                    "/things/{name}",
                    exchange ->
                        Reply.created(
                                "/things/" + exchange.path("name"),
                                Map.of("call", calls.incrementAndGet()))
                            .withRevision(1)),
                Route.post(
                    "/fails",
                    exchange -> {
                      calls.incrementAndGet();
                      throw new ServiceException(Kind.CONFLICT, "LLM-TST-001", "no");
                    }),
                Route.post(
                    "/slow",
                    exchange -> {
                      entered.countDown();
                      goOn.await();
                      return Reply.noContent();
                    }),
                Route.post("/upload", exchange -> Reply.ok(Map.of("call", calls.incrementAndGet())))
                    .streamed(1_000))
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRepetitionGetsTheFirstAnswer() throws Exception {
    HttpResponse<String> first = server.post("/things/a", "{\"x\":1}", KEY, "k1");
    HttpResponse<String> second = server.post("/things/a", "{\"x\":1}", KEY, "k1");

    assertThat(calls).hasValue(1);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body()).isEqualTo("{\"call\":1}");
    assertThat(second.headers().firstValue("Location")).hasValue("/things/a");
    assertThat(second.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(second.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(second.headers().firstValue("Idempotency-Replayed")).hasValue("true");
  }

  @Test
  void withoutAKeyEveryRequestCounts() throws Exception {
    server.post("/things/a", "{}");
    server.post("/things/a", "{}");

    assertThat(calls).hasValue(2);
  }

  @Test
  void theSameKeyWithAnotherRequestIs422() throws Exception {
    server.post("/things/a", "{\"x\":1}", KEY, "k1");

    assertThat(server.post("/things/a", "{\"x\":2}", KEY, "k1").statusCode()).isEqualTo(422);
    assertThat(server.post("/things/b", "{\"x\":1}", KEY, "k1").statusCode()).isEqualTo(422);
    assertThat(calls).hasValue(1);
  }

  @Test
  void failuresAreNotRemembered() throws Exception {
    server.post("/fails", "{}", KEY, "k1");

    assertThat(server.post("/fails", "{}", KEY, "k1").statusCode()).isEqualTo(409);
    assertThat(calls).hasValue(2);
    assertThat(storage.size()).isZero();
  }

  @Test
  void aRepetitionWhileTheFirstIsServedIs409() throws Exception {
    CompletableFuture<HttpResponse<String>> first =
        CompletableFuture.supplyAsync(() -> {
          try {
            return server.post("/slow", "{}", KEY, "k1");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
    HttpResponse<String> second = server.post("/slow", "{}", KEY, "k1");
    goOn.countDown();

    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(first.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    assertThat(server.post("/slow", "{}", KEY, "k1").headers().map())
        .containsKey("idempotency-replayed");
  }

  @Test
  void malformedKeysAre400() throws Exception {
    assertThat(server.post("/things/a", "{}", KEY, "x".repeat(201)).statusCode()).isEqualTo(400);
    assertThat(server.post("/things/a", "{}", KEY, "a b").statusCode()).isEqualTo(400);
    assertThat(server.post("/things/a", "{}", KEY, "x".repeat(200)).statusCode()).isEqualTo(201);
  }

  @Test
  void answersAreForgottenAfterADay() throws Exception {
    server.post("/things/a", "{}", KEY, "k1");
    clock.now = clock.now.plus(Duration.ofHours(24).plusSeconds(1));
    server.post("/things/a", "{}", KEY, "k1");

    assertThat(calls).hasValue(2);
    assertThat(storage.size()).isEqualTo(1);
  }

  @Test
  void cleaningUpRemovesOldAnswersOnly() throws Exception {
    Idempotency idempotency = new Idempotency(storage, clock, new WireJson());
    server.post("/things/a", "{}", KEY, "old");
    clock.now = clock.now.plus(Duration.ofHours(23));
    server.post("/things/a", "{}", KEY, "new");
    clock.now = clock.now.plus(Duration.ofHours(2));
    idempotency.cleanUp();

    assertThat(storage.size()).isEqualTo(1);
  }

  @Test
  void streamedUploadsRefuseTheKeyTheyCannotHonour() throws Exception {
    HttpResponse<String> refused =
        server.send(server.request("/upload", KEY, "k1").POST(BodyPublishers.ofString("x")));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("LLM-WEB-026");
    assertThat(calls).hasValue(0);
  }
}
