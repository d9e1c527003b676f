package dev.llmops.server.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.llmops.server.http.ServerMetrics;
import dev.llmops.service.alert.AlertManager;
import dev.llmops.service.alert.AlertSettings;
import dev.llmops.service.alert.AlertStream;
import dev.llmops.service.alert.DeliveryHandler;
import dev.llmops.service.alert.ExperimentCheck;
import dev.llmops.service.alert.Monitors;
import dev.llmops.service.alert.RunCheck;
import dev.llmops.service.alert.Sinks;
import dev.llmops.service.alert.Subscriptions;
import dev.llmops.service.alert.Thresholds;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.dataset.DatasetManager;
import dev.llmops.service.dataset.DatasetUsage;
import dev.llmops.service.dataset.RunUsage;
import dev.llmops.service.evaluation.EvaluationSettings;
import dev.llmops.service.evaluation.Evaluator;
import dev.llmops.service.evaluation.RunComparer;
import dev.llmops.service.evaluation.RunExecutor;
import dev.llmops.service.evaluation.RunJournal;
import dev.llmops.service.evaluation.RunPlanner;
import dev.llmops.service.evaluation.RunStarter;
import dev.llmops.service.experiment.ExperimentManager;
import dev.llmops.service.experiment.ExperimentRemoval;
import dev.llmops.service.experiment.planning.Planner;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.job.JobWorker;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.prompt.PromptApprovals;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.service.provider.ProviderHealth;
import dev.llmops.service.provider.ProviderSelector;
import dev.llmops.service.schedule.AutoEvaluationHandler;
import dev.llmops.service.schedule.AutoSettings;
import dev.llmops.service.schedule.BindingJournal;
import dev.llmops.service.schedule.BindingManager;
import dev.llmops.service.schedule.IntervalHandler;
import dev.llmops.service.schedule.ScheduleHandler;
import dev.llmops.service.schedule.ScheduleJournal;
import dev.llmops.service.schedule.ScheduleManager;
import dev.llmops.service.schedule.ScheduleUsage;
import dev.llmops.spi.storage.StorageBackend;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Wires the services, which know nothing of injection. */
final class ServiceModule extends AbstractModule {

  private final ServiceSettings settings;
  private final String node;

  /**
   * With the settings.
   *
   * @param node the name of this server, the same after a restart
   */
  ServiceModule(ServiceSettings settings, String node) {
    this.settings = settings;
    this.node = node;
  }

  @Override
  protected void configure() {
    Multibinder<DatasetUsage> usages = Multibinder.newSetBinder(binder(), DatasetUsage.class);
    usages.addBinding().toInstance(new RunUsage());
    usages.addBinding().toInstance(new ScheduleUsage());
  }

  @Provides
  @Singleton
  IdSource ids(Clock clock) {
    return new IdSource(clock, new SecureRandom());
  }

  @Provides
  @Singleton
  AuditTrail audit(StorageBackend storage, IdSource ids, Clock clock) {
    return new AuditTrail(storage, ids, clock);
  }

  @Provides
  @Singleton
  PromptRegistry prompts(
      StorageBackend storage, AuditTrail audit, Clock clock, BindingJournal bindings) {
    return new PromptRegistry(storage, audit, clock, bindings, settings.labelProtection());
  }

  @Provides
  @Singleton
  PromptApprovals approvals(
      StorageBackend storage, PromptRegistry prompts, AuditTrail audit, Clock clock) {
    return new PromptApprovals(storage, prompts, audit, clock);
  }

  @Provides
  @Singleton
  ExperimentManager experiments(
      StorageBackend storage,
      PromptRegistry prompts,
      Plugins plugins,
      AuditTrail audit,
      IdSource ids,
      Clock clock) {
    return new ExperimentManager(
        storage, prompts, plugins, audit, ids, clock, settings.experiments());
  }

  @Provides
  @Singleton
  Planner planner() {
    return new Planner(settings.experiments());
  }

  @Provides
  @Singleton
  DatasetManager datasets(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Clock clock,
      Set<DatasetUsage> usages) {
    return new DatasetManager(storage, audit, ids, clock, settings.datasets(), usages);
  }

  @Provides
  @Singleton
  EvaluationSettings evaluationSettings() {
    return settings.evaluation();
  }

  @Provides
  @Singleton
  AlertSettings alertSettings() {
    return settings.alerts();
  }

  @Provides
  @Singleton
  Thresholds thresholds() {
    return settings.thresholds();
  }

  @Provides
  @Singleton
  ProviderSelector providers(
      StorageBackend storage, Plugins plugins, ProviderHealth health, Clock clock) {
    return new ProviderSelector(storage, plugins, health, clock);
  }

  @Provides
  @Singleton
  RunComparer comparer(StorageBackend storage, Plugins plugins, EvaluationSettings settings) {
    return new RunComparer(storage, plugins, settings);
  }

  @Provides
  @Singleton
  RunJournal journal(StorageBackend storage, AuditTrail audit, Clock clock) {
    return new RunJournal(storage, audit, clock);
  }

  @Provides
  @Singleton
  AlertManager alerts(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Plugins plugins,
      Clock clock,
      AlertSettings settings) {
    return new AlertManager(storage, audit, ids, plugins, clock, settings);
  }

