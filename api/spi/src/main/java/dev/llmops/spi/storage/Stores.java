package dev.llmops.spi.storage;

/**
 * The typed stores of one transaction. Valid on the thread and for the time of that transaction
 * only.
 *
 * @since 1.0
 */
public interface Stores {
  PromptStore prompts();

  ExperimentStore experiments();

  ObservationStore observations();

  DatasetStore datasets();

  RunStore runs();

  AlertStore alerts();

  ScheduleStore schedules();

  BindingStore bindings();

  FiringStore firings();

  MonitorStore monitors();

  SubscriptionStore subscriptions();

  JobStore jobs();

  AuditStore audit();

  IdempotencyStore idempotency();
}
