package dev.llmops.host.guard;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Makes daemon threads named {@code <instance>-<n>} with the plugin's context class loader. */
public final class InstanceThreads implements ThreadFactory {

  private final String instance;
  private final ClassLoader loader;
  private final AtomicLong next = new AtomicLong(1);

  /** For one instance. */
  public InstanceThreads(String instance, ClassLoader loader) {
    this.instance = Objects.requireNonNull(instance, "instance is null");
    this.loader = Objects.requireNonNull(loader, "loader is null");
  }

  @Override
  public Thread newThread(Runnable work) {
    return Thread.ofPlatform()
        .daemon()
        .name(nextName())
        .inheritInheritableThreadLocals(false)
        .unstarted(inScope(work));
  }

  /** A virtual thread, not started. */
  Thread newVirtual(Runnable work) {
    return Thread.ofVirtual()
        .name(nextName())
        .inheritInheritableThreadLocals(false)
        .unstarted(inScope(work));
  }

  private String nextName() {
    return instance + "-" + next.getAndIncrement();
  }

  private Runnable inScope(Runnable work) {
    return () -> {
      try (ContextLoaderScope _ = ContextLoaderScope.enter(loader)) {
        work.run();
      }
    };
  }
}
