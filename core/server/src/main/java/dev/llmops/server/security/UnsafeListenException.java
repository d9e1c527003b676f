package dev.llmops.server.security;

/** Tells that a server without API keys was asked to listen where strangers can reach it. */
public final class UnsafeListenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsafeListenException(ListenAddress address) {
    super(
        "LLM-SEC-001: without API keys the server listens on this machine only, not on "
            + address
            + "; configure server.api-keys, or listen on 127.0.0.1");
  }
}
