package dev.llmops.kernel.version;

/**
 * A text that is no semantic version, version range or label name; the message says why and how it
 * should look.
 */
public final class VersionSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  VersionSyntaxException(String message) {
    super(message);
  }
}
