package dev.llmops.kernel.template;

/** A template that cannot be joined with what it includes; says why. */
public final class ExpansionException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  ExpansionException(String message) {
    super(message);
  }
}
