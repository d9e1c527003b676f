package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.host.HostSnapshot.ContributionInfo;
import dev.llmops.host.PluginHost;
import dev.llmops.host.config.ConfigBinder;
import dev.llmops.host.config.ConfigKey;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.server.config.Configuration;
import dev.llmops.server.config.ServerConfig;
import dev.llmops.server.http.ServerMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference of the configuration is what the records say. {@code -Dllmops.regenerate=true}
 * writes it anew.
 */
class ConfigurationReferenceIT {

  private static final Path REFERENCE = Path.of("../../docs/reference/configuration.md");
  private static final String INTRODUCTION = "/dev/llmops/server/configuration-intro.md";
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- config -->\n```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Map<String, String> SECTIONS =
      Map.of(
          "server", "How the server is reached.",
          "plugins", "Where plugins lie.",
          "prompts", "How prompts are let into service.",
          "evaluation", "How evaluation runs work.",
          "experiments", "When experiments may be decided.",
          "thresholds", "From where on alerts are raised.",
          "alerts", "How alerts are told.");

  @TempDir Path folder;

  @Test
  void theReferenceSaysWhatTheServerAndItsPluginsUnderstand() throws Exception {
    String expected = introduction() + serverKeys() + contributions();

    if (Boolean.getBoolean("llmops.regenerate")) {
      Files.createDirectories(REFERENCE.getParent());
      Files.writeString(REFERENCE, expected);
    }

    assertThat(Files.readString(REFERENCE))
        .as("docs/reference/configuration.md; -Dllmops.regenerate=true writes it anew")
        .isEqualTo(expected);
  }

  @Test
  void theExamplesAreValid() throws Exception {
    Matcher example = EXAMPLE.matcher(introduction());
    int checked = 0;
    while (example.find()) {
      Path file = Files.writeString(folder.resolve("example.yaml"), example.group(1));
      LlmopsServer.check(file, new Layout(ServerFixture.HOME, folder), Map.of());
      checked++;
    }
    assertThat(checked).isEqualTo(4);
  }

  private static String introduction() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ConfigurationReferenceIT.class.getResourceAsStream(INTRODUCTION))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String serverKeys() {
    Map<String, StringBuilder> tables = new LinkedHashMap<>();
    for (ConfigKey key : ConfigBinder.describe(ServerConfig.class)) {
      String section = key.key().substring(0, key.key().indexOf('.'));
      tables
          .computeIfAbsent(
              section,
              name ->
                  new StringBuilder("### `")
                      .append(name)
                      .append("`\n\n")
                      .append(Objects.requireNonNull(SECTIONS.get(name), name))
                      .append("\n\n")
                      .append(heading()))
          .append(row(key));
    }
    return "## The server's keys\n\n" + String.join("\n", tables.values()) + "\n";
  }

  private String contributions() throws Exception {
    Path file = Files.createFile(folder.resolve("empty.yaml"));
    Configuration configuration = Configuration.read(file, Map.of());
    Layout layout = new Layout(ServerFixture.HOME, Files.createDirectory(folder.resolve("data")));
    try (ServerMetrics metrics = new ServerMetrics();
        PluginHost host =
            PluginHost.start(
                configuration.hostSettings(layout),
                configuration.instances(),
                Clock.systemUTC(),
                metrics.registry())) {
      List<ContributionInfo> contributions = host.snapshot().contributions();
      Set<String> existing =
          host.snapshot().instances().stream()
              .map(instance -> instance.kind() + " " + instance.use())
              .collect(Collectors.toSet());
      assertThat(contributions).hasSizeGreaterThan(15);
      StringBuilder text = new StringBuilder("## The bundled plugins' keys\n");
      for (ExtensionKind kind : ExtensionKind.values()) {
        text.append("\n### `").append(kind.section()).append("`\n");
        contributions.stream()
            .filter(contribution -> contribution.kind() == kind)
            .forEach(contribution ->
                text.append(
                    section(contribution, existing.contains(kind + " " + contribution.name()))));
      }
      return text.toString();
    }
  }

  private static String section(ContributionInfo contribution, boolean exists) {
    StringBuilder text =
        new StringBuilder("\n#### `use: ")
            .append(contribution.name())
            .append("`\n\n")
            .append(contribution.title())
            .append(", of the plugin `")
            .append(contribution.plugin())
            .append("`.");
    if (contribution.config().isEmpty()) {
      return text.append(" It has no settings.\n").toString();
    }
    text.append(exists ? "\n\n" : " It exists only where it is configured.\n\n").append(heading());
    contribution.config().forEach(key -> text.append(row(key)));
    return text.toString();
  }

  private static String heading() {
    return "| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n";
  }

  private static String row(ConfigKey key) {
    String standard =
        key.defaultValue()
            .map(value -> value.isEmpty() ? "empty" : "`" + value + "`")
            .orElse(key.required() ? "required" : isPlural(key) ? "empty" : "none");
    return "| `%s` | %s | %s | %s |\n"
        .formatted(key.key(), escaped(key.type()), escaped(standard), escaped(key.doc()));
  }

  private static boolean isPlural(ConfigKey key) {
    return key.type().startsWith("list ") || key.type().startsWith("map ");
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
