package dev.llmops.cli.command;

import dev.llmops.host.config.ConfigurationException;
import dev.llmops.server.LlmopsServer;
import dev.llmops.server.security.ApiKeys;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for the configuration file. */
@Command(name = "config", description = "Check the configuration and make API keys.")
public final class ConfigCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      description =
          "Tell every mistake in the configuration, with file, line and remedy; exit code 78 when there is one.")
  int check(@Mixin Installation installation) throws ConfigurationException {
    LlmopsServer.check(installation.config(), Installation.layout(), System.getenv());
    Output.of(spec).println(installation.config() + ": no problems");
    return 0;
  }

  @Command(name = "key", description = "Make a new API key and the entry for server.api-keys.")
  int key(@Parameters(paramLabel = "NAME", description = "Who the key belongs to.") String name) {
    ApiKeys.NewKey generated = ApiKeys.generate(new SecureRandom());
    Output.of(spec).println("key (shown this once): " + generated.token());
    Output.of(spec)
        .println(
            "entry for server.api-keys: { name: \""
                + name
                + "\", hash: \""
                + generated.hash()
                + "\" }");
    return 0;
  }
}
