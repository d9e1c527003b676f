package dev.llmops.host.guard;

import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.provider.ProviderException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One call on its way. Exceptions become text on the plugin's own thread, since their methods are
 * foreign code that may hang.
 */
final class RunningCall<R> extends FutureTask<RunningCall.Answer<R>> {

  /** A result, or why there is none; the one that is missing is null. */
  record Answer<R>(R result, PluginCallException failure) {}

  private enum State {
    QUEUED,
    RUNNING,
    ABANDONED,
    ENDED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable onLateEnd;

  RunningCall(String label, Callable<R> work, Runnable onLateEnd) {
    super(() -> answer(label, work));
    this.onLateEnd = onLateEnd;
  }

  @Override
  public void run() {
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    try {
      super.run();
    } finally {
      if (state.getAndSet(State.ENDED) == State.ABANDONED) {
        onLateEnd.run();
      }
      ended.countDown();
    }
  }

  /**
   * Interrupts the call and gives it a moment to end.
   *
   * @param onAbandoned run when it does not
   */
  void stop(long graceNanos, Runnable onAbandoned) {
    if (state.compareAndSet(State.QUEUED, State.ENDED)) {
      cancel(false);
      return;
    }
    cancel(true);
    boolean interrupted = Thread.interrupted();
    try {
      if (ended.await(graceNanos, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    // Counted first: the end may be seen the moment the state says "abandoned".
    onAbandoned.run();
    if (!state.compareAndSet(State.RUNNING, State.ABANDONED)) {
      onLateEnd.run();
    }
  }

  private static <R> Answer<R> answer(String label, Callable<R> work) {
    try {
      R result = work.call();
      return result == null
          ? failed(PluginCallException.Kind.FAILED, label + " returned null")
          : new Answer<>(result, null);
    } catch (ProviderException e) {
      CopiedFailure copy = CopiedFailure.of(e);
      return new Answer<>(
          null,
          PluginCallException.provider(
              e, label + " has no answer (" + e.kind() + "): " + copy.message(), copy));
    } catch (MetricException e) {
      CopiedFailure copy = CopiedFailure.of(e);
      String message = label + " failed: " + copy.message();
      return new Answer<>(
          null, PluginCallException.of(PluginCallException.Kind.METRIC, message, copy));
    } catch (Throwable e) {
      CopiedFailure copy = CopiedFailure.of(e);
      String message = label + " threw " + copy.summary();
      return new Answer<>(
          null, PluginCallException.of(PluginCallException.Kind.FAILED, message, copy));
    }
  }

  private static <R> Answer<R> failed(PluginCallException.Kind kind, String message) {
    return new Answer<>(null, PluginCallException.of(kind, message));
  }
}
