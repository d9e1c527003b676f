package dev.llmops.service.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.service.plugin.PluginCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ProviderGateTest {

  @Test
  void letsAsManyThroughAtATimeAsTheLimitSays() throws Exception {
    ProviderGate gate =
        new ProviderGate(
            new ProviderLimit(OptionalInt.of(2), OptionalInt.empty()), ProviderGate.Pacing.REAL);
    // Nobody is answered before two ask at once.
    CyclicBarrier two = new CyclicBarrier(2);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Integer>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        asked.add(threads.submit(() -> gate.ask(() -> most(most, inside, two))));
      }
      for (Future<Integer> answer : asked) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isPositive();
      }
    }

    assertThat(most).hasValue(2);
  }

  private static int most(AtomicInteger most, AtomicInteger inside, CyclicBarrier all)
      throws InterruptedException {
    int now = inside.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    try {
      all.await(20, TimeUnit.SECONDS);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      inside.decrementAndGet();
    }
    return now;
  }

  @Test
  void spreadsRequestsOverTheMinute() throws Exception {
    Watch watch = new Watch();
    ProviderGate gate =
        new ProviderGate(new ProviderLimit(OptionalInt.empty(), OptionalInt.of(600)), watch);
    List<Long> starts = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      gate.ask(() -> starts.add(watch.now.toMillis()));
    }
    watch.now = Duration.ofMinutes(1);
    gate.ask(() -> starts.add(watch.now.toMillis()));
    gate.ask(() -> starts.add(watch.now.toMillis()));

    assertThat(starts).containsExactly(0L, 100L, 200L, 300L, 60_000L, 60_100L);
  }

  @Test
  void aTurnThatNobodyTakesIsNotLost() throws Exception {
    ProviderGate gate =
        new ProviderGate(
            new ProviderLimit(OptionalInt.empty(), OptionalInt.of(1)), ProviderGate.Pacing.REAL);
    gate.ask(() -> "the turn of this minute");
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      waiting.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  gate.ask(() -> "never");
                } catch (PluginCallException | InterruptedException e) {
                  // Given up.
                }
              }));
    }
    for (Thread thread : waiting) {
      thread.interrupt();
      thread.join(Duration.ofSeconds(20));
      assertThat(thread.isAlive()).isFalse();
    }

    assertThat(gate.untilNextTurn()).isLessThanOrEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void waitsTwiceAsLongEachTimeItIsNotToldHowLong() {
    Watch watch = new Watch();

    assertThat(attempts(watch, "rate_limit", Optional.empty())).isEqualTo(ProviderGate.ATTEMPTS);

    // 1, 2, 4 and 8 s, and each time half of the quarter over which the return is spread.
    assertThat(watch.now).isEqualTo(Duration.ofSeconds(15).plusMillis(15_000 / 8));
  }

  @Test
  void holdsTheOthersBackAfterTheLastAttemptToo() throws Exception {
    Watch watch = new Watch();
    ProviderGate gate = new ProviderGate(ProviderLimit.NONE, watch);
    attempts(gate, "rate_limit", Optional.of(Duration.ofMinutes(1)));
    Duration refused = watch.now;

    gate.ask(() -> "answer");

    assertThat(watch.now.minus(refused)).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void givesUpAtOnceWhenTheProviderWantsALongRest() {
    ProviderGate gate = new ProviderGate(ProviderLimit.NONE, new Watch());

    assertThatThrownBy(() ->
            gate.ask(() -> {
              throw new PluginCallException(
                  "rate_limit", "no", true, Optional.of(Duration.ofHours(1)));
            }))
        .isInstanceOfSatisfying(
            ProviderGate.LongRestException.class,
            e -> assertThat(e.rest()).isEqualTo(Duration.ofHours(1)));
  }

  @Test
  void repeatsNothingThatFailedForAnotherReason() {
    assertThat(attempts(new Watch(), "unavailable", Optional.empty())).isEqualTo(1);
  }

  @Test
  void asksAgainWheneverItIsToldWhen() {
    assertThat(attempts(new Watch(), "unavailable", Optional.of(Duration.ofMinutes(5))))
        .isEqualTo(ProviderGate.ATTEMPTS);
  }

  private static int attempts(Watch watch, String code, Optional<Duration> retryAfter) {
    return attempts(new ProviderGate(ProviderLimit.NONE, watch), code, retryAfter);
  }

  private static int attempts(ProviderGate gate, String code, Optional<Duration> retryAfter) {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(() ->
            gate.ask(() -> {
              attempts.incrementAndGet();
              throw new PluginCallException(code, "no", true, retryAfter);
            }))
        .isInstanceOf(PluginCallException.class)
        .hasMessage("no");
    return attempts.get();
  }

  /** Time that passes only by sleeping; chance is always in the middle. For one thread. */
  private static final class Watch implements ProviderGate.Pacing {

    private Duration now = Duration.ZERO;

    @Override
    public long nanoTime() {
      return now.toNanos();
    }

    @Override
    public void sleep(long nanos) {
      now = now.plusNanos(nanos);
    }

    @Override
    public long anyBelow(long bound) {
      return bound / 2;
    }
  }
}
