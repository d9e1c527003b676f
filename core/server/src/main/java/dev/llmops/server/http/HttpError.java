package dev.llmops.server.http;

/** Everything the HTTP layer itself finds wrong with a request: status, stable code and title. */
public enum HttpError {
  MALFORMED_REQUEST(400, "LLM-WEB-001", "Malformed request"),
  MALFORMED_JSON(400, "LLM-WEB-002", "Malformed JSON"),
  EMPTY_BODY(400, "LLM-WEB-003", "A body is required"),
  INVALID_BODY(422, "LLM-WEB-004", "Invalid body"),
  INVALID_QUERY(422, "LLM-WEB-005", "Invalid query"),
  INVALID_CURSOR(422, "LLM-WEB-006", "Invalid cursor"),
  MALFORMED_IF_MATCH(400, "LLM-WEB-007", "Malformed If-Match"),
  STALE(412, "LLM-WEB-008", "The resource has changed"),
  MALFORMED_IDEMPOTENCY_KEY(400, "LLM-WEB-009", "Malformed Idempotency-Key"),
  IDEMPOTENCY_KEY_REUSED(422, "LLM-WEB-010", "Idempotency-Key used for another request"),
  IDEMPOTENCY_KEY_BUSY(409, "LLM-WEB-011", "The first request is still being served"),
  UNAUTHORIZED(401, "LLM-WEB-012", "An API key is required"),
  FORBIDDEN(403, "LLM-WEB-013", "Forbidden"),
  NO_ROUTE(404, "LLM-WEB-014", "No such route"),
  METHOD_NOT_ALLOWED(405, "LLM-WEB-015", "Method not allowed"),
  TOO_SLOW(408, "LLM-WEB-016", "The request came too slowly"),
  TOO_LARGE(413, "LLM-WEB-017", "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "LLM-WEB-018", "Unsupported content type"),
  UNSUPPORTED_ENCODING(415, "LLM-WEB-019", "Unsupported content encoding"),
  MALFORMED_COMPRESSION(400, "LLM-WEB-020", "Malformed compressed body"),
  STORAGE_BUSY(503, "LLM-WEB-021", "The storage does not answer"),
  STORAGE_OUTCOME_UNKNOWN(503, "LLM-WEB-022", "It is not known whether the change was stored"),
  STORAGE_FULL(507, "LLM-WEB-023", "The storage is full"),
  STORAGE_DUPLICATE(409, "LLM-WEB-024", "It exists already"),
  INTERRUPTED(503, "LLM-WEB-025", "The server is stopping"),
  IDEMPOTENCY_KEY_NOT_HONOURED(422, "LLM-WEB-026", "Idempotency-Key is not honoured here"),
  TOO_MANY_LISTENERS(503, "LLM-WEB-027", "Too many listeners"),
  INTERNAL(500, "LLM-WEB-099", "Internal error");

  private final int status;
  private final String code;
  private final String title;

  HttpError(int status, String code, String title) {
    this.status = status;
    this.code = code;
    this.title = title;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** What is wrong, in a few words. */
  public String title() {
    return title;
  }
}
