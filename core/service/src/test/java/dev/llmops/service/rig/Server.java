package dev.llmops.service.rig;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.alert.AlertManager;
import dev.llmops.service.alert.AlertSettings;
import dev.llmops.service.alert.DeliveryHandler;
import dev.llmops.service.alert.Monitors;
import dev.llmops.service.alert.RunCheck;
import dev.llmops.service.alert.Sinks;
import dev.llmops.service.alert.Subscriptions;
import dev.llmops.service.alert.Thresholds;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.dataset.DatasetManager;
import dev.llmops.service.dataset.DatasetSettings;
import dev.llmops.service.dataset.NewDataset;
import dev.llmops.service.dataset.NewVersion;
import dev.llmops.service.dataset.RunUsage;
import dev.llmops.service.dataset.SampleSource;
import dev.llmops.service.evaluation.EvaluationSettings;
import dev.llmops.service.evaluation.Evaluator;
import dev.llmops.service.evaluation.NewRun;
import dev.llmops.service.evaluation.NewRun.RequestedMetric;
import dev.llmops.service.evaluation.RunComparer;
import dev.llmops.service.evaluation.RunExecutor;
import dev.llmops.service.evaluation.RunJournal;
import dev.llmops.service.evaluation.RunPlanner;
import dev.llmops.service.evaluation.RunStarter;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.job.JobWorker;
import dev.llmops.service.prompt.LabelProtection;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.prompt.PromptRegistry;
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
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;

/** The services of one server, wired as a server does. */
public final class Server implements AutoCloseable {

  public static final Actor ANNA = new Actor("anna");

