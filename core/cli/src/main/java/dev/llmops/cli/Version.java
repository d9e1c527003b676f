package dev.llmops.cli;

import dev.llmops.server.ProductVersion;
import dev.llmops.spi.ApiVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code llmops --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "llmops "
          + ProductVersion.current()
          + " (plugin API "
          + ApiVersion.current()
          + ", Java "
          + Runtime.version()
          + ")"
    };
  }
}
