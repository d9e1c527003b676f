package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.llmops.service.identity.Sha256;
import dev.llmops.spi.storage.IdempotencyStore.Answer;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a repeated POST as it was answered the first time, when both carry the same
 * Idempotency-Key. Keys belong to a route and a caller. Only answers of success are remembered, so
 * that a failed request can be repeated. The answer is stored after the change itself: a server
 * that is killed between the two serves the repetition as a new request. Thread-safe.
 */
public final class Idempotency {

  /** How long answers are kept. */
  public static final Duration RETENTION = Duration.ofHours(24);

  static final String HEADER = "Idempotency-Key";
  static final String REPLAYED = "Idempotency-Replayed";

  private static final Logger log = LoggerFactory.getLogger(Idempotency.class);
  private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

  /** How a whole reply stands in the store. */
  private record Stored(Map<String, String> headers, Optional<String> contentType, String text) {}

  private final StorageBackend storage;
  private final Clock clock;
  private final WireJson json;
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

  /** Over the storage that keeps the answers. */
  public Idempotency(StorageBackend storage, Clock clock, WireJson json) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.json = Objects.requireNonNull(json, "json is null");
  }

  /** Forgets answers that are older than {@link #RETENTION}. */
  public void cleanUp() {
    storage.inTransaction(stores -> {
      stores.idempotency().deleteBefore(clock.instant().minus(RETENTION));
      return null;
    });
  }

  Reply answer(Exchange exchange, Callable<Reply> handler) throws Exception {
    Optional<String> key = exchange.header(HEADER);
    if (key.isEmpty()) {
      return handler.call();
    }
    if (!KEY.matcher(key.get()).matches()) {
      throw new HttpProblem(
          HttpError.MALFORMED_IDEMPOTENCY_KEY,
          "an Idempotency-Key has 1 to 200 visible ASCII characters; a UUID does well");
    }
    String scoped =
        sha256(
            exchange.route().template().getBytes(StandardCharsets.UTF_8),
            exchange.actor().name().getBytes(StandardCharsets.UTF_8),
            key.get().getBytes(StandardCharsets.UTF_8));
    if (!inFlight.add(scoped)) {
      throw new HttpProblem(
          HttpError.IDEMPOTENCY_KEY_BUSY,
          "the first request with this Idempotency-Key is still being served; try again");
    }
    try {
      return answerOnce(exchange, scoped, handler);
    } finally {
      inFlight.remove(scoped);
    }
  }

  private Reply answerOnce(Exchange exchange, String key, Callable<Reply> handler)
      throws Exception {
    String hash = sha256(exchange.target().getBytes(StandardCharsets.UTF_8), exchange.bytes());
    Optional<Answer> earlier = storage.read(stores -> stores.idempotency().find(key));
    if (earlier.isPresent() && !isExpired(earlier.get())) {
      if (!earlier.get().requestHash().equals(hash)) {
        throw new HttpProblem(
            HttpError.IDEMPOTENCY_KEY_REUSED,
            "this Idempotency-Key was used for another request; take a new key for a new request");
      }
      return restored(earlier.get());
    }
    Reply reply = handler.call();
    if (reply.status() / 100 == 2) {
      remember(key, hash, reply, earlier.isPresent());
    }
    return reply;
  }

  private boolean isExpired(Answer answer) {
    return answer.createdAt().isBefore(clock.instant().minus(RETENTION));
  }

  /** The change has been made, so the caller hears of it even when this fails. */
  private void remember(String key, String hash, Reply reply, boolean expired) {
    try {
      Answer answer =
          new Answer(
              key,
              hash,
              reply.status(),
              new String(json.write(stored(reply)), StandardCharsets.UTF_8),
              clock.instant());
      storage.inTransaction(stores -> {
        if (expired) {
          stores.idempotency().deleteBefore(clock.instant().minus(RETENTION));
        }
        stores.idempotency().insert(answer);
        return null;
      });
    } catch (StorageException e) {
      log.warn("an answer was given but not remembered under its Idempotency-Key", e);
    }
  }

  private static Stored stored(Reply reply) {
    return switch (reply.body()) {
      case Reply.Empty _ -> new Stored(reply.headers(), Optional.empty(), "");
      case Reply.Raw raw ->
          new Stored(
              reply.headers(),
              Optional.of(raw.contentType()),
              new String(raw.bytes(), StandardCharsets.UTF_8));
      case Reply.Value _ -> throw new IllegalStateException("a reply was not rendered");
      case Reply.Events _ -> throw new IllegalStateException("a POST is answered with a stream");
    };
  }

  private Reply restored(Answer answer) throws JsonProcessingException {
    Stored stored = json.mapper().readValue(answer.body(), Stored.class);
    Reply.Body body =
        stored.contentType().isEmpty()
            ? new Reply.Empty()
            : new Reply.Raw(
                stored.text().getBytes(StandardCharsets.UTF_8), stored.contentType().get());
    return new Reply(answer.status(), stored.headers(), body).withHeader(REPLAYED, "true");
  }

  private static String sha256(byte[]... parts) {
    MessageDigest digest = Sha256.digest();
    for (byte[] part : List.of(parts)) {
      digest.update(part);
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
