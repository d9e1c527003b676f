package dev.llmops.server.http;

import java.util.List;

/** Tells whether the server can do its work. Thread-safe. */
@FunctionalInterface
public interface Readiness {

  /** What is missing, in words for the operator; empty when the server is ready. */
  List<String> missing();
}
