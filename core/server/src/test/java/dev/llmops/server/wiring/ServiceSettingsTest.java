package dev.llmops.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.host.config.ConfigBinder;
import dev.llmops.host.config.ConfigKey;
import dev.llmops.server.config.Configuration;
import dev.llmops.server.config.ServerConfig;
import dev.llmops.service.alert.AlertSettings;
import dev.llmops.service.alert.Thresholds;
import dev.llmops.service.dataset.DatasetSettings;
import dev.llmops.service.evaluation.EvaluationSettings;
import dev.llmops.service.evaluation.ProviderLimit;
import dev.llmops.service.experiment.ExperimentSettings;
import dev.llmops.service.prompt.LabelProtection;
import dev.llmops.service.schedule.AutoSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key of the file that is meant for the services reaches the setting it is named after. */
class ServiceSettingsTest {

  private static final Set<String> SECTIONS =
      Set.of("prompts", "evaluation", "experiments", "thresholds", "alerts");

  /** Labels are protected only where people can be told apart. */
  private static final String KEYS =
      "server: { api-keys: [%s] }%n"
          .formatted(
              List.of("ada", "bob", "eve", "kim").stream()
                  .map(name ->
                      "{ name: %s, hash: \"sha256:%064d\" }".formatted(name, name.hashCode()))
                  .collect(Collectors.joining(", ")));

