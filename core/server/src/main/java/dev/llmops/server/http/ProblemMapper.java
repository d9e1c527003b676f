package dev.llmops.server.http;

import dev.llmops.service.error.ServiceException;
import dev.llmops.spi.storage.StorageException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become answers. Thread-safe. */
public final class ProblemMapper {

  private static final Logger log = LoggerFactory.getLogger(ProblemMapper.class);
  private static final String RETRY_SECONDS = "5";

  /** The answer to a request whose handler failed; logs what nobody expected. */
  public Reply reply(Throwable failure) {
    return switch (failure) {
      case HttpProblem problem -> ofHttp(problem);
      case ServiceException refusal -> ofService(refusal);
      case StorageException storage -> ofStorage(storage);
      case InterruptedException stopped -> {
        Thread.currentThread().interrupt();
        yield retryLater(HttpError.INTERRUPTED, "the server is stopping; try again");
      }
      default -> internal(failure);
    };
  }

  private static Reply ofHttp(HttpProblem problem) {
    HttpError error = problem.error();
    Reply reply =
        Reply.problem(
            ProblemBody.of(
                error.status(),
                error.code(),
                error.title(),
                problem.getMessage(),
                problem.problems()));
    for (var header : problem.headers().entrySet()) {
      reply = reply.withHeader(header.getKey(), header.getValue());
    }
    return reply;
  }

  private static Reply ofService(ServiceException refusal) {
    int status = status(refusal.kind());
    Reply reply =
        Reply.problem(
            ProblemBody.of(
                    status,
                    refusal.code(),
                    title(refusal.kind()),
                    refusal.getMessage(),
                    refusal.problems())
                .withCurrent(refusal.current()));
    return status == 503 ? reply.withHeader("Retry-After", RETRY_SECONDS) : reply;
  }

  private static int status(ServiceException.Kind kind) {
    return switch (kind) {
      case INVALID -> 422;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case STALE -> 412;
      case TOO_LARGE -> 413;
      case UNAVAILABLE -> 503;
    };
  }

  private static String title(ServiceException.Kind kind) {
    return switch (kind) {
      case INVALID -> "Invalid request";
      case NOT_FOUND -> "Not found";
      case CONFLICT -> "Conflict with the present state";
      case STALE -> "The resource has changed";
      case TOO_LARGE -> "Too large";
      case UNAVAILABLE -> "Unavailable at the moment";
    };
  }

  private static Reply ofStorage(StorageException failure) {
    return switch (failure.kind()) {
      case UNAVAILABLE -> {
        log.warn("the storage does not answer: {}", failure.getMessage());
        yield retryLater(HttpError.STORAGE_BUSY, "the storage does not answer; try again later");
      }
      case OUTCOME_UNKNOWN -> {
        log.warn("the outcome of a transaction is unknown: {}", failure.getMessage());
        yield retryLater(
            HttpError.STORAGE_OUTCOME_UNKNOWN,
            "the change may or may not be stored; read the resource before you repeat the request");
      }
      case FULL -> {
        log.error("the storage is full: {}", failure.getMessage());
        yield Reply.problem(
            ProblemBody.of(HttpError.STORAGE_FULL, "there is no room left to store anything"));
      }
      case STALE ->
          Reply.problem(
              ProblemBody.of(
                  HttpError.STALE,
                  "somebody changed the resource at the same time; read it again"));
      case DUPLICATE ->
          Reply.problem(
              ProblemBody.of(HttpError.STORAGE_DUPLICATE, "something of that name exists already"));
      case CORRUPT, FAILED -> internal(failure);
    };
  }

  private static Reply retryLater(HttpError error, String detail) {
    return Reply.problem(ProblemBody.of(error, detail)).withHeader("Retry-After", RETRY_SECONDS);
  }

  /** A fixed text, as the message of an unknown failure may hold what callers must not see. */
  static Reply internal(Throwable failure) {
    String id = UUID.randomUUID().toString();
    log.error("a request failed, error id {}", id, failure);
    return Reply.problem(
        ProblemBody.of(HttpError.INTERNAL, "something failed inside the server; its log tells more")
            .withErrorId(id));
  }
}
