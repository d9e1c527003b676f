package dev.llmops.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that runs in a process of its own on a free port; ended with the test. */
final class ServerProcess implements AutoCloseable {

  /** How long a start may take on a busy machine. */
  static final Duration START = Duration.ofSeconds(60);

  /** A configuration that names nothing but a free port. */
  static final String ANY_PORT = "server: { listen: \"127.0.0.1:0\" }\n";

  private static final Pattern SERVES = Pattern.compile("LLMOps serves at (\\S+)");

  private final Process process;
  private final StringBuffer output = new StringBuffer();
  private final CompletableFuture<URI> url = new CompletableFuture<>();
  private final Thread reader;
  private final Http http;

  /**
   * How a server is started.
   *
   * @param prefix words before the launcher, such as a change of user
   * @param environment what is added to the environment
   */
  record Launch(
      Archive archive,
      Path data,
      Path config,
      List<String> prefix,
      Map<String, String> environment) {

    static Launch of(Archive archive, String yaml) {
      return new Launch(
          archive, Build.newFolder("data-"), archive.config(yaml), List.of(), Map.of());
    }

    Launch as(List<String> words) {
      return new Launch(archive, data, config, words, environment);
    }

    Launch with(String variable, String value) {
      Map<String, String> more = new LinkedHashMap<>(environment);
      more.put(variable, value);
      return new Launch(archive, data, config, prefix, more);
    }

    /** Starts the server and waits until it is ready. */
    ServerProcess start() {
      List<String> words = new ArrayList<>(prefix);
      words.addAll(List.of(archive.launcher().toString(), "serve", "--config", config.toString()));
      Map<String, String> all = new LinkedHashMap<>();
      all.put("LLMOPS_DATA", data.toString());
      all.put("LLMOPS_AOT", "off");
      all.putAll(environment);
      return new ServerProcess(
          new Command(words, archive.home().getParent(), all, START).builder());
    }
  }

  private ServerProcess(ProcessBuilder builder) {
    try {
      process = builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofVirtual().name("server-output").start(this::read);
    try {
      http = new Http(url.get(START.toSeconds(), TimeUnit.SECONDS));
      http.get("/health/ready").expect(200);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new AssertionError("The server did not start:\n" + output, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (AssertionError e) {
      process.destroyForcibly();
      throw new AssertionError("The server is not ready:\n" + output, e);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        Matcher serves = SERVES.matcher(line);
        if (serves.find()) {
          url.complete(URI.create(serves.group(1)));
        }
      }
    } catch (IOException e) {
      output.append(e).append('\n');
    }
    url.completeExceptionally(new IllegalStateException("it ended"));
  }

  URI url() {
    return http.server();
  }

  Http http() {
    return http;
  }

  /** What it has printed so far. */
  String output() {
    return output.toString();
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
  }

  /**
   * SIGTERM, and waits for the end.
   *
   * @return the exit code
   */
  int terminate(Duration within) {
    // Process.destroy would close its streams, and what it says at its end would be lost.
    process.toHandle().destroy();
    awaitEnd(within);
    return process.exitValue();
  }

  private void awaitEnd(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The server did not end within " + within + ":\n" + output);
      }
      reader.join(within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
    kill();
  }
}
