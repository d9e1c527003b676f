package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.Budget;
import dev.llmops.spi.storage.BindingStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Bindings of prompts in one table. */
final class SqlBindings implements BindingStore {

  private static final Table<Record> BINDINGS = table("prompt_evaluation");
  private static final Field<String> PROMPT = text("prompt");
  private static final Field<String> DATASETS = text("datasets");
  private static final Field<String> PROVIDER = text("provider");
  private static final Field<String> MODEL = text("model");
  private static final Field<String> PARAMETERS = text("parameters");
  private static final Field<String> METRICS = text("metrics");
  private static final Field<Integer> CONCURRENCY = integer("concurrency");
  private static final Field<Long> RUNS_PER_DAY = number("runs_per_day");
  private static final Field<Long> SAMPLES_PER_DAY = number("samples_per_day");
  private static final Field<Long> TOKENS_PER_DAY = number("tokens_per_day");
  private static final Field<Long> UPDATED_AT = number("updated_at");
  private static final Field<Long> NEXT_AT = number("next_at");
  private static final Field<Long> REVISION = number("revision");
  private static final List<Field<?>> FIELDS =
      List.of(
          PROMPT,
          DATASETS,
          PROVIDER,
          MODEL,
          PARAMETERS,
          METRICS,
          CONCURRENCY,
          RUNS_PER_DAY,
          SAMPLES_PER_DAY,
          TOKENS_PER_DAY,
          UPDATED_AT,
          NEXT_AT,
          REVISION);

  private final SqlSession session;

  SqlBindings(SqlSession session) {
    this.session = session;
  }

  @Override
  public void put(PromptBinding binding) {
    if (binding.revision() == 1) {
      session.add(what(binding.prompt()), session.sql().insertInto(BINDINGS).set(row(binding)));
    } else {
      session.changed(
          what(binding.prompt()),
          session
              .sql()
              .update(BINDINGS)
              .set(row(binding))
              .where(PROMPT.eq(binding.prompt()), REVISION.eq(binding.revision() - 1))
              .execute());
    }
  }

  @Override
  public void delete(String prompt, long revision) {
    session.changed(
        what(prompt),
        session
            .sql()
            .deleteFrom(BINDINGS)
            .where(PROMPT.eq(prompt), REVISION.eq(revision))
            .execute());
  }

  @Override
  public Optional<PromptBinding> find(String prompt) {
    return session
        .sql()
        .select(FIELDS)
        .from(BINDINGS)
        .where(PROMPT.eq(prompt))
        .fetchOptional(this::binding);
  }

  @Override
  public List<PromptBinding> all() {
    return session.sql().select(FIELDS).from(BINDINGS).orderBy(PROMPT).fetch(this::binding);
  }

  private static String what(String prompt) {
    return "the evaluation of prompt " + prompt;
  }

  private Map<Field<?>, Object> row(PromptBinding binding) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(PROMPT, binding.prompt());
    row.put(DATASETS, session.write(ScheduleJson.datasets(binding.datasets())));
    row.put(PROVIDER, binding.provider());
    row.put(MODEL, orNull(binding.model()));
    row.put(PARAMETERS, session.write(binding.parameters()));
    row.put(METRICS, session.write(ScheduleJson.metrics(binding.metrics())));
    row.put(
        CONCURRENCY, binding.concurrency().isPresent() ? binding.concurrency().getAsInt() : null);
    row.put(RUNS_PER_DAY, orNone(binding.budget().runsPerDay()));
    row.put(SAMPLES_PER_DAY, orNone(binding.budget().samplesPerDay()));
    row.put(TOKENS_PER_DAY, orNone(binding.budget().tokensPerDay()));
    row.put(UPDATED_AT, Times.micros(binding.updatedAt()));
    row.put(NEXT_AT, Times.micros(binding.nextAt()));
    row.put(REVISION, binding.revision());
    return row;
  }

  private PromptBinding binding(Record row) {
    Integer concurrency = row.get(CONCURRENCY);
    return new PromptBinding(
        row.get(PROMPT),
        ScheduleJson.datasets(session.parse(row.get(DATASETS))),
        row.get(PROVIDER),
        Optional.ofNullable(row.get(MODEL)),
        session.parse(row.get(PARAMETERS)),
        ScheduleJson.metrics(session.parse(row.get(METRICS))),
        concurrency == null ? OptionalInt.empty() : OptionalInt.of(concurrency),
        new Budget(
            limit(row.get(RUNS_PER_DAY)),
            limit(row.get(SAMPLES_PER_DAY)),
            limit(row.get(TOKENS_PER_DAY))),
        Times.instant(row.get(UPDATED_AT)),
        Times.instant(row.get(NEXT_AT)),
        row.get(REVISION));
  }

  private static Long orNone(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static OptionalLong limit(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
