package dev.llmops.server.config;

import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Matches;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.config.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The server's configuration file. Every key has a default, so that an empty file starts a working
 * server.
 *
 * @param server how it is reached
 * @param plugins where plugins lie
 * @param prompts how prompts are let into service
 * @param evaluation how runs work
 * @param experiments when experiments may be decided
 * @param thresholds from where on alerts are raised
 * @param alerts how alerts are told
 */
public record ServerConfig(
    @Doc("How the server is reached.") Http server,
    @Doc("Where plugins lie.") Plugins plugins,
    @Doc("How prompts are let into service.") Prompts prompts,
    @Doc("How evaluation runs work.") Evaluation evaluation,
    @Doc("When experiments may be decided.") Experiments experiments,
    @Doc("From where on alerts are raised.") Thresholds thresholds,
    @Doc("How alerts are told.") Alerts alerts) {

  /** How many evaluation runs a server works on at a time. */
  public static final int RUNS_AT_A_TIME = 4;

  /**
   * How the server is reached.
   *
   * @param listen address and port
   * @param apiKeys who may call; without any the server answers this machine only
   * @param maxUploadMegabytes the largest upload
   */
  public record Http(
      @Doc(
              "Address and port; port 0 takes any free one. Without api-keys it must be a loopback"
                  + " address.")
          @Default("127.0.0.1:8080")
          @Matches(
              value = "(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]{1,5}",
              message = "address:port such as 127.0.0.1:8080")
          String listen,
      @Doc("Who may call the API. Make an entry with \"llmops config key NAME\".")
          List<ApiKey> apiKeys,
      @Doc("The largest upload, in megabytes.") @Default("1024") @Min(1) @Max(1_048_576)
          int maxUploadMegabytes) {}

  /**
   * A key that opens the API.
   *
   * @param name who it belongs to; stands in the audit trail
   * @param hash the SHA-256 of the key
   */
  public record ApiKey(
      @Doc("Who it belongs to; stands in the audit trail.") @NotBlank String name,
      @Doc("The SHA-256 of the key, as sha256: and 64 hexadecimal digits.")
          @Matches(value = "sha256:[0-9a-f]{64}", message = "sha256: and 64 hexadecimal digits")
          String hash) {}

  /**
   * Where plugins lie.
   *
   * @param directory the folder
   * @param required what must serve before the server is ready
   * @param startTimeout how long an instance may take to start
   */
  public record Plugins(
      @Doc("The folder that plugins are dropped into; relative to the install folder.")
          @Default("plugins")
          Path directory,
      @Doc("Ids of plugins that must serve before /health/ready says so.") List<String> required,
      @Doc("How long an instance may take to start.") @Default("20s") Duration startTimeout) {}

  /**
   * How prompts are let into service.
   *
   * @param protectedLabels labels that move only to approved versions
   * @param approvals how many people must have approved a version for that
   */
  public record Prompts(
      @Doc(
              "Labels that move only to versions that others than their authors have approved, such"
                  + " as production.")
          List<String> protectedLabels,
      @Doc("How many people must have approved a version before a protected label moves to it.")
          @Default("1")
          @Min(1)
          @Max(20)
          int approvals) {}

  /**
   * How evaluation runs work.
   *
   * @param auto whether bound prompts are evaluated by themselves
   * @param interval how much time lies between two evaluations of an unchanged prompt
   * @param concurrency samples in flight in a run that does not say
   * @param maxConcurrency the most samples in flight that a run may ask for
   * @param passMark the score from which on a sample passes a quality metric
   * @param providerTimeout how long one answer may take
   * @param metricTimeout how long one score may take
   * @param runTimeout how long a run may take that does not say
   * @param providers limits of providers, by instance name
   * @param maxSamples the most samples of one upload
   */
  public record Evaluation(
      @Doc(
              "Whether prompts that are bound to datasets are evaluated when a version is created"
                  + " or activated, and at the interval.")
          @Default("true")
          boolean auto,
      @Doc("How much time lies between two evaluations of a bound prompt that does not change.")
          @Default("24h")
          Duration interval,
      @Doc("Samples in flight in a run that does not say.") @Default("32") @Min(1) @Max(1024)
          int concurrency,
      @Doc("The most samples in flight that a run may ask for.") @Default("512") @Min(1) @Max(4096)
          int maxConcurrency,
      @Doc("The score from which on a sample passes a metric of quality, 0 to 1.")
          @Default("0.7")
          @Min(0)
          @Max(1)
          double passMark,
      @Doc("How long one answer of a provider may take, retries included.") @Default("150s")
          Duration providerTimeout,
      @Doc("How long one score of a metric may take.") @Default("10s") Duration metricTimeout,
      @Doc("How long a run may take that does not say.") @Default("24h") Duration runTimeout,
      @Doc(
              "What all runs together may take of a provider, by instance name: concurrency,"
                  + " requests-per-minute.")
          Map<String, ProviderLimits> providers,
      @Doc("The most samples of one upload.") @Default("1000000") @Min(1) @Max(100_000_000)
          long maxSamples) {}

  /**
   * What all runs of this server together may take of a provider.
   *
   * @param concurrency the most answers that are waited for at a time
   * @param requestsPerMinute the most requests a minute
   */
  public record ProviderLimits(
      @Doc("The most answers that are waited for at a time.") OptionalInt concurrency,
      @Doc("The most requests a minute.") OptionalInt requestsPerMinute) {}

  /**
   * When experiments may be decided.
   *
   * @param minSamples units an arm must have before a decision, unless the experiment says
   *     otherwise
   * @param confidence the level of intervals, unless the experiment says otherwise
   * @param checkInterval how often a running experiment is looked at for alerts
   */
  public record Experiments(
      @Doc("Units every arm must have before a decision, unless the experiment says otherwise.")
          @Default("100")
          @Min(2)
          long minSamples,
      @Doc("The level of intervals, unless the experiment says otherwise.")
          @Default("0.95")
          @Min(0.5)
          @Max(0.9999)
          double confidence,
      @Doc("How often a running experiment is looked at for alerts.") @Default("10m")
          Duration checkInterval) {}

  /**
   * From where on alerts are raised.
   *
   * @param passRate the least pass rate
   * @param latencyP99 the most that the 99th percentile of the latency may be
   * @param passRateDrop the fall of the pass rate that is a warning; twice as much is critical
   * @param latencySpike the most that the 99th percentile of the latency may be as a multiple
   * @param metricDrop the worsening of a metric's mean that is a warning; twice as much is critical
   * @param anomaly how many robust standard deviations are unusual
   * @param metrics limits of the means of metrics by name
   */
  public record Thresholds(
      @Doc("The least pass rate of a run.") @Default("0.85") @Min(0) @Max(1) double passRate,
      @Doc("The most that the 99th percentile of the latency of a run may be.") @Default("5s")
          Duration latencyP99,
      @Doc(
              "The significant fall of the pass rate against a comparable run that is a warning;"
                  + " twice as much is critical.")
          @Default("0.05")
          @Min(0.001)
          @Max(1)
          double passRateDrop,
      @Doc(
              "The most that the 99th percentile of the latency may be, as a multiple of its median"
                  + " in the last comparable runs.")
          @Default("1.5")
          @Min(1.001)
          double latencySpike,
      @Doc(
              "The significant worsening of a metric's mean against a comparable run that is a"
                  + " warning, as a share of it; twice as much is critical.")
          @Default("0.1")
          @Min(0.001)
          double metricDrop,
      @Doc("How many robust standard deviations from its median a value is unusual.")
          @Default("5")
          @Min(1)
          double anomaly,
      @Doc("Limits of the means of metrics by name: the least, or the most where less is better.")
          Map<String, Double> metrics) {}

  /**
   * How alerts are told.
   *
   * @param coolDown how long after the end of an alert the same condition is not told again
   */
  public record Alerts(
      @Doc("How long after the end of an alert sinks are not told of the same condition again.")
          @Default("10m")
          Duration coolDown) {}
}
