package dev.llmops.provider.local;

/** Tells that a prompt is not in the form that {@link Prompt} reads, and how to mend it. */
final class PromptFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  PromptFormatException(String message) {
    super(message);
  }
}
