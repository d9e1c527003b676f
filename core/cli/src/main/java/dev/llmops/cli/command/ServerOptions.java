package dev.llmops.cli.command;

import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which server a command talks to, and how it prints. */
final class ServerOptions {

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:LLMOPS_SERVER:-http://127.0.0.1:8080}",
      description = "The server (default: ${DEFAULT-VALUE}; or set LLMOPS_SERVER).")
  private URI server;

  @Option(names = "--json", description = "Print the server's answer as JSON instead of a table.")
  private boolean json;

  ApiClient connect() {
    if (server.getHost() == null || !List.of("http", "https").contains(server.getScheme())) {
      throw new CommandException(
          "--server must be an address such as http://127.0.0.1:8080, was \"" + server + "\".");
    }
    // A key on the command line would show in the process list.
    return new ApiClient(server, Optional.ofNullable(System.getenv("LLMOPS_API_KEY")));
  }

  boolean json() {
    return json;
  }
}
