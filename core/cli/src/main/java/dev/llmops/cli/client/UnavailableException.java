package dev.llmops.cli.client;

/** Ends a command because no server answers for now; the same may succeed a little later. */
public final class UnavailableException extends CommandException {

  private static final long serialVersionUID = 1L;

  /** With what to tell the person. */
  public UnavailableException(String message) {
    super(message);
  }
}
