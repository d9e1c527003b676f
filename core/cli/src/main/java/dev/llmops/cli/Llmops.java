package dev.llmops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.command.AlertCommand;
import dev.llmops.cli.command.ConfigCommand;
import dev.llmops.cli.command.DatasetCommand;
import dev.llmops.cli.command.EvalCommand;
import dev.llmops.cli.command.ExperimentCommand;
import dev.llmops.cli.command.PluginCommand;
import dev.llmops.cli.command.PromptCommand;
import dev.llmops.cli.command.ProviderCommand;
import dev.llmops.cli.command.RunCommand;
import dev.llmops.cli.command.ScheduleCommand;
import dev.llmops.cli.command.ServeCommand;
import dev.llmops.cli.demo.DemoCommand;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The {@code llmops} command. */
@Command(
    name = "llmops",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = Version.class,
    description =
        "Prompt versioning, A/B testing, continuous evaluation and alerting for LLM features.",
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      ConfigCommand.class,
      PluginCommand.class,
      ProviderCommand.class,
      PromptCommand.class,
      DatasetCommand.class,
      AlertCommand.class,
      EvalCommand.class,
      ExperimentCommand.class,
      RunCommand.class,
      ScheduleCommand.class
    })
public final class Llmops {

  /** Exit codes beyond 0, 1 and 2, from sysexits.h. */
  private static final int USAGE = 64;

  private static final int UNAVAILABLE = 69;
  private static final int CONFIGURATION = 78;

  private Llmops() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    CommandLine command = new CommandLine(new Llmops());
    command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    command.setParameterExceptionHandler(Llmops::usage);
    command.setExecutionExceptionHandler((e, failed, parsed) -> failure(e, failed));
    int exitCode = command.execute(arguments);
    // A PrintWriter flushes by itself after println and printf, but not after print.
    command.getOut().flush();
    command.getErr().flush();
    return exitCode;
  }

  private static int usage(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try \"" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help\".");
    return USAGE;
  }

  private static int failure(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    switch (e) {
      case CommandException known -> err.println(known.getMessage());
      case ConfigurationException wrong -> {
        wrong.problems().forEach(err::println);
        err.printf("%d problem(s); nothing was started.%n", wrong.problems().size());
        return CONFIGURATION;
      }
      case StartException unable -> {
        err.println(unable.getMessage());
        return UNAVAILABLE;
      }
      case NoSuchFileException missing -> err.println("There is no file " + missing.getMessage());
      case JsonProcessingException text -> err.println("Not JSON: " + text.getOriginalMessage());
      case IOException trouble -> err.println(trouble);
      default -> e.printStackTrace(err);
    }
    return 1;
  }
}
