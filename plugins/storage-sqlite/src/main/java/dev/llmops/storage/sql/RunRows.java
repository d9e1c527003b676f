package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.optional;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.real;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.RunSummary.Cost;
import dev.llmops.model.evaluation.RunSummary.Percentiles;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * How a run and its summary are laid out in two tables.
 *
 * @param session reads and writes the JSON columns
 */
record RunRows(SqlSession session) {

  static final Table<Record> RUNS = table("evaluation_run");
  static final Field<String> ID = text("id");
  static final Field<String> NAME = text("name");
  static final Field<String> DESCRIPTION = text("description");
  static final Field<String> METADATA = text("metadata");
  static final Field<String> DATASET = text("dataset");
  static final Field<Integer> DATASET_VERSION = integer("dataset_version");
  static final Field<String> PROMPT = text("prompt");
  static final Field<String> PROMPT_VERSION = text("prompt_version");
  static final Field<String> PROMPT_HASH = text("prompt_hash");
  static final Field<String> PROVIDER_INSTANCE = text("provider_instance");
  static final Field<String> PROVIDER_PLUGIN = text("provider_plugin");
  static final Field<String> PROVIDER_VERSION = text("provider_version");
  static final Field<String> PROVIDER_SHA256 = text("provider_sha256");
  static final Field<String> PROVIDER_CONFIG_HASH = text("provider_config_hash");
  static final Field<String> MODEL = text("model");
  static final Field<String> PARAMETERS = text("parameters");
  static final Field<String> METRICS = text("metrics");
  static final Field<Integer> CONCURRENCY = integer("concurrency");
  static final Field<Long> TIMEOUT_MILLIS = number("timeout_millis");
  static final Field<Long> SAMPLE_TIMEOUT_MILLIS = number("sample_timeout_millis");
  static final Field<String> STATUS = text("status");
  static final Field<Long> TOTAL_SAMPLES = number("total_samples");
  static final Field<Long> CREATED_AT = number("created_at");
  static final Field<Long> STARTED_AT = number("started_at");
  static final Field<Long> ENDED_AT = number("ended_at");
  static final Field<Long> WORKED_MILLIS = number("worked_millis");
  static final Field<String> FAILURE = text("failure");
  static final Field<Long> REVISION = number("revision");

  static final Table<Record> SUMMARIES = table("run_summary");
  static final Field<String> RUN_ID = text("run_id");
  static final Field<Long> TOTAL = number("total");
  static final Field<Long> SCORED = number("scored");
  static final Field<Long> PASSED = number("passed");
  static final Field<Long> FAILED = number("failed");
  static final Field<Long> SKIPPED = number("skipped");
  static final Field<Double> PASS_RATE = real("pass_rate");
  static final Field<String> METRIC_SUMMARIES = text("metric_summaries");
  static final Field<Double> LATENCY_P50 = real("latency_p50");
  static final Field<Double> LATENCY_P90 = real("latency_p90");
  static final Field<Double> LATENCY_P99 = real("latency_p99");
  static final Field<Long> INPUT_TOKENS = number("input_tokens");
  static final Field<Long> OUTPUT_TOKENS = number("output_tokens");
  static final Field<Double> COST_AMOUNT = real("cost_amount");
  static final Field<String> COST_CURRENCY = text("cost_currency");
  static final Field<Long> COST_SAMPLES = number("cost_samples");
  static final Field<String> FAILURE_REASONS = text("failure_reasons");

  /** The columns of a run with its summary; the names of the two tables do not overlap. */
  static final List<Field<?>> FIELDS =
      List.of(
          ID,
          NAME,
          DESCRIPTION,
          METADATA,
          DATASET,
          DATASET_VERSION,
          PROMPT,
          PROMPT_VERSION,
          PROMPT_HASH,
          PROVIDER_INSTANCE,
          PROVIDER_PLUGIN,
          PROVIDER_VERSION,
          PROVIDER_SHA256,
          PROVIDER_CONFIG_HASH,
          MODEL,
          PARAMETERS,
          METRICS,
          CONCURRENCY,
          TIMEOUT_MILLIS,
          SAMPLE_TIMEOUT_MILLIS,
          STATUS,
          TOTAL_SAMPLES,
          CREATED_AT,
          STARTED_AT,
          ENDED_AT,
          WORKED_MILLIS,
          FAILURE,
          REVISION,
          RUN_ID,
          TOTAL,
          SCORED,
          PASSED,
          FAILED,
          SKIPPED,
          PASS_RATE,
          METRIC_SUMMARIES,
          LATENCY_P50,
          LATENCY_P90,
          LATENCY_P99,
          INPUT_TOKENS,
          OUTPUT_TOKENS,
          COST_AMOUNT,
          COST_CURRENCY,
          COST_SAMPLES,
          FAILURE_REASONS);

