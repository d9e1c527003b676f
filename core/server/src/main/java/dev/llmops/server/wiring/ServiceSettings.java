package dev.llmops.server.wiring;

import dev.llmops.server.config.ServerConfig;
import dev.llmops.service.alert.AlertSettings;
import dev.llmops.service.alert.Thresholds;
import dev.llmops.service.dataset.DatasetSettings;
import dev.llmops.service.evaluation.EvaluationSettings;
import dev.llmops.service.evaluation.ProviderLimit;
import dev.llmops.service.experiment.ExperimentSettings;
import dev.llmops.service.prompt.LabelProtection;
import dev.llmops.service.schedule.AutoSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the configuration file says to the services, in their own terms.
 *
 * @param config the file
 */
record ServiceSettings(ServerConfig config) {

  LabelProtection labelProtection() {
    ServerConfig.Prompts prompts = config.prompts();
    return new LabelProtection(Set.copyOf(prompts.protectedLabels()), prompts.approvals());
  }

  DatasetSettings datasets() {
    return new DatasetSettings(config.evaluation().maxSamples());
  }

  EvaluationSettings evaluation() {
    ServerConfig.Evaluation evaluation = config.evaluation();
    return new EvaluationSettings(
        evaluation.concurrency(),
        evaluation.maxConcurrency(),
        ServerConfig.RUNS_AT_A_TIME,
        evaluation.passMark(),
        evaluation.providerTimeout(),
        evaluation.metricTimeout(),
        evaluation.runTimeout(),
        evaluation.providers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> limit(entry.getValue()))),
        config.experiments().confidence());
  }

  private static ProviderLimit limit(ServerConfig.ProviderLimits limits) {
    return new ProviderLimit(limits.concurrency(), limits.requestsPerMinute());
  }

  AutoSettings autoEvaluation() {
    return new AutoSettings(config.evaluation().auto(), config.evaluation().interval());
  }

  ExperimentSettings experiments() {
    return new ExperimentSettings(
        config.experiments().minSamples(), config.experiments().confidence());
  }

  Duration experimentCheckInterval() {
    return config.experiments().checkInterval();
  }

  Thresholds thresholds() {
    ServerConfig.Thresholds thresholds = config.thresholds();
    return new Thresholds(
        thresholds.passRate(),
        thresholds.latencyP99(),
        thresholds.passRateDrop(),
        thresholds.latencySpike(),
        thresholds.metricDrop(),
        thresholds.anomaly(),
        thresholds.metrics());
  }

  AlertSettings alerts() {
    return AlertSettings.DEFAULTS.withCoolDown(config.alerts().coolDown());
  }
}
