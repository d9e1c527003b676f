package dev.llmops.server.config;

import dev.llmops.host.config.ConfigNode.Section;
import dev.llmops.host.config.SettingReference;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import java.util.List;
import java.util.stream.Stream;

/** Finds the names of instances in the server's own settings; only the host knows what there is. */
final class ServerReferences {

  private ServerReferences() {}

  /** The names, each with its place in the file. */
  static List<SettingReference> of(Section root) {
    return Stream.concat(
            keys(root, "evaluation", "providers", LlmProvider.class),
            keys(root, "thresholds", "metrics", EvaluationMetric.class))
        .toList();
  }

  /** What is no section there is told when the file is bound. */
  private static Stream<SettingReference> keys(
      Section root, String section, String setting, Class<?> point) {
    return section(root, section)
        .flatMap(settings -> section(settings, setting))
        .flatMap(names ->
            names.fields().entrySet().stream()
                .map(entry ->
                    new SettingReference(
                        point,
                        entry.getKey(),
                        entry.getValue().keyLocation(),
                        names.pathOf(entry.getKey()))));
  }

  private static Stream<Section> section(Section parent, String name) {
    return parent.get(name).stream().filter(Section.class::isInstance).map(Section.class::cast);
  }
}
