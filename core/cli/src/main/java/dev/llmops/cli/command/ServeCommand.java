package dev.llmops.cli.command;

import dev.llmops.host.config.ConfigurationException;
import dev.llmops.server.LlmopsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. */
@Command(name = "serve", description = "Run the server until it is told to stop.")
public final class ServeCommand implements Callable<Integer> {

  @Mixin private Installation installation;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigurationException, IOException, InterruptedException {
    LlmopsServer server =
        LlmopsServer.start(installation.config(), Installation.layout(), System.getenv());
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(server::close));
    Output.of(spec).println("LLMOps serves at " + server.url());
    markReady();
    server.awaitClosed();
    return 0;
  }

  /** Tells the launcher that the start-up cache of this process will be one of a whole start. */
  private static void markReady() throws IOException {
    String marker = System.getProperty("llmops.ready-marker");
    if (marker != null) {
      Files.writeString(Path.of(marker), "");
    }
  }
}
