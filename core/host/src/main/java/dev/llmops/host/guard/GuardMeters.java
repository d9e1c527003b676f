package dev.llmops.host.guard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of one instance; looked up once per operation and outcome. Thread-safe. */
final class GuardMeters {

  private record Key(String operation, String outcome) {}

  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<Key, Counter> calls = new ConcurrentHashMap<>();
  private final Map<String, Timer> times = new ConcurrentHashMap<>();
  private final List<Meter> gauges = new ArrayList<>();

  GuardMeters(
      MeterRegistry registry,
      String plugin,
      String instance,
      AtomicInteger inFlight,
      AtomicInteger abandoned) {
    this.registry = registry;
    this.tags = Tags.of("plugin", plugin, "instance", instance);
    gauges.add(
        Gauge.builder("llmops.plugin.calls.in.flight", inFlight, AtomicInteger::get)
            .description("Calls into the instance that run now")
            .tags(tags)
            .register(registry));
    gauges.add(
        Gauge.builder("llmops.plugin.calls.abandoned", abandoned, AtomicInteger::get)
            .description("Threads that still run after their deadline")
            .tags(tags)
            .register(registry));
  }

  void count(String operation, String outcome, long nanos) {
    calls.computeIfAbsent(new Key(operation, outcome), this::counter).increment();
    times.computeIfAbsent(operation, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(Key key) {
    return Counter.builder("llmops.plugin.calls")
        .description("Calls into plugins by how they ended")
        .tags(tags.and("operation", key.operation(), "outcome", key.outcome()))
        .register(registry);
  }

  private Timer timer(String operation) {
    return Timer.builder("llmops.plugin.call.duration")
        .description("How long calls into plugins took, with waiting for a place")
        .tags(tags.and("operation", operation))
        .register(registry);
  }

  void remove() {
    calls.values().forEach(registry::remove);
    times.values().forEach(registry::remove);
    gauges.forEach(registry::remove);
  }
}
