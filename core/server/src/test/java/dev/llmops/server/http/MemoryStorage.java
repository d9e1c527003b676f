package dev.llmops.server.http;

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
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import dev.llmops.spi.storage.SubscriptionStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers answers in memory; the other stores are of no use to the HTTP layer. */
final class MemoryStorage implements StorageBackend, Stores, IdempotencyStore {

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  int size() {
    return answers.size();
  }

  @Override
  public <T> T inTransaction(TransactionBody<T> body) {
    return body.run(this);
  }

  @Override
  public <T> T read(TransactionBody<T> body) {
    return body.run(this);
  }

  @Override
  public Optional<Answer> find(String key) {
    return Optional.ofNullable(answers.get(key));
  }

  @Override
  public void insert(Answer answer) {
    if (answers.putIfAbsent(answer.key(), answer) != null) {
      throw new StorageException(StorageException.Kind.DUPLICATE, "the key has an answer");
    }
  }

  @Override
  public void deleteBefore(Instant time) {
    answers.values().removeIf(answer -> answer.createdAt().isBefore(time));
  }

  @Override
  public IdempotencyStore idempotency() {
    return this;
  }

  @Override
  public PromptStore prompts() {
    throw notHere();
  }

  @Override
  public ExperimentStore experiments() {
    throw notHere();
  }

  @Override
  public ObservationStore observations() {
    throw notHere();
  }

  @Override
  public DatasetStore datasets() {
    throw notHere();
  }

  @Override
  public RunStore runs() {
    throw notHere();
  }

  @Override
  public AlertStore alerts() {
    throw notHere();
  }

  @Override
  public ScheduleStore schedules() {
    throw notHere();
  }

  @Override
  public MonitorStore monitors() {
    throw notHere();
  }

  @Override
  public BindingStore bindings() {
    throw notHere();
  }

  @Override
  public FiringStore firings() {
    throw notHere();
  }

  @Override
  public SubscriptionStore subscriptions() {
    throw notHere();
  }

  @Override
  public JobStore jobs() {
    throw notHere();
  }

  @Override
  public AuditStore audit() {
    throw notHere();
  }

  private static AssertionError notHere() {
    return new AssertionError("the HTTP layer uses the idempotency store only");
  }
}
