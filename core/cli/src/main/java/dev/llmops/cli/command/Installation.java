package dev.llmops.cli.command;

import dev.llmops.server.Layout;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the installation and its data lie, as the launcher found them. */
public final class Installation {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file (default: conf/llmops.yaml in the install folder).")
  private Path config;

  /** The folders. */
  public static Layout layout() {
    Path home = Path.of(System.getProperty("llmops.home", "."));
    return new Layout(
        home, Path.of(System.getProperty("llmops.data", home.resolve("data").toString())));
  }

  /** The configuration file. */
  public Path config() {
    return config != null ? config : layout().home().resolve("conf").resolve("llmops.yaml");
  }
}