  /** The system's clock to the microsecond, as a server uses it and storage keeps it. */
  public static final Clock CLOCK = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));

  public final TestStorage storage;
  public final TestPlugins plugins;
  public final AuditTrail audit;
  public final PromptRegistry prompts;
  public final DatasetManager datasets;
  public final Evaluator evaluator;
  public final AlertManager alerts;
  public final Monitors monitors;
  public final Subscriptions subscriptions;
  public final Sinks sinks;
  public final ScheduleManager schedules;
  public final BindingManager bindings;
  public final RunCheck watch;
  public final JobWorker worker;

  /** The ids of completed runs of which every listener was told. */
  public final Set<String> told = ConcurrentHashMap.newKeySet();

  public Server(StorageBackend database, TestPlugins plugins, Clock clock) {
    this(database, plugins, clock, AlertSettings.DEFAULTS, Thresholds.DEFAULTS);
  }

  public Server(
      StorageBackend database,
      TestPlugins plugins,
      Clock clock,
      AlertSettings alertSettings,
      Thresholds thresholds) {
    this(database, plugins, clock, alertSettings, thresholds, AutoSettings.DEFAULTS, "server-1");
  }

  /** One of several servers. */
  public Server(StorageBackend database, TestPlugins plugins, Clock clock, String node) {
    this(
        database,
        plugins,
        clock,
        AlertSettings.DEFAULTS,
        Thresholds.DEFAULTS,
        AutoSettings.DEFAULTS,
        node);
  }

  public Server(StorageBackend database, TestPlugins plugins, Clock clock, AutoSettings auto) {
    this(database, plugins, clock, AlertSettings.DEFAULTS, Thresholds.DEFAULTS, auto, "server-1");
  }

  private Server(
      StorageBackend database,
      TestPlugins plugins,
      Clock clock,
      AlertSettings alertSettings,
      Thresholds thresholds,
      AutoSettings auto,
      String node) {
    this.storage = TestStorage.way(database);
    this.plugins = plugins;
    IdSource ids = new IdSource(clock, new Random());
    audit = new AuditTrail(storage, ids, clock);
    BindingJournal bindingJournal = new BindingJournal(auto, audit, ids, clock);
    prompts = new PromptRegistry(storage, audit, clock, bindingJournal, LabelProtection.NONE);
    datasets =
        new DatasetManager(
            storage,
            audit,
            ids,
            clock,
            new DatasetSettings(100_000),
            List.of(new RunUsage(), new ScheduleUsage()));
    EvaluationSettings settings = EvaluationSettings.DEFAULTS;
    RunJournal journal = new RunJournal(storage, audit, clock);
    RunComparer comparer = new RunComparer(storage, plugins, settings);
    alerts = new AlertManager(storage, audit, ids, plugins, clock, alertSettings);
    monitors = new Monitors(storage, audit, ids, clock, thresholds);
    subscriptions = new Subscriptions(storage, audit, ids, plugins, clock);
    sinks = new Sinks(storage, audit, ids, plugins, clock, alertSettings);
    watch = new RunCheck(storage, comparer, alerts, thresholds);
    RunExecutor executor =
        new RunExecutor(
            storage,
            journal,
            prompts,
            plugins,
            List.of(watch, run -> told.add(run.id())),
            settings);
    DeliveryHandler deliveries = new DeliveryHandler(storage, audit, plugins, clock, alertSettings);
    RunPlanner planner = new RunPlanner(datasets, prompts, plugins, settings);
    RunStarter starter = new RunStarter(storage, planner, journal, ids, clock);
    ScheduleJournal scheduleJournal = new ScheduleJournal(audit, ids, clock);
    schedules = new ScheduleManager(storage, scheduleJournal, starter, ids, clock);
    bindings = new BindingManager(storage, bindingJournal, prompts, starter, auto, audit, clock);
    worker =
        new JobWorker(
            storage,
            List.of(
                executor,
                deliveries,
                new ScheduleHandler(storage, scheduleJournal, starter, clock),
                new AutoEvaluationHandler(storage, bindingJournal, prompts, starter, auto, clock),
                new IntervalHandler(storage, bindingJournal, auto, clock)),
            node,
            clock);
    evaluator = new Evaluator(storage, starter, journal, executor, comparer, worker, ids, clock);
  }

  /** A server that works on jobs. */
  public static Server started(StorageBackend database, TestPlugins plugins, Clock clock) {
    Server server = new Server(database, plugins, clock);
    server.worker.start();
    return server;
  }

  /** Dies as by kill -9: nothing it does from now on reaches the database. */
  public void kill() {
    storage.cut();
    worker.close();
  }

  @Override
  public void close() {
    worker.close();
  }

  /** Registers a version of the prompt {@code greet} with one variable {@code input}. */
  public void prompt(String version, String template) {
    prompts.create(
        NewPromptVersion.of("greet", version, template, List.of(Variable.required("input")))
            .withLabels(List.of("production")),
        ANNA);
  }

  /** Uploads samples {@code q0}, {@code q1} …, whose expected answer is the input. */
  public void dataset(String name, int samples) {
    datasets.create(NewDataset.named(name), ANNA);
    upload(name, questions(samples));
  }

  /** Samples as {@link #dataset} uploads them. */
  public static List<Json> questions(int samples) {
    return IntStream.range(0, samples).mapToObj(i -> question("q" + i)).toList();
  }

  private static Json question(String text) {
    return Json.object(Map.of("input", Json.of(text), "expected", Json.of(text)));
  }

  public void upload(String name, List<Json> records) {
    try {
      datasets.upload(name, source(records), NewVersion.PLAIN, ANNA);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static SampleSource source(List<Json> records) {
    Iterator<Json> left = records.iterator();
    Iterator<Long> lines = LongStream.rangeClosed(1, records.size()).iterator();
    return () ->
        left.hasNext()
            ? Optional.of(new SampleSource.Entry("line " + lines.next(), left.next()))
            : Optional.empty();
  }

  /** Asks for a run of {@code greet} at its production version with the provider {@code main}. */
  public static NewRun request(String dataset, int concurrency, String... metrics) {
    return new NewRun(
        "",
        dataset,
        OptionalInt.empty(),
        new PromptReference("greet", "production"),
        "main",
        Optional.empty(),
        Json.EMPTY_OBJECT,
        List.of(metrics).stream().map(RequestedMetric::of).toList(),
        OptionalInt.of(concurrency),
        true);
  }

  public Run run(NewRun request) {
    return awaitEnd(evaluator.start(request, ANNA).id());
  }

  public Run awaitEnd(String runId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          Run run = evaluator.find(runId);
          return run.status().isFinal() && run.summary().isPresent();
        });
    return evaluator.find(runId);
  }
}
