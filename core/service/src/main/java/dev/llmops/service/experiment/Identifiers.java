package dev.llmops.service.experiment;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What ids from outside may look like: of units and of events. */
final class Identifiers {

  /** The most characters of an id. */
  static final int MAX_LENGTH = 256;

  private Identifiers() {}

  /** What is wrong with an id, in words. */
  static Optional<String> problem(String what, String id) {
    if (id.isBlank()) {
      return Optional.of("the " + what + " must not be blank");
    }
    if (id.length() > MAX_LENGTH) {
      return Optional.of(
          "the "
              + what
              + " has at most "
              + MAX_LENGTH
              + " characters, this one has "
              + id.length());
    }
    // Two ids that differ in such characters only could not be told apart once they are stored.
    if (id.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
      return Optional.of("the " + what + " must be text without control characters");
    }
    return Optional.empty();
  }
}