  /** A key, what is written behind it, where it must arrive, and as what. */
  private record Case(
      String key,
      String written,
      Function<ServiceSettings, Object> arrives,
      Object expected,
      Object byDefault) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              "prompts.protected-labels",
              "[production, canary]",
              settings -> settings.labelProtection().labels(),
              Set.of("production", "canary"),
              Set.of()),
          new Case(
              "prompts.approvals", "3", settings -> settings.labelProtection().approvals(), 3, 1),
          new Case(
              "evaluation.auto", "false", settings -> settings.autoEvaluation().on(), false, true),
          new Case(
              "evaluation.interval",
              "7h",
              settings -> settings.autoEvaluation().interval(),
              Duration.ofHours(7),
              Duration.ofHours(24)),
          new Case(
              "evaluation.concurrency",
              "11",
              settings -> settings.evaluation().concurrency(),
              11,
              32),
          new Case(
              "evaluation.max-concurrency",
              "77",
              settings -> settings.evaluation().maxConcurrency(),
              77,
              512),
          new Case(
              "evaluation.pass-mark",
              "0.61",
              settings -> settings.evaluation().passMark(),
              0.61,
              0.7),
          new Case(
              "evaluation.provider-timeout",
              "41s",
              settings -> settings.evaluation().providerTimeout(),
              Duration.ofSeconds(41),
              Duration.ofSeconds(150)),
          new Case(
              "evaluation.metric-timeout",
              "13s",
              settings -> settings.evaluation().metricTimeout(),
              Duration.ofSeconds(13),
              Duration.ofSeconds(10)),
          new Case(
              "evaluation.run-timeout",
              "5h",
              settings -> settings.evaluation().runTimeout(),
              Duration.ofHours(5),
              Duration.ofHours(24)),
          new Case(
              "evaluation.providers",
              "{ local: { concurrency: 6, requests-per-minute: 90 }, main: { concurrency: 8 } }",
              settings -> settings.evaluation().providers(),
              Map.of(
                  "local",
                  new ProviderLimit(OptionalInt.of(6), OptionalInt.of(90)),
                  "main",
                  new ProviderLimit(OptionalInt.of(8), OptionalInt.empty())),
              Map.of()),
          new Case(
              "evaluation.max-samples",
              "4321",
              settings -> settings.datasets().maxSamples(),
              4321L,
              1_000_000L),
          new Case(
              "experiments.min-samples",
              "250",
              settings -> settings.experiments().minSamples(),
              250L,
              100L),
          new Case(
              "experiments.confidence",
              "0.97",
              settings ->
                  List.of(settings.experiments().confidence(), settings.evaluation().confidence()),
              List.of(0.97, 0.97),
              List.of(0.95, 0.95)),
          new Case(
              "experiments.check-interval",
              "17m",
              ServiceSettings::experimentCheckInterval,
              Duration.ofMinutes(17),
              Duration.ofMinutes(10)),
          new Case(
              "thresholds.pass-rate",
              "0.72",
              settings -> settings.thresholds().passRate(),
              0.72,
              0.85),
          new Case(
              "thresholds.latency-p99",
              "3s",
              settings -> settings.thresholds().latencyP99(),
              Duration.ofSeconds(3),
              Duration.ofSeconds(5)),
          new Case(
              "thresholds.pass-rate-drop",
              "0.04",
              settings -> settings.thresholds().passRateDrop(),
              0.04,
              0.05),
          new Case(
              "thresholds.latency-spike",
              "2.5",
              settings -> settings.thresholds().latencySpike(),
              2.5,
              1.5),
          new Case(
              "thresholds.metric-drop",
              "0.2",
              settings -> settings.thresholds().metricDrop(),
              0.2,
              0.1),
          new Case(
              "thresholds.anomaly", "6", settings -> settings.thresholds().anomaly(), 6.0, 5.0),
          new Case(
              "thresholds.metrics",
              "{ exact-match: 0.9, latency: 1200 }",
              settings -> settings.thresholds().metrics(),
              Map.of("exact-match", 0.9, "latency", 1200.0),
              Map.of()),
          new Case(
              "alerts.cool-down",
              "19m",
              settings -> settings.alerts().coolDown(),
              Duration.ofMinutes(19),
              Duration.ofMinutes(10)));

  @TempDir Path folder;

  private ServiceSettings read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("llmops.yaml"), text);
    Configuration configuration = Configuration.read(file, Map.of());
    assertThat(configuration.problems()).isEmpty();
    return new ServiceSettings(configuration.server());
  }

  @Test
  void noKeyIsLeftOut() {
    List<String> keys =
        ConfigBinder.describe(ServerConfig.class).stream()
            .map(ConfigKey::key)
            .filter(key -> SECTIONS.contains(key.substring(0, key.indexOf('.'))))
            .toList();

    assertThat(CASES.stream().map(Case::key)).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(ServerConfig.ProviderLimits.class.getRecordComponents()).hasSize(2);
    assertThat(CASES.stream().map(Case::expected)).doesNotHaveDuplicates();
    assertThat(CASES).allMatch(one -> !one.expected().equals(one.byDefault()));
  }

  @Test
  void everyKeyReachesItsSetting() throws Exception {
    String text =
        CASES.stream()
            .collect(Collectors.groupingBy(one -> one.key().substring(0, one.key().indexOf('.'))))
            .entrySet()
            .stream()
            .map(section ->
                section.getKey()
                    + ":\n"
                    + section.getValue().stream()
                        .map(one ->
                            "  %s: %s%n"
                                .formatted(
                                    one.key().substring(one.key().indexOf('.') + 1), one.written()))
                        .collect(Collectors.joining()))
            .collect(Collectors.joining());

    ServiceSettings settings = read(KEYS + text);

    for (Case one : CASES) {
      assertThat(one.arrives().apply(settings)).as(one.key()).isEqualTo(one.expected());
    }
  }

  @Test
  void anEmptyFileMeansWhatTheServicesTakeForTheirDefaults() throws Exception {
    ServiceSettings settings = read("");

    for (Case one : CASES) {
      assertThat(one.arrives().apply(settings)).as(one.key()).isEqualTo(one.byDefault());
    }
    assertThat(settings.labelProtection()).isEqualTo(LabelProtection.NONE);
    assertThat(settings.datasets()).isEqualTo(DatasetSettings.DEFAULTS);
    assertThat(settings.evaluation()).isEqualTo(EvaluationSettings.DEFAULTS);
    assertThat(settings.autoEvaluation()).isEqualTo(AutoSettings.DEFAULTS);
    assertThat(settings.experiments()).isEqualTo(ExperimentSettings.DEFAULT);
    assertThat(settings.thresholds()).isEqualTo(Thresholds.DEFAULTS);
    assertThat(settings.alerts()).isEqualTo(AlertSettings.DEFAULTS);
  }
}
