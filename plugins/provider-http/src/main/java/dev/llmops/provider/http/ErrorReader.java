package dev.llmops.provider.http;

/** Reads what an endpoint says when it refuses a request. */
public interface ErrorReader {

  /** What the body says, made fit for a message. */
  String messageOf(String body);

  /** Whether the body says that a content filter stopped the request. */
  boolean isContentFilter(String body);
}
