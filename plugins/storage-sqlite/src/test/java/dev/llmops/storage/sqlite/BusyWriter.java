package dev.llmops.storage.sqlite;

import dev.llmops.storage.contract.PromptSamples;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that writes from eight threads until it is killed and prints what is acknowledged. */
final class BusyWriter {

  private BusyWriter() {}

  public static void main(String[] arguments) {
    SqliteStorage storage = TestContext.open(Path.of(arguments[0]));
    AtomicInteger number = new AtomicInteger();
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      for (int writer = 0; writer < 8; writer++) {
        writers.submit(() -> {
          while (true) {
            String name = arguments[1] + "-" + number.incrementAndGet();
            storage.inTransaction(stores -> {
              stores.prompts().insert(PromptSamples.version(name, "1.0.0"));
              return true;
            });
            System.out.println(name + ";");
          }
        });
      }
    }
  }
}
