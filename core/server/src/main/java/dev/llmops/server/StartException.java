package dev.llmops.server;

/** Tells that the server cannot start though its configuration is valid. */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what is wrong and what to do. */
  public StartException(String message) {
    super(message);
  }

  /** With what is wrong and what to do, and the cause. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
