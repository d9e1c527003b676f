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
    ProviderGate gate = new ProviderGate(new ProviderLimit(OptionalInt.of(2), OptionalInt.empty()));
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
    ProviderGate gate =
        new ProviderGate(new ProviderLimit(OptionalInt.empty(), OptionalInt.of(600)));
    long begin = System.nanoTime();

    for (int i = 0; i < 4; i++) {
      assertThat(gate.ask(() -> "answer")).isEqualTo("answer");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void givesUpAtOnceWhenTheProviderWantsALongRest() {
    assertThat(attempts("rate_limit", Duration.ofHours(1))).isEqualTo(1);
  }

  @Test
  void repeatsNothingThatFailedForAnotherReason() {
    assertThat(attempts("unavailable", Optional.empty())).isEqualTo(1);
  }

  @Test
  void asksAgainWheneverItIsToldWhen() {
    assertThat(attempts("unavailable", Duration.ofMillis(1))).isEqualTo(ProviderGate.ATTEMPTS);
  }

  @Test
  void asksAFewTimesWhenItIsRefusedForItsRate() {
    assertThat(attempts("rate_limit", Duration.ofMillis(1))).isEqualTo(ProviderGate.ATTEMPTS);
  }

  private static int attempts(String code, Duration retryAfter) {
    return attempts(code, Optional.of(retryAfter));
  }

  private static int attempts(String code, Optional<Duration> retryAfter) {
    ProviderGate gate = new ProviderGate(ProviderLimit.NONE);
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
}
