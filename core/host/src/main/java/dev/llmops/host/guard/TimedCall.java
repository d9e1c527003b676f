package dev.llmops.host.guard;

import dev.llmops.host.guard.PluginCallException.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs foreign code on a thread of its own while the caller waits, until a deadline at most. */
public final class TimedCall {

  private TimedCall() {}

  /**
   * Runs the work.
   *
   * @param label begins the messages
   * @throws PluginCallException when the work throws, returns null, or does not end in time; then
   *     its thread is interrupted and left alone
   */
  public static <R> R run(String label, InstanceThreads threads, Duration timeout, Callable<R> work)
      throws PluginCallException, InterruptedException {
    RunningCall<R> running = new RunningCall<>(label, work, () -> {});
    threads.newThread(running).start();
    try {
      RunningCall.Answer<R> answer = running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (answer.failure() != null) {
        throw answer.failure();
      }
      return answer.result();
    } catch (TimeoutException e) {
      running.stop(0, () -> {});
      throw PluginCallException.of(
          Kind.TIMEOUT, label + " did not end within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      running.stop(0, () -> {});
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a running call answers every throwable", e);
    }
  }
}
