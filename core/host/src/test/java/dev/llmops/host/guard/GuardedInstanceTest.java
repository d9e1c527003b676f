package dev.llmops.host.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.llmops.host.guard.PluginCallException.Kind;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.provider.ProviderException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardedInstanceTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  /** What a plugin could be; the calls bring their own behaviour. */
  static final class Plugin implements AutoCloseable {
    private final AtomicInteger closings = new AtomicInteger();

    @Override
    public void close() {
      closings.incrementAndGet();
    }
  }

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Plugin plugin = new Plugin();

  private GuardedInstance<Plugin> instance(Lane lane, GuardLimits limits) {
    return new GuardedInstance<>(
        new PluginPin("mine", "acme", "1.0.0", "00", "11"),
        plugin,
        new InstanceThreads("mine", Plugin.class.getClassLoader()),
        lane,
        limits,
        ResultCheck.ANY,
        Clock.systemUTC(),
        registry);
  }

  private static PluginCallException failure(
      GuardedInstance<Plugin> instance, Duration timeout, PluginCall<Plugin, Object> call) {
    return catchThrowableOfType(
        PluginCallException.class, () -> instance.call("score", timeout, call));
  }

  private static void spinUntil(AtomicBoolean end) {
    while (!end.get()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void callsOnAThreadNamedAfterTheInstance(Lane lane) throws Exception {
    GuardedInstance<Plugin> instance = instance(lane, new GuardLimits(2, 2));

    Thread thread = instance.call("score", LONG, (p, call) -> Thread.currentThread());

    assertThat(thread.getName()).startsWith("mine-");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.isVirtual()).isEqualTo(lane == Lane.WAIT);
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void aCallThatIgnoresItsDeadlineEndsForTheCaller(Lane lane) throws Exception {
    GuardedInstance<Plugin> instance = instance(lane, new GuardLimits(2, 2));
    AtomicBoolean end = new AtomicBoolean();
    long start = System.nanoTime();

    PluginCallException thrown =
        failure(
            instance,
            Duration.ofSeconds(1),
            (p, call) -> {
              spinUntil(end);
              return 1;
            });

    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(thrown.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(thrown).hasMessage("mine.score did not end within 1000 ms");
    assertThat(millis).isBetween(800L, 1200L);
    assertThat(instance.abandoned()).isEqualTo(1);
    end.set(true);
    await().untilAsserted(() -> assertThat(instance.abandoned()).isZero());
  }

  @Test
  void aCallThatObeysTheInterruptIsNotCountedAsAbandoned() {
    GuardedInstance<Plugin> instance = instance(Lane.COMPUTE, new GuardLimits(1, 1));

    PluginCallException thrown =
        failure(
            instance,
            Duration.ofMillis(200),
            (p, call) -> {
              new CountDownLatch(1).await();
              return 1;
            });

    assertThat(thrown.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(instance.abandoned()).isZero();
    assertThat(instance.degraded()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void refusesCallsAtTheCapUntilAbandonedOnesEnd(Lane lane) throws Exception {
    GuardedInstance<Plugin> instance = instance(lane, new GuardLimits(1, 2));
    AtomicBoolean end = new AtomicBoolean();
    PluginCall<Plugin, Object> hang =
        (p, call) -> {
          spinUntil(end);
          return 1;
        };

    assertThat(failure(instance, Duration.ofMillis(50), hang).kind()).isEqualTo(Kind.TIMEOUT);
    int between = instance.call("score", LONG, (p, call) -> 7);
    assertThat(failure(instance, Duration.ofMillis(50), hang).kind()).isEqualTo(Kind.TIMEOUT);

    assertThat(between).isEqualTo(7);
    assertThat(instance.degraded()).isTrue();
    PluginCallException refused = failure(instance, LONG, (p, call) -> 1);
    assertThat(refused.kind()).isEqualTo(Kind.DEGRADED);
    assertThat(refused.code()).isEqualTo("LLM-PLG-042");
    end.set(true);
    await().untilAsserted(() -> assertThat(instance.degraded()).isFalse());
    int after = instance.call("score", LONG, (p, call) -> 8);
    assertThat(after).isEqualTo(8);
  }

  @Test
  void waitsForAPlaceUntilTheDeadline() throws Exception {
    GuardedInstance<Plugin> instance = instance(Lane.WAIT, new GuardLimits(1, 1));
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicReference<Throwable> first = new AtomicReference<>();
    Thread holder =
        Thread.ofVirtual()
            .start(() -> {
              try {
                instance.call(
                    "score",
                    LONG,
                    (p, call) -> {
                      running.countDown();
                      end.await();
                      return 1;
                    });
              } catch (Exception e) {
                first.set(e);
              }
            });
    running.await();

    PluginCallException thrown = failure(instance, Duration.ofMillis(100), (p, call) -> 1);

    assertThat(thrown.kind()).isEqualTo(Kind.SATURATED);
    assertThat(thrown.retryable()).isTrue();
    end.countDown();
    holder.join();
    assertThat(first).hasNullValue();
  }

  @Test
  void everyThrowableOfAPluginBecomesItsFailure() {
    GuardedInstance<Plugin> instance = instance(Lane.COMPUTE, new GuardLimits(1, 1));

    PluginCallException overflow = failure(instance, LONG, (p, call) -> endless(1));
    PluginCallException linkage =
        failure(
            instance,
            LONG,
            (p, call) -> {
              throw new NoClassDefFoundError("com/acme/Gone");
            });

    assertThat(overflow.kind()).isEqualTo(Kind.FAILED);
    assertThat(overflow.failure().orElseThrow().type()).isEqualTo("java.lang.StackOverflowError");
    assertThat(linkage)
        .hasMessage("mine.score threw java.lang.NoClassDefFoundError: com/acme/Gone")
        .hasNoCause();
  }

  private static int endless(int depth) {
    return depth < 0 ? 0 : depth + endless(depth + 1) + 1;
  }

  @SuppressWarnings("serial")
  static final class Hostile extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException("no message for you");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no text for you");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("no cause for you");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("no frames for you");
    }
  }

  @Test
  void survivesAnExceptionWhoseOwnMethodsThrow() {
    GuardedInstance<Plugin> instance = instance(Lane.COMPUTE, new GuardLimits(1, 1));

    PluginCallException thrown =
        failure(
            instance,
            LONG,
            (p, call) -> {
              throw new Hostile();
            });

    assertThat(thrown.kind()).isEqualTo(Kind.FAILED);
    assertThat(thrown).hasMessage("mine.score threw " + Hostile.class.getName());
  }

  @Test
  void keepsWhatAProviderOrAMetricSays() {
    GuardedInstance<Plugin> instance = instance(Lane.WAIT, new GuardLimits(1, 1));

    PluginCallException provider =
        failure(
            instance,
            LONG,
            (p, call) -> {
              throw new ProviderException(
                  ProviderException.Kind.RATE_LIMIT,
                  "slow down",
                  Optional.of(Duration.ofSeconds(3)),
                  new IllegalStateException("inner"));
            });
    PluginCallException metric =
        failure(
            instance,
            LONG,
            (p, call) -> {
              throw new MetricException("cannot say");
            });

    assertThat(provider.kind()).isEqualTo(Kind.PROVIDER);
    assertThat(provider.providerKind()).contains(ProviderException.Kind.RATE_LIMIT);
    assertThat(provider.retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(provider.retryable()).isTrue();
    assertThat(provider).hasNoCause();
    assertThat(metric.kind()).isEqualTo(Kind.METRIC);
    assertThat(metric).hasMessage("mine.score failed: cannot say");
  }

  @Test
  void refusesANullResult() {
    GuardedInstance<Plugin> instance = instance(Lane.COMPUTE, new GuardLimits(1, 1));

    assertThat(failure(instance, LONG, (p, call) -> null)).hasMessage("mine.score returned null");
  }

  @Test
  void anInterruptedCallerStopsTheCall() throws Exception {
    GuardedInstance<Plugin> instance = instance(Lane.WAIT, new GuardLimits(1, 1));
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                instance.call(
                    "score",
                    LONG,
                    (p, call) -> {
                      running.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } finally {
                        stopped.countDown();
                      }
                      return 1;
                    });
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    running.await();

    caller.interrupt();
    caller.join();

    stopped.await();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void countsCallsByHowTheyEnded() throws Exception {
    GuardedInstance<Plugin> instance = instance(Lane.COMPUTE, new GuardLimits(1, 1));

    instance.call("score", LONG, (p, call) -> 1);
    failure(instance, LONG, (p, call) -> null);

    assertThat(calls("ok")).isEqualTo(1);
    assertThat(calls("failed")).isEqualTo(1);
    instance.close(LONG);
    assertThat(registry.getMeters()).isEmpty();
  }

  private double calls(String outcome) {
    return registry
        .get("llmops.plugin.calls")
        .tags("plugin", "acme", "instance", "mine", "operation", "score", "outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void closesOnceAndRefusesCallsAfterwards() throws Exception {
    GuardedInstance<Plugin> instance = instance(Lane.COMPUTE, new GuardLimits(1, 1));

    assertThat(instance.close(LONG)).isEmpty();
    assertThat(instance.close(LONG)).isEmpty();

    assertThat(plugin.closings).hasValue(1);
    assertThat(failure(instance, LONG, (p, call) -> 1).kind()).isEqualTo(Kind.DEGRADED);
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void closingRefusesWhoWaitsAndInterruptsWhatStillRuns(Lane lane) throws Exception {
    GuardedInstance<Plugin> instance = instance(lane, new GuardLimits(1, 1));
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean end = new AtomicBoolean();
    Thread holder =
        Thread.ofVirtual()
            .start(() ->
                failure(
                    instance,
                    LONG,
                    (p, call) -> {
                      running.countDown();
                      while (!end.get()) {
                        LockSupport.parkNanos(1_000_000);
                        if (Thread.interrupted()) {
                          interrupted.countDown();
                        }
                      }
                      return 1;
                    }));
    running.await();
    List<PluginCallException> refused = new CopyOnWriteArrayList<>();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(
          Thread.ofPlatform().start(() -> refused.add(failure(instance, LONG, (p, call) -> 1))));
    }
    waiting.forEach(thread -> await().until(() -> thread.getState() == Thread.State.TIMED_WAITING));
    long start = System.nanoTime();

    instance.close(Duration.ofMillis(200));

    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(refused)
        .extracting(PluginCallException::kind)
        .containsOnly(Kind.DEGRADED)
        .hasSize(3);
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
    end.set(true);
    holder.join();
  }

  @Test
  void theCallKnowsHowMuchTimeIsLeft() throws Exception {
    GuardedInstance<Plugin> instance = instance(Lane.COMPUTE, new GuardLimits(1, 1));

    Duration left = instance.call("score", LONG, (p, call) -> call.remaining());

    assertThat(left).isBetween(LONG.minusSeconds(5), LONG);
  }
}
