package dev.llmops.metrics.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Hears judges at the same time, each on a virtual thread. Thread-safe. */
final class Hearing implements AutoCloseable {

  private final ExecutorService threads;

  Hearing(String instance) {
    threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(instance + "-judge-", 0).factory());
  }

  /**
   * What each gave or threw, in order.
   *
   * @throws InterruptedException when the deadline has passed; all are interrupted then
   */
  <T> List<Future<T>> all(List<? extends Callable<T>> questions) throws InterruptedException {
    return new ArrayList<>(threads.invokeAll(questions));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
