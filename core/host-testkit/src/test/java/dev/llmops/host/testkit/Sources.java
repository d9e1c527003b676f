package dev.llmops.host.testkit;

/** Source texts of metrics for tests. */
final class Sources {

  private Sources() {}

  /**
   * A metric class in package {@code acme}.
   *
   * @param body of {@code score}
   * @param members further members
   */
  static String metric(String className, String name, String body, String members) {
    return """
    package acme;

    import dev.llmops.spi.*;
    import dev.llmops.spi.config.*;
    import dev.llmops.spi.metric.*;
    import jakarta.inject.Inject;
    import org.pf4j.Extension;

    @Extension
    @Contribution(name = "%2$s", title = "Test metric")
    public class %1$s implements EvaluationMetric {
      %4$s
      @Override public MetricDescriptor descriptor() {
        return MetricDescriptor.unitQuality().build();
      }
      @Override public MetricResult score(ScoredSample sample, CallContext call)
          throws MetricException, InterruptedException {
        %3$s
      }
    }
    """
        .formatted(className, name, body, members);
  }

  /** A plugin with one metric named like the plugin that always scores 1. */
  static PluginJarBuilder good(String id) {
    return scoring(id, "return MetricResult.score(1);");
  }

  /** A plugin with one metric named like the plugin. */
  static PluginJarBuilder scoring(String id, String body) {
    return with(id, body, "");
  }

  /** A plugin with one metric named like the plugin. */
  static PluginJarBuilder with(String id, String body, String members) {
    return PluginJarBuilder.plugin(id).source("acme.Metric", metric("Metric", id, body, members));
  }
}
