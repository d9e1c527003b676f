package dev.llmops.server;

import com.google.inject.Injector;
import dev.llmops.host.HostSettings;
import dev.llmops.host.InstanceRequest;
import dev.llmops.host.PluginHost;
import dev.llmops.host.UnknownInstanceException;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.server.config.Configuration;
import dev.llmops.server.http.HttpServer;
import dev.llmops.server.http.ServerMetrics;
import dev.llmops.server.security.UnsafeListenException;
import dev.llmops.server.wiring.Housekeeping;
import dev.llmops.server.wiring.Wiring;
import dev.llmops.service.dataset.DatasetManager;
import dev.llmops.service.experiment.ExperimentManager;
import dev.llmops.service.job.JobWorker;
import dev.llmops.service.provider.ProviderSelector;
import dev.llmops.service.schedule.BindingManager;
import dev.llmops.spi.storage.StorageBackend;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: host, services and HTTP. Thread-safe. */
public final class LlmopsServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LlmopsServer.class);

  private final URI url;
  private final Deque<AutoCloseable> parts;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private LlmopsServer(URI url, Deque<AutoCloseable> parts) {
    this.url = url;
    this.parts = parts;
  }

  /**
   * Starts a server.
   *
   * @param file the configuration file
   * @param layout where things lie
   * @param environment where {@code ${env:NAME}} takes values from
   * @throws ConfigurationException with every mistake in the configuration; nothing is left running
   * @throws StartException when the server cannot start though the configuration is valid
   */
  public static LlmopsServer start(Path file, Layout layout, Map<String, String> environment)
      throws ConfigurationException {
    long begin = System.nanoTime();
    Configuration configuration = Configuration.read(file, environment);
    if (!configuration.problems().isEmpty()) {
      // The host would tell of its own mistakes only; a check tells of all.
      configuration.requireValid(layout);
    }
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Files.createDirectories(layout.data());
      URI url = start(configuration, layout, parts);
      log.info("Ready after {} ms", (System.nanoTime() - begin) / 1_000_000);
      return new LlmopsServer(url, parts);
    } catch (IOException | UnknownInstanceException | UnsafeListenException e) {
      close(parts);
      throw new StartException(e.getMessage(), e);
    } catch (InterruptedException e) {
      close(parts);
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    } catch (ConfigurationException | RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  private static URI start(Configuration configuration, Layout layout, Deque<AutoCloseable> parts)
      throws ConfigurationException, IOException, InterruptedException, UnknownInstanceException {
    // Times are kept to the microsecond, so none may be finer.
    Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
    ServerMetrics metrics = new ServerMetrics();
    parts.push(metrics);
    HostSettings settings = configuration.hostSettings(layout);
    PluginHost host =
        PluginHost.start(
            settings,
            configuration.instances(),
            configuration.references(),
            clock,
            metrics.registry());
    parts.push(host);
    InstanceRequest storage = configuration.storage();
    StorageBackend backend = host.storage(storage.name());
    Injector injector =
        Wiring.injector(configuration.server(), layout, host, backend, metrics, clock);
    host.measureProvidersWith(injector.getInstance(ProviderSelector.class)::standings);
    injector.getInstance(DatasetManager.class).discardLeftovers();
    parts.push(injector.getInstance(ExperimentManager.class));
    injector.getInstance(BindingManager.class).applyInterval();
    JobWorker worker = injector.getInstance(JobWorker.class);
    parts.push(worker);
    worker.start();
    Housekeeping housekeeping = injector.getInstance(Housekeeping.class);
    parts.push(housekeeping);
    housekeeping.start();
    HttpServer http = injector.getInstance(HttpServer.class);
    parts.push(http);
    http.start();
    return http.uri();
  }

  /**
   * Finds every mistake in a configuration without starting anything.
   *
   * @throws ConfigurationException with all of them
   */
  public static void check(Path file, Layout layout, Map<String, String> environment)
      throws ConfigurationException {
    Configuration.read(file, environment).requireValid(layout);
  }

  /** Where a program on this machine reaches the server. */
  public URI url() {
    return url;
  }

  /** Waits until the server is closed. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /** Lets requests in flight end, gives work back, and closes the storage last. */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      close(parts);
      closed.countDown();
    }
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
