package dev.llmops.host.guard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that the calls into one instance run on. Thread-safe. */
interface CallThreads {

  /**
   * Starts a call, or queues it behind the others.
   *
   * @throws RejectedExecutionException after {@link #close}
   */
  void start(Runnable call);

  /** Makes room for one more thread, since one is lost. */
  void grow();

  /** Takes the room back: the lost thread has ended. */
  void shrink();

  /** Interrupts what still runs and takes no more. */
  void close();

  static CallThreads of(Lane lane, InstanceThreads factory, int most) {
    return switch (lane) {
      case COMPUTE -> new Pooled(factory, most);
      case WAIT -> new OnePerCall(factory);
    };
  }

  /** At most so many platform threads, made on demand. */
  final class Pooled implements CallThreads {

    private static final long IDLE_SECONDS = 60;

    private final ThreadPoolExecutor pool;

    Pooled(InstanceThreads factory, int most) {
      pool =
          new ThreadPoolExecutor(
              most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
      pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void start(Runnable call) {
      pool.execute(call);
    }

    @Override
    public synchronized void grow() {
      pool.setMaximumPoolSize(pool.getMaximumPoolSize() + 1);
      pool.setCorePoolSize(pool.getMaximumPoolSize());
    }

    @Override
    public synchronized void shrink() {
      pool.setCorePoolSize(pool.getMaximumPoolSize() - 1);
      pool.setMaximumPoolSize(pool.getCorePoolSize());
    }

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }

  /** A virtual thread for each call; the bulkhead alone bounds their number. */
  final class OnePerCall implements CallThreads {

    private final InstanceThreads factory;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private boolean closed;

    OnePerCall(InstanceThreads factory) {
      this.factory = factory;
    }

    @Override
    public synchronized void start(Runnable call) {
      if (closed) {
        throw new RejectedExecutionException("no more calls are taken");
      }
      Thread thread =
          factory.newVirtual(() -> {
            try {
              call.run();
            } finally {
              running.remove(Thread.currentThread());
            }
          });
      running.add(thread);
      thread.start();
    }

    @Override
    public void grow() {}

    @Override
    public void shrink() {}

    @Override
    public synchronized void close() {
      closed = true;
      running.forEach(Thread::interrupt);
    }
  }
}
