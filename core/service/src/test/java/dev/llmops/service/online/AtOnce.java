package dev.llmops.service.online;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Lets many threads do something at the same moment. */
public final class AtOnce {

  private static final long LONGEST_SECONDS = 60;

  private AtOnce() {}

  /**
   * Runs an action in threads that begin together.
   *
   * @param action gets the number of its thread, from 0
   * @return what each thread has made, in the order of their numbers
   * @throws ExecutionException when one of them failed
   * @throws TimeoutException when they take longer than a minute
   */
  public static <T> List<T> run(int threads, IntFunction<T> action)
      throws InterruptedException, ExecutionException, TimeoutException {
    CountDownLatch ready = new CountDownLatch(threads);
    ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<T>> started = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        started.add(
            pool.submit(() -> {
              ready.countDown();
              ready.await();
              return action.apply(number);
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : started) {
        results.add(future.get(LONGEST_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
