package dev.llmops.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that ends by itself.
 *
 * @param words the program and its arguments
 * @param folder where it runs
 * @param environment what is added to the environment of this process
 * @param timeout how long it may take
 */
record Command(List<String> words, Path folder, Map<String, String> environment, Duration timeout) {

  /** How a command ended: its exit code and what it printed. */
  record Outcome(int exitCode, String out, String err) {

    /** Both streams and the code, for messages. */
    String all() {
      return "exit code " + exitCode + "\n--- out\n" + out + "\n--- err\n" + err;
    }
  }

  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  static Command of(Path folder, String... words) {
    return new Command(List.of(words), folder, Map.of(), Duration.ofSeconds(60));
  }

  Command with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Command(words, folder, more, timeout);
  }

  Command within(Duration longest) {
    return new Command(words, folder, environment, longest);
  }

  /** Runs the command and waits for its end; ends it when it takes too long. */
  Outcome run() {
    try {
      Path out = Files.createTempFile("llmops-it", ".out");
      Path err = Files.createTempFile("llmops-it", ".err");
      Process process =
          builder().redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError(
              words + " took longer than " + timeout + "\n" + text(out) + "\n" + text(err));
        }
        return new Outcome(process.exitValue(), text(out), text(err));
      } finally {
        List<ProcessHandle> started = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LLMOPS_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