  @Provides
  @Singleton
  AlertStream alertStream(StorageBackend storage) {
    return new AlertStream(storage);
  }

  @Provides
  @Singleton
  Monitors monitors(
      StorageBackend storage, AuditTrail audit, IdSource ids, Clock clock, Thresholds thresholds) {
    return new Monitors(storage, audit, ids, clock, thresholds);
  }

  @Provides
  @Singleton
  Subscriptions subscriptions(
      StorageBackend storage, AuditTrail audit, IdSource ids, Plugins plugins, Clock clock) {
    return new Subscriptions(storage, audit, ids, plugins, clock);
  }

  @Provides
  @Singleton
  Sinks sinks(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Plugins plugins,
      Clock clock,
      AlertSettings settings) {
    return new Sinks(storage, audit, ids, plugins, clock, settings);
  }

  @Provides
  @Singleton
  RunExecutor executor(
      StorageBackend storage,
      RunJournal journal,
      PromptRegistry prompts,
      Plugins plugins,
      RunComparer comparer,
      AlertManager alerts,
      Thresholds thresholds,
      ServerMetrics metrics,
      EvaluationSettings settings) {
    RunCheck check = new RunCheck(storage, comparer, alerts, thresholds);
    RunMetrics counts = new RunMetrics(metrics.registry());
    return new RunExecutor(storage, journal, prompts, plugins, List.of(check, counts), settings);
  }

  @Provides
  @Singleton
  JobWorker worker(
      StorageBackend storage,
      AuditTrail audit,
      Plugins plugins,
      RunExecutor executor,
      ScheduleHandler schedules,
      AutoEvaluationHandler evaluations,
      IntervalHandler intervals,
      ExperimentCheck experiments,
      AlertSettings settings,
      Clock clock) {
    DeliveryHandler deliveries = new DeliveryHandler(storage, audit, plugins, clock, settings);
    return new JobWorker(
        storage,
        List.of(
            executor,
            deliveries,
            schedules,
            evaluations,
            intervals,
            experiments,
            new ExperimentRemoval(storage)),
        node,
        clock);
  }

  @Provides
  @Singleton
  ExperimentCheck experimentCheck(
      StorageBackend storage, ExperimentManager experiments, AlertManager alerts, Clock clock) {
    return new ExperimentCheck(
        storage, experiments, alerts, clock, settings.experimentCheckInterval());
  }

  @Provides
  @Singleton
  RunStarter starter(
      StorageBackend storage,
      DatasetManager datasets,
      PromptRegistry prompts,
      Plugins plugins,
      EvaluationSettings settings,
      RunJournal journal,
      IdSource ids,
      Clock clock) {
    RunPlanner planner = new RunPlanner(datasets, prompts, plugins, settings);
    return new RunStarter(storage, planner, journal, ids, clock);
  }

  @Provides
  @Singleton
  Evaluator evaluator(
      StorageBackend storage,
      RunStarter starter,
      RunJournal journal,
      RunExecutor executor,
      RunComparer comparer,
      JobWorker worker,
      IdSource ids,
      Clock clock) {
    return new Evaluator(storage, starter, journal, executor, comparer, worker, ids, clock);
  }

  @Provides
  @Singleton
  ScheduleJournal scheduleJournal(AuditTrail audit, IdSource ids, Clock clock) {
    return new ScheduleJournal(audit, ids, clock);
  }

  @Provides
  @Singleton
  ScheduleManager schedules(
      StorageBackend storage,
      ScheduleJournal journal,
      RunStarter starter,
      IdSource ids,
      Clock clock) {
    return new ScheduleManager(storage, journal, starter, ids, clock);
  }

  @Provides
  @Singleton
  ScheduleHandler scheduleHandler(
      StorageBackend storage, ScheduleJournal journal, RunStarter starter, Clock clock) {
    return new ScheduleHandler(storage, journal, starter, clock);
  }

  @Provides
  @Singleton
  AutoSettings autoSettings() {
    return settings.autoEvaluation();
  }

  @Provides
  @Singleton
  BindingJournal bindingJournal(
      AutoSettings settings, AuditTrail audit, IdSource ids, Clock clock) {
    return new BindingJournal(settings, audit, ids, clock);
  }

  @Provides
  @Singleton
  BindingManager bindings(
      StorageBackend storage,
      BindingJournal journal,
      PromptRegistry prompts,
      RunStarter starter,
      AutoSettings settings,
      AuditTrail audit,
      Clock clock) {
    return new BindingManager(storage, journal, prompts, starter, settings, audit, clock);
  }

  @Provides
  @Singleton
  AutoEvaluationHandler autoEvaluations(
      StorageBackend storage,
      BindingJournal journal,
      PromptRegistry prompts,
      RunStarter starter,
      AutoSettings settings,
      Clock clock) {
    return new AutoEvaluationHandler(storage, journal, prompts, starter, settings, clock);
  }

  @Provides
  @Singleton
  IntervalHandler intervals(
      StorageBackend storage, BindingJournal journal, AutoSettings settings, Clock clock) {
    return new IntervalHandler(storage, journal, settings, clock);
  }
}
