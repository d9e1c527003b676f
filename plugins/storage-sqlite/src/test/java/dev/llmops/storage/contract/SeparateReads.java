package dev.llmops.storage.contract;

import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Makes each call of a store a transaction of its own, so that a test can ask in one line. */
final class SeparateReads {

  private SeparateReads() {}

  static Stores of(StorageBackend storage) {
    return proxy(Stores.class, (accessor, none) -> store(storage, accessor));
  }

  private static Object store(StorageBackend storage, Method accessor) {
    return proxy(
        accessor.getReturnType(),
        (method, arguments) ->
            storage.read(stores -> call(method, call(accessor, stores, new Object[0]), arguments)));
  }

  private interface Answer {
    Object to(Method method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method, arguments)));
  }

  private static Object call(Method method, Object target, Object[] arguments) {
    try {
      method.setAccessible(true);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
