package dev.llmops.host.load;

import dev.llmops.host.verify.SharedPackages;
import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;

/**
 * The parent of every plugin's loader: the Java platform and the shared packages, nothing else of
 * the host. Resources come from the platform only, so that a plugin never sees the host's {@code
 * META-INF/services}.
 */
final class SharedClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader host;

  SharedClassLoader(ClassLoader host) {
    super("llmops-shared", ClassLoader.getPlatformClassLoader());
    this.host = host;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return SharedPackages.contains(name) ? host.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  public URL getResource(String name) {
    return getParent().getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return getParent().getResources(name);
  }
}
