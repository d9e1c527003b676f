package dev.llmops.host.guard;

/**
 * Makes a class loader the context class loader of the current thread until closed. The one place
 * that does so.
 */
public final class ContextLoaderScope implements AutoCloseable {

  private final Thread thread;
  private final ClassLoader before;

  private ContextLoaderScope(Thread thread, ClassLoader before) {
    this.thread = thread;
    this.before = before;
  }

  /** Enters; the same thread must close it. */
  public static ContextLoaderScope enter(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ContextLoaderScope scope = new ContextLoaderScope(thread, thread.getContextClassLoader());
    thread.setContextClassLoader(loader);
    return scope;
  }

  @Override
  public void close() {
    thread.setContextClassLoader(before);
  }
}
