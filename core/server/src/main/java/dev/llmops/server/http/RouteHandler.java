package dev.llmops.server.http;

/** Answers the requests of one route. Called on a virtual thread, so it may block. Thread-safe. */
@FunctionalInterface
public interface RouteHandler {

  /**
   * Answers a request.
   *
   * @throws Exception anything; {@link ProblemMapper} turns it into an answer
   */
  Reply handle(Exchange exchange) throws Exception;
}
