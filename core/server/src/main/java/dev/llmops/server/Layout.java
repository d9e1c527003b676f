package dev.llmops.server;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where things lie.
 *
 * @param home the install folder, which may be read-only
 * @param data the folder that the server writes to
 */
public record Layout(Path home, Path data) {

  public Layout {
    Objects.requireNonNull(home, "home is null");
    Objects.requireNonNull(data, "data is null");
  }
}
