package dev.llmops.storage.sqlite;

import com.sun.management.OperatingSystemMXBean;
import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.json.Json;
import dev.llmops.storage.contract.Samples;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Prints how fast this machine writes; run by hand, since a number is no behaviour. */
final class LoadCheck {

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration MEASURED = Duration.ofSeconds(5);

  private LoadCheck() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("load");
    long start = System.nanoTime();
    try (SqliteStorage storage = TestContext.open(folder)) {
      print("opening a new database, ms", millisSince(start));
      storage.inTransaction(stores -> {
        stores.experiments().insert(Samples.experiment(1));
        stores.datasets().insert(Samples.dataset("d", Samples.NOON));
        stores.datasets().openUpload("u", "d", Samples.NOON);
        return true;
      });
      print("rows a second, 16 threads, one row a transaction", single(storage, 16));
      print("rows a second, 256 threads, one row a transaction", single(storage, 256));
      print("observations a second, batches of 500", observations(storage));
      print("samples a second, staged by 1,000", samples(storage));
    }
    start = System.nanoTime();
    TestContext.open(folder).close();
    print("opening and closing it again, ms", millisSince(start));
  }

  private static double single(SqliteStorage storage, int threads) throws Exception {
    LongAdder rows = new LongAdder();
    long[] marks = new long[2];
    String prefix = "t" + threads + "-";
    try (ExecutorService writers = Executors.newFixedThreadPool(threads)) {
      for (int writer = 0; writer < threads; writer++) {
        String name = prefix + writer + "-";
        writers.submit(() -> {
          for (int n = 0; !Thread.currentThread().isInterrupted(); n++) {
            AuditEntry entry =
                new AuditEntry(
                    name + n,
                    Samples.NOON,
                    "ann",
                    "x",
                    "prompt/greet",
                    Json.NULL,
                    Json.of("y".repeat(300)),
                    "");
            storage.inTransaction(stores -> {
              stores.audit().append(entry);
              return true;
            });
            rows.increment();
          }
        });
      }
      Thread.sleep(WARM_UP);
      double processor = processorMicros();
      marks[0] = rows.sum();
      Thread.sleep(MEASURED);
      marks[1] = rows.sum();
      writers.shutdownNow();
      print(
          "  processor time a row, microseconds",
          (processorMicros() - processor) / (marks[1] - marks[0]));
    }
    return (marks[1] - marks[0]) / (double) MEASURED.toSeconds();
  }

  private static double observations(SqliteStorage storage) {
    long rows = 0;
    long start = System.nanoTime();
    int batch = 0;
    while (millisSince(start) < MEASURED.toMillis()) {
      int number = batch++;
      List<Observation> events =
          IntStream.range(0, 500)
              .mapToObj(n -> Samples.observation(Samples.id(1), "e-" + number + "-" + n, n))
              .toList();
      storage.inTransaction(stores -> {
        stores.observations().insert(events);
        return true;
      });
      rows += 500;
    }
    return rows * 1_000.0 / millisSince(start);
  }

  private static double samples(SqliteStorage storage) {
    int rows = 0;
    long start = System.nanoTime();
    while (millisSince(start) < MEASURED.toMillis()) {
      int first = rows;
      storage.inTransaction(stores -> {
        stores.datasets().stage("u", first, Samples.samples(first, first + 1_000));
        return true;
      });
      rows += 1_000;
    }
    return rows * 1_000.0 / millisSince(start);
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Processor time of this process in microseconds, which other processes do not blur. */
  private static double processorMicros() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1_000.0;
  }

  private static void print(String what, double number) {
    System.out.printf("%-55s %,12.0f%n", what, number);
  }
}
