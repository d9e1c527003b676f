package dev.llmops.server.config;

import dev.llmops.host.config.ConfigNode;
import dev.llmops.host.config.ConfigNode.Section;
import dev.llmops.host.config.Location;
import dev.llmops.host.config.Problem;
import dev.llmops.kernel.version.VersionReference;
import dev.llmops.kernel.version.VersionSyntaxException;
import dev.llmops.server.security.ApiKeys;
import dev.llmops.server.security.ListenAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds mistakes in the server's own settings that no single value shows. */
final class ServerChecks {

  private static final String CODE = "LLM-CFG-012";
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMinutes(1);

  private final Section root;
  private final List<Problem> problems = new ArrayList<>();

  private ServerChecks(Section root) {
    this.root = root;
  }

  /** What is wrong, at the place in the file where it can be mended. */
  static List<Problem> of(ServerConfig config, Section root) {
    ServerChecks checks = new ServerChecks(root);
    checks.http(config.server());
    checks.prompts(config);
    checks.evaluation(config.evaluation());
    checks.positive("experiments", "check-interval", config.experiments().checkInterval());
    checks.positive("thresholds", "latency-p99", config.thresholds().latencyP99());
    checks.alerts(config.alerts());
    checks.positive("plugins", "start-timeout", config.plugins().startTimeout());
    return checks.problems;
  }

  private void http(ServerConfig.Http http) {
    try {
      ListenAddress address = ListenAddress.parse(http.listen());
      if (http.apiKeys().isEmpty() && !address.isLoopback()) {
        add(
            "server",
            "listen",
            "without api-keys the server may be reached from this machine only",
            "listen on 127.0.0.1, or make a key with \"llmops config key NAME\"");
      }
    } catch (IllegalArgumentException e) {
      add("server", "listen", e.getMessage(), "write address:port such as 127.0.0.1:8080");
    }
    try {
      new ApiKeys(
          http.apiKeys().stream().map(key -> new ApiKeys.Entry(key.name(), key.hash())).toList());
    } catch (IllegalArgumentException e) {
      add("server", "api-keys", e.getMessage(), "give every key a name of its own");
    }
  }

  private void prompts(ServerConfig config) {
    List<String> labels = config.prompts().protectedLabels();
    for (String label : labels) {
      try {
        VersionReference.requireLabelName(label);
      } catch (VersionSyntaxException e) {
        add("prompts", "protected-labels", e.getMessage(), "name labels such as production");
      }
    }
    int people = config.prompts().approvals() + 1;
    if (!labels.isEmpty() && config.server().apiKeys().size() < people) {
      add(
          "prompts",
          "protected-labels",
          "the author and "
              + config.prompts().approvals()
              + " approving cannot be told apart: server.api-keys has "
              + config.server().apiKeys().size()
              + " keys",
          "make at least " + people + " keys with \"llmops config key NAME\"");
    }
  }

  private void evaluation(ServerConfig.Evaluation evaluation) {
    if (evaluation.concurrency() > evaluation.maxConcurrency()) {
      add(
          "evaluation",
          "concurrency",
          "is above max-concurrency, which is " + evaluation.maxConcurrency(),
          "lower it, or raise max-concurrency");
    }
    if (evaluation.interval().compareTo(SHORTEST_INTERVAL) < 0) {
      add(
          "evaluation",
          "interval",
          "must be at least 1 minute",
          "write a duration such as 24h, or auto: false to switch automatic evaluation off");
    }
    positive("evaluation", "provider-timeout", evaluation.providerTimeout());
    positive("evaluation", "metric-timeout", evaluation.metricTimeout());
    positive("evaluation", "run-timeout", evaluation.runTimeout());
    atMostAYear("evaluation", "run-timeout", evaluation.runTimeout());
    evaluation.providers().forEach(this::provider);
  }

  private void provider(String name, ServerConfig.ProviderLimits limits) {
    if (limits.concurrency().orElse(1) < 1 || limits.requestsPerMinute().orElse(1) < 1) {
      add(
          "evaluation",
          "providers",
          "the limits of " + name + " must be at least 1",
          "write a positive number, or leave the limit out");
    }
  }

  private void alerts(ServerConfig.Alerts alerts) {
    if (alerts.coolDown().isNegative()) {
      add("alerts", "cool-down", "must not be negative", "write a duration such as 10m, or 0s");
    }
    atMostAYear("alerts", "cool-down", alerts.coolDown());
  }

  private void atMostAYear(String section, String key, Duration value) {
    if (value.compareTo(LONGEST) > 0) {
      add(section, key, "must be at most 366 days", "write a duration such as 24h");
    }
  }

  private void positive(String section, String key, Duration value) {
    if (value.toMillis() < 1) {
      add(section, key, "must be at least 1 ms", "write a duration such as 30s");
    }
  }

  private void add(String section, String key, String message, String remedy) {
    problems.add(new Problem(place(section, key), section + "." + key, CODE, message, remedy));
  }

  private Location place(String section, String key) {
    Optional<ConfigNode> node = root.get(section);
    if (node.isPresent() && node.get() instanceof Section fields) {
      return fields.get(key).map(ConfigNode::location).orElse(fields.location());
    }
    return root.location();
  }
}
