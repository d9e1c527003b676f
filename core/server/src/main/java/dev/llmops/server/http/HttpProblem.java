package dev.llmops.server.http;

import dev.llmops.service.error.ServiceException.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells that the HTTP layer cannot serve a request. */
public final class HttpProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpError error;
  private final transient List<Problem> problems;
  private final transient Map<String, String> headers;

  /**
   * With everything that is wrong.
   *
   * @param error what kind
   * @param detail one sentence for people, with the remedy
   * @param problems each thing that is wrong and where: a JSON pointer into the body, or {@code
   *     ?name} for a query parameter
   * @param headers to send along
   */
  public HttpProblem(
      HttpError error, String detail, List<Problem> problems, Map<String, String> headers) {
    super(detail);
    this.error = Objects.requireNonNull(error, "error is null");
    this.problems = List.copyOf(problems);
    this.headers = Map.copyOf(headers);
  }

  /** With one sentence only. */
  public HttpProblem(HttpError error, String detail) {
    this(error, detail, List.of(), Map.of());
  }

  /** With several things that are wrong. */
  public HttpProblem(HttpError error, String detail, List<Problem> problems) {
    this(error, detail, problems, Map.of());
  }

  /** What kind. */
  public HttpError error() {
    return error;
  }

  /** Each thing that is wrong; may be empty. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }

  /** Headers to send along. */
  public Map<String, String> headers() {
    return headers == null ? Map.of() : headers;
  }
}
