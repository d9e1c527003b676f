package dev.llmops.host.instance;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.spi.Message;
import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.guard.InstanceThreads;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.host.guard.ResultCheck;
import dev.llmops.host.guard.TimedCall;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.StatisticalTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes instances: a root injector for each, its constructor on a thread of its own under a
 * deadline. A failure stays with its instance. Thread-safe.
 */
public final class InstanceStarter {

  private final StartSettings settings;
  private final Clock clock;
  private final MeterRegistry registry;
  private final StrictJsonCodec json = new StrictJsonCodec();

  public InstanceStarter(StartSettings settings, Clock clock, MeterRegistry registry) {
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.registry = Objects.requireNonNull(registry, "registry is null");
  }

  /** What foreign code gave while it was started. */
  private record Made(
      Object object, Optional<MetricDescriptor> descriptor, Optional<AggregateKind> requires) {}

  /** Makes all instances at the same time; the outcomes are in the order of the plans. */
  public List<InstanceOutcome> start(List<InstancePlan> plans) throws InterruptedException {
    List<Callable<InstanceOutcome>> tasks = new ArrayList<>();
    plans.forEach(plan -> tasks.add(() -> start(plan)));
    try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
      List<InstanceOutcome> outcomes = new ArrayList<>();
      for (Future<InstanceOutcome> future : waiting.invokeAll(tasks)) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the start of an instance answers every failure", e);
    }
  }

  private InstanceOutcome start(InstancePlan plan) throws InterruptedException {
    InstanceThreads threads = new InstanceThreads(plan.name(), plan.contribution().loader());
    AtomicBoolean tooLate = new AtomicBoolean();
    try {
      Made made =
          TimedCall.run(
              "the start of " + plan.name(),
              threads,
              settings.startTimeout(),
              () -> closedIfLate(make(plan, threads), tooLate));
      return new InstanceOutcome.Started(
          plan, guard(plan, made, threads), made.descriptor(), made.requires());
    } catch (PluginCallException e) {
      tooLate.set(true);
      boolean hung = e.kind() == PluginCallException.Kind.TIMEOUT;
      return new InstanceOutcome.Failed(
          plan,
          new PluginProblem(
              hung ? "LLM-PLG-031" : "LLM-PLG-030",
              plan.plugin().source().path(),
              e.getMessage(),
              hung ? "see what its constructor waits for" : "correct its settings or the plugin"));
    }
  }

  private Made make(InstancePlan plan, InstanceThreads threads) throws Exception {
    InstanceContext context =
        new InstanceContext(
            plan.plugin().id(), plan.name(), clock, settings.dataDirectory(), json, threads);
    Object object = construct(plan, context);
    return switch (object) {
      case EvaluationMetric metric ->
          new Made(
              object,
              Optional.of(Objects.requireNonNull(metric.descriptor(), "descriptor() is null")),
              Optional.empty());
      case StatisticalTest test ->
          new Made(
              object,
              Optional.empty(),
              Optional.of(Objects.requireNonNull(test.requires(), "requires() is null")));
      default -> new Made(object, Optional.empty(), Optional.empty());
    };
  }

  /** Guice's own exceptions hide what the plugin threw behind several pages. */
  private static Object construct(InstancePlan plan, InstanceContext context) throws Exception {
    try {
      InstanceModule module = new InstanceModule(plan.contribution(), plan.config(), context);
      return Guice.createInjector(Stage.PRODUCTION, module).getInstance(plan.contribution().type());
    } catch (ProvisionException e) {
      throw cause(e.getErrorMessages(), e);
    } catch (CreationException e) {
      throw cause(e.getErrorMessages(), e);
    } catch (ConfigurationException e) {
      throw cause(e.getErrorMessages(), e);
    }
  }

  private static Exception cause(Collection<Message> messages, RuntimeException thrown) {
    Throwable cause =
        messages.stream()
            .map(Message::getCause)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(thrown);
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : thrown;
  }

  private static Made closedIfLate(Made made, AtomicBoolean tooLate) throws Exception {
    if (tooLate.get() && made.object() instanceof AutoCloseable closeable) {
      closeable.close();
    }
    return made;
  }

  private GuardedInstance<?> guard(InstancePlan plan, Made made, InstanceThreads threads) {
    return new GuardedInstance<>(
        plan.pin(),
        made.object(),
        threads,
        StartSettings.lane(plan.contribution().kind()),
        settings.limits(plan.contribution().kind()),
        made.descriptor().<ResultCheck>map(ScoreRange::new).orElse(ResultCheck.ANY),
        clock,
        registry);
  }
}
