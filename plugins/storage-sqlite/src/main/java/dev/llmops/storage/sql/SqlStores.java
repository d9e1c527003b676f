package dev.llmops.storage.sql;

import dev.llmops.spi.storage.AlertStore;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.BindingStore;
import dev.llmops.spi.storage.DatasetStore;
import dev.llmops.spi.storage.ExperimentStore;
import dev.llmops.spi.storage.FiringStore;
import dev.llmops.spi.storage.IdempotencyStore;
import dev.llmops.spi.storage.JobStore;
import dev.llmops.spi.storage.MonitorStore;
import dev.llmops.spi.storage.ObservationStore;
import dev.llmops.spi.storage.PromptStore;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.ScheduleStore;
import dev.llmops.spi.storage.Stores;
import dev.llmops.spi.storage.SubscriptionStore;

/** The stores of one session. */
record SqlStores(SqlSession session) implements Stores {

  @Override
  public PromptStore prompts() {
    return new SqlPrompts(session);
  }

  @Override
  public ExperimentStore experiments() {
    return new SqlExperiments(session);
  }

  @Override
  public ObservationStore observations() {
    return new SqlObservations(session);
  }

  @Override
  public DatasetStore datasets() {
    return new SqlDatasets(session);
  }

  @Override
  public RunStore runs() {
    return new SqlRuns(session);
  }

  @Override
  public AlertStore alerts() {
    return new SqlAlerts(session);
  }

  @Override
  public ScheduleStore schedules() {
    return new SqlSchedules(session);
  }

  @Override
  public BindingStore bindings() {
    return new SqlBindings(session);
  }

  @Override
  public FiringStore firings() {
    return new SqlFirings(session);
  }

  @Override
  public MonitorStore monitors() {
    return new SqlMonitors(session);
  }

  @Override
  public SubscriptionStore subscriptions() {
    return new SqlSubscriptions(session);
  }

  @Override
  public JobStore jobs() {
    return new SqlJobs(session);
  }

  @Override
  public AuditStore audit() {
    return new SqlAudit(session);
  }

  @Override
  public IdempotencyStore idempotency() {
    return new SqlIdempotency(session);
  }
}
