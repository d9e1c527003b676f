package dev.llmops.host.guard;

import dev.llmops.host.guard.PluginCallException.Kind;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.spi.CallContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One instance of a plugin behind a guard: calls have a deadline, a bounded number of places, the
 * plugin's context class loader, checked results and meters, and end in a {@link
 * PluginCallException} whatever the plugin does. Thread-safe.
 */
public final class GuardedInstance<T> {

  private static final long LONGEST_GRACE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int GRACE_SHARE = 20;

  private final PluginPin pin;
  private final T plugin;
  private final ClassLoader loader;
  private final GuardLimits limits;
  private final ResultCheck check;
  private final Clock clock;
  private final Semaphore places;
  private final CallThreads threads;
  private final InstanceThreads factory;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch drained = new CountDownLatch(1);
  private final GuardMeters meters;
  private final CallHistory history;

  /**
   * Puts an object under guard.
   *
   * @param factory for its threads
   * @param check of every result
   */
  public GuardedInstance(
      PluginPin pin,
      T plugin,
      InstanceThreads factory,
      Lane lane,
      GuardLimits limits,
      ResultCheck check,
      Clock clock,
      MeterRegistry registry) {
    this.pin = Objects.requireNonNull(pin, "pin is null");
    this.plugin = Objects.requireNonNull(plugin, "plugin is null");
    this.loader = plugin.getClass().getClassLoader();
    this.limits = Objects.requireNonNull(limits, "limits is null");
    this.check = Objects.requireNonNull(check, "check is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.factory = Objects.requireNonNull(factory, "factory is null");
    this.places = new Semaphore(limits.maxConcurrent());
    this.threads = CallThreads.of(lane, factory, limits.maxConcurrent());
    this.meters = new GuardMeters(registry, pin.plugin(), pin.instance(), inFlight, abandoned);
    this.history = new CallHistory(clock);
  }

  /** Exactly which code and settings this is. */
  public PluginPin pin() {
    return pin;
  }

  /** Whether it refuses calls because too many earlier ones never ended. */
  public boolean degraded() {
    return abandoned.get() >= limits.maxAbandoned();
  }

  /** What its latest calls say of it. */
  public Health health() {
    if (closed.get() || degraded()) {
      return new Health(false, true, closed.get() ? "out of service" : "refuses calls: degraded");
    }
    return history.health();
  }

  /** How many threads still run after their deadline. */
  public int abandoned() {
    return abandoned.get();
  }

  /**
   * Calls the plugin and waits for the result, until the timeout at most.
   *
   * @param operation a short constant, such as {@code score}; it names the meters
   * @throws PluginCallException when there is no result
   * @throws InterruptedException when the calling thread is interrupted; the call is then stopped
   */
  public <R> R call(String operation, Duration timeout, PluginCall<T, R> call)
      throws PluginCallException, InterruptedException {
    long start = System.nanoTime();
    String outcome = "interrupted";
    try {
      R result = admitted(operation, start, timeout.toNanos(), call);
      outcome = "ok";
      history.answered();
      return result;
    } catch (PluginCallException e) {
      outcome = e.kind().name().toLowerCase(Locale.ROOT);
      history.failed(e);
      throw e;
    } finally {
      meters.count(operation, outcome, System.nanoTime() - start);
    }
  }

  private <R> R admitted(String operation, long start, long timeout, PluginCall<T, R> call)
      throws PluginCallException, InterruptedException {
    refuseWhenDown(operation);
    if (!places.tryAcquire() && !places.tryAcquire(timeout, TimeUnit.NANOSECONDS)) {
      throw PluginCallException.of(
          Kind.SATURATED,
          label(operation)
              + " had all of its "
              + limits.maxConcurrent()
              + " places taken for "
              + millis(timeout));
    }
    inFlight.incrementAndGet();
    try {
      refuseWhenDown(operation);
      return run(operation, timeout - (System.nanoTime() - start), timeout, call);
    } finally {
      if (inFlight.decrementAndGet() == 0 && closed.get()) {
        drained.countDown();
      }
      places.release();
    }
  }

  private void refuseWhenDown(String operation) throws PluginCallException {
    if (closed.get()) {
      throw PluginCallException.of(Kind.DEGRADED, label(operation) + " is out of service");
    }
    if (degraded()) {
      throw PluginCallException.of(
          Kind.DEGRADED,
          label(operation)
              + " is refused: "
              + abandoned.get()
              + " earlier calls still run after their deadline");
    }
  }

  private <R> R run(String operation, long left, long timeout, PluginCall<T, R> call)
      throws PluginCallException, InterruptedException {
    CallContext context = CallContext.within(Duration.ofNanos(Math.max(0, left)), clock);
    RunningCall<R> running =
        new RunningCall<>(
            label(operation),
            () -> {
              try (ContextLoaderScope _ = ContextLoaderScope.enter(loader)) {
                return call.on(plugin, context);
              }
            },
            this::endedLate);
    long grace = Math.min(LONGEST_GRACE, timeout / GRACE_SHARE);
    try {
      threads.start(running);
      return checked(operation, running.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      running.stop(grace, this::abandon);
      throw PluginCallException.of(
          Kind.TIMEOUT, label(operation) + " did not end within " + millis(timeout));
    } catch (InterruptedException e) {
      running.stop(grace, this::abandon);
      throw e;
    } catch (RejectedExecutionException e) {
      throw PluginCallException.of(Kind.DEGRADED, label(operation) + " is out of service");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a running call answers every throwable", e);
    }
  }

  private <R> R checked(String operation, RunningCall.Answer<R> answer) throws PluginCallException {
    if (answer.failure() != null) {
      throw answer.failure();
    }
    Optional<ResultCheck.Flaw> flaw = check.flawOf(answer.result());
    if (flaw.isPresent()) {
      throw PluginCallException.of(
          flaw.get().kind(), label(operation) + " " + flaw.get().message());
    }
    return answer.result();
  }

  private void abandon() {
    abandoned.incrementAndGet();
    threads.grow();
  }

  private void endedLate() {
    abandoned.decrementAndGet();
    threads.shrink();
  }

  /**
   * The plugin's object for calls on the caller's own thread, without deadline or bulkhead: for
   * storage alone, which is trusted.
   */
  public T unguarded() {
    return plugin;
  }

  /**
   * Takes the instance out of service: refuses new calls and those that wait for a place, waits for
   * the running ones, closes the object when it is {@link AutoCloseable}, and interrupts what still
   * runs. Later calls do nothing.
   *
   * @return what the plugin's own closing threw, or that it did not end
   */
  public Optional<String> close(Duration timeout) throws InterruptedException {
    if (!closed.compareAndSet(false, true)) {
      return Optional.empty();
    }
    long start = System.nanoTime();
    try {
      // One more place wakes a caller that waits for one; refused, it hands the place on.
      places.release();
      if (inFlight.get() == 0) {
        drained.countDown();
      }
      boolean ended = drained.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
      long left = timeout.toNanos() - (System.nanoTime() - start);
      if (!(plugin instanceof AutoCloseable closeable)) {
        return ended ? Optional.empty() : Optional.of("calls still run");
      }
      return closing(closeable, Math.max(left, timeout.toNanos() / GRACE_SHARE));
    } finally {
      threads.close();
      meters.remove();
    }
  }

  private Optional<String> closing(AutoCloseable closeable, long left) throws InterruptedException {
    try {
      TimedCall.run(
          label("close"),
          factory,
          Duration.ofNanos(left),
          () -> {
            closeable.close();
            return true;
          });
      return Optional.empty();
    } catch (PluginCallException e) {
      return Optional.of(e.getMessage());
    }
  }

  private String label(String operation) {
    return pin.instance() + "." + operation;
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }
}
