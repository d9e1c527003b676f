package dev.llmops.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The body of an error, RFC 9457 with {@code code}, {@code problems}, {@code current} and {@code
 * errorId} added.
 *
 * @param type {@code urn:llmops:problem:} and the code
 * @param title what is wrong, in a few words
 * @param status the HTTP status
 * @param detail one sentence with the remedy
 * @param code stable, such as {@code LLM-PRM-003}
 * @param problems each thing that is wrong and where
 * @param current the resource as it is now; only when it has changed since the caller read it
 * @param errorId what to look for in the server's log; only of internal errors
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ProblemBody(
    String type,
    String title,
    int status,
    String detail,
    String code,
    List<Problem> problems,
    Optional<Record> current,
    Optional<String> errorId) {

  static final String CONTENT_TYPE = "application/problem+json";

  static ProblemBody of(
      int status, String code, String title, String detail, List<Problem> problems) {
    return new ProblemBody(
        "urn:llmops:problem:" + code,
        title,
        status,
        detail,
        code,
        problems,
        Optional.empty(),
        Optional.empty());
  }

  static ProblemBody of(HttpError error, String detail) {
    return of(error.status(), error.code(), error.title(), detail, List.of());
  }

  ProblemBody withCurrent(Optional<Record> resource) {
    return new ProblemBody(type, title, status, detail, code, problems, resource, errorId);
  }

  ProblemBody withErrorId(String id) {
    return new ProblemBody(type, title, status, detail, code, problems, current, Optional.of(id));
  }
}
