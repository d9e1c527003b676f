package dev.llmops.cli.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.command.Installation;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.server.Layout;
import dev.llmops.server.LlmopsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a server on a folder of its own and runs the demo against it. */
@Command(
    name = "demo",
    description =
        "Run the main job offline on real data: improve, evaluate, A/B test, promote and guard a prompt.")
public final class DemoCommand implements Callable<Integer> {

  private static final String SECRET_VARIABLE = "LLMOPS_DEMO_WEBHOOK_SECRET";

  @Option(names = "--once", description = "Stop the server when the demo is done.")
  private boolean once;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "The port of the demo's server (default: any free one).")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigurationException, IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Layout installed = Installation.layout();
    // A folder of its own: a server that an earlier demo left running keeps its database.
    Path folder = Files.createTempDirectory(Files.createDirectories(installed.data()), "demo-");
    quietly();
    String secret = secret();
    try (WebhookReceiver webhook = WebhookReceiver.start(secret);
        LlmopsServer server =
            LlmopsServer.start(
                configuration(folder, webhook),
                new Layout(installed.home(), folder),
                Map.of(SECRET_VARIABLE, secret));
        ApiClient api = new ApiClient(server.url(), Optional.empty())) {
      out.println("LLMOps serves at " + server.url());
      new Demo(api, webhook, out)
          .run(installed.home().resolve("share/demo/sentiment-amazon.jsonl"), folder);
      out.println();
      if (!once) {
        Runtime.getRuntime()
            .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(server::close));
        out.println("The server stays up at " + server.url() + " (stop it with Ctrl-C). Try:");
        out.println("   curl " + server.url() + "/api/v1/prompts/" + Demo.PROMPT + "/versions");
        out.println("   curl " + server.url() + "/api/v1/alerts");
        server.awaitClosed();
      } else {
        out.println(
            "Done. The server was at "
                + server.url()
                + "; run it again without --once to look around.");
      }
    }
    return 0;
  }

  private Path configuration(Path folder, WebhookReceiver webhook) throws IOException {
    return Files.writeString(
        folder.resolve("llmops.yaml"),
        """
        server: { listen: "127.0.0.1:%d" }
        sinks:
          team: { use: webhook, url: "%s", secret: "${env:%s}" }
        """
            .formatted(port, webhook.url(), SECRET_VARIABLE));
  }

  /** The story is told on the terminal; what the server logs would interrupt it. */
  private static void quietly() {
    if (System.getenv("LLMOPS_LOG_LEVEL") == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
  }

  private static String secret() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