  Map<Field<?>, Object> row(Run run) {
    RunSpec spec = run.spec();
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(ID, run.id());
    row.put(NAME, run.name());
    row.put(DESCRIPTION, run.description());
    row.put(METADATA, session.write(run.metadata()));
    row.put(DATASET, spec.dataset());
    row.put(DATASET_VERSION, spec.datasetVersion());
    row.put(PROMPT, spec.prompt());
    row.put(PROMPT_VERSION, spec.promptVersion());
    row.put(PROMPT_HASH, spec.promptHash());
    row.put(PROVIDER_INSTANCE, spec.provider().instance());
    row.put(PROVIDER_PLUGIN, spec.provider().plugin());
    row.put(PROVIDER_VERSION, spec.provider().version());
    row.put(PROVIDER_SHA256, spec.provider().sha256());
    row.put(PROVIDER_CONFIG_HASH, spec.provider().configHash());
    row.put(MODEL, orNull(spec.model()));
    row.put(PARAMETERS, session.write(spec.parameters()));
    row.put(METRICS, session.write(RunJson.metrics(spec.metrics())));
    row.put(CONCURRENCY, spec.concurrency());
    row.put(TIMEOUT_MILLIS, orNull(spec.limits().timeout().map(Duration::toMillis)));
    row.put(SAMPLE_TIMEOUT_MILLIS, orNull(spec.limits().sampleTimeout().map(Duration::toMillis)));
    row.put(STATUS, stored(run.status()));
    row.put(TOTAL_SAMPLES, run.totalSamples());
    row.put(CREATED_AT, Times.micros(run.createdAt()));
    row.put(STARTED_AT, orNull(run.startedAt().map(Times::micros)));
    row.put(ENDED_AT, orNull(run.endedAt().map(Times::micros)));
    row.put(WORKED_MILLIS, run.worked().toMillis());
    row.put(FAILURE, orNull(run.failure()));
    row.put(REVISION, run.revision());
    return row;
  }

  Map<Field<?>, Object> row(String runId, RunSummary summary) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(RUN_ID, runId);
    row.put(TOTAL, summary.total());
    row.put(SCORED, summary.scored());
    row.put(PASSED, summary.passed());
    row.put(FAILED, summary.failed());
    row.put(SKIPPED, summary.skipped());
    row.put(PASS_RATE, orNull(summary.passRate()));
    row.put(METRIC_SUMMARIES, session.write(RunJson.summaries(summary.metrics())));
    row.put(LATENCY_P50, orNull(summary.latencyMillis().p50()));
    row.put(LATENCY_P90, orNull(summary.latencyMillis().p90()));
    row.put(LATENCY_P99, orNull(summary.latencyMillis().p99()));
    row.put(INPUT_TOKENS, summary.inputTokens());
    row.put(OUTPUT_TOKENS, summary.outputTokens());
    row.put(COST_AMOUNT, orNull(summary.cost().map(Cost::amount)));
    row.put(COST_CURRENCY, orNull(summary.cost().map(Cost::currency)));
    row.put(COST_SAMPLES, orNull(summary.cost().map(Cost::samples)));
    row.put(FAILURE_REASONS, session.write(RunJson.counts(summary.failureReasons())));
    return row;
  }

  Run run(Record row) {
    return new Run(
        row.get(ID),
        row.get(NAME),
        row.get(DESCRIPTION),
        session.parse(row.get(METADATA)),
        spec(row),
        constant(RunStatus.class, row.get(STATUS)),
        row.get(TOTAL_SAMPLES),
        Times.instant(row.get(CREATED_AT)),
        Optional.ofNullable(row.get(STARTED_AT)).map(Times::instant),
        Optional.ofNullable(row.get(ENDED_AT)).map(Times::instant),
        Duration.ofMillis(row.get(WORKED_MILLIS)),
        Optional.ofNullable(row.get(FAILURE)),
        row.get(RUN_ID) == null ? Optional.empty() : Optional.of(summary(row)),
        row.get(REVISION));
  }

  private RunSpec spec(Record row) {
    return new RunSpec(
        row.get(DATASET),
        row.get(DATASET_VERSION),
        row.get(PROMPT),
        row.get(PROMPT_VERSION),
        row.get(PROMPT_HASH),
        new PluginPin(
            row.get(PROVIDER_INSTANCE),
            row.get(PROVIDER_PLUGIN),
            row.get(PROVIDER_VERSION),
            row.get(PROVIDER_SHA256),
            row.get(PROVIDER_CONFIG_HASH)),
        Optional.ofNullable(row.get(MODEL)),
        session.parse(row.get(PARAMETERS)),
        RunJson.metrics(session.parse(row.get(METRICS))),
        row.get(CONCURRENCY),
        new RunLimits(millis(row, TIMEOUT_MILLIS), millis(row, SAMPLE_TIMEOUT_MILLIS)));
  }

  private static Optional<Duration> millis(Record row, Field<Long> field) {
    return Optional.ofNullable(row.get(field)).map(Duration::ofMillis);
  }

  private RunSummary summary(Record row) {
    return new RunSummary(
        row.get(TOTAL),
        row.get(SCORED),
        row.get(PASSED),
        row.get(FAILED),
        row.get(SKIPPED),
        optional(row.get(PASS_RATE)),
        RunJson.summaries(session.parse(row.get(METRIC_SUMMARIES))),
        new Percentiles(
            optional(row.get(LATENCY_P50)),
            optional(row.get(LATENCY_P90)),
            optional(row.get(LATENCY_P99))),
        row.get(INPUT_TOKENS),
        row.get(OUTPUT_TOKENS),
        Optional.ofNullable(row.get(COST_AMOUNT))
            .map(amount -> new Cost(amount, row.get(COST_CURRENCY), row.get(COST_SAMPLES))),
        RunJson.counts(session.parse(row.get(FAILURE_REASONS))));
  }
}
