package dev.llmops.host.load;

import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.storage.StorageBackend;
import java.util.Arrays;
import java.util.List;

/** The five extension points. Their order says nothing of when instances start or close. */
public enum ExtensionKind {
  STORAGE("storage", StorageBackend.class),
  PROVIDER("providers", LlmProvider.class),
  METRIC("metrics", EvaluationMetric.class),
  TEST("tests", StatisticalTest.class),
  SINK("sinks", AlertSink.class);

  private final String section;
  private final Class<?> point;

  ExtensionKind(String section, Class<?> point) {
    this.section = section;
    this.point = point;
  }

  /** The configuration section that holds its instances. */
  public String section() {
    return section;
  }

  /** The interface. */
  public Class<?> point() {
    return point;
  }

  /**
   * The kind of an extension point.
   *
   * @throws IllegalArgumentException when it is none of the five
   */
  public static ExtensionKind of(Class<?> point) {
    return Arrays.stream(values())
        .filter(kind -> kind.point == point)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no extension point: " + point.getName()));
  }

  /** The kinds whose interface a class implements. */
  static List<ExtensionKind> implementedBy(Class<?> type) {
    return Arrays.stream(values()).filter(kind -> kind.point.isAssignableFrom(type)).toList();
  }
}
