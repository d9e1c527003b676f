package dev.llmops.server.wiring;

import dev.llmops.server.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The name of a server, made at its first start and kept in its data folder. */
final class NodeName {

  private NodeName() {}

  static String of(Path data) {
    Path file = data.resolve("node-id");
    try {
      if (Files.exists(file)) {
        String name = Files.readString(file).strip();
        if (!name.isEmpty()) {
          return name;
        }
      }
      String name = UUID.randomUUID().toString();
      Files.writeString(file, name + "\n");
      return name;
    } catch (IOException e) {
      throw new StartException(
          "cannot write to the data folder " + data + ": " + e.getMessage(), e);
    }
  }
}
