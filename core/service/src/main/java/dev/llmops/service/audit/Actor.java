package dev.llmops.service.audit;

/**
 * Who asks for a change.
 *
 * @param name the name of the API key, or of the part of the server that acts by itself
 */
public record Actor(String name) {

  /** The server itself. */
  public static final Actor SYSTEM = new Actor("system");

  public Actor {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an actor needs a name");
    }
  }
}
