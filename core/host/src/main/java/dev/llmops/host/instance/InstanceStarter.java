package dev.llmops.host.instance;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.spi.Message;
import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.guard.InstanceThreads;
import dev.llmops.host.guard.Lane;
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
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes instances: a root injector for each, its constructor on a thread of its own under a
 * deadline. A failure stays with its instance. Thread-safe.
 */
public final class InstanceStarter {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceStarter.class);

  private final StartSettings settings;
  private final Clock clock;
  private final MeterRegistry registry;
  private final Directory directory;
  private final StrictJsonCodec json = new StrictJsonCodec();

  /** With the directory that is lent to the instances. */
  public InstanceStarter(
      StartSettings settings, Clock clock, MeterRegistry registry, Directory directory) {
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.registry = Objects.requireNonNull(registry, "registry is null");
    this.directory = Objects.requireNonNull(directory, "directory is null");
  }

  /** What foreign code gave while it was started. */
  private record Made(
      Object object, Optional<MetricDescriptor> descriptor, Optional<AggregateKind> requires) {}

  /**
   * Makes all instances at the same time; the outcomes are in the order of the plans.
   *
   * @throws InterruptedException when interrupted; what had started by then is closed
   */
  public List<InstanceOutcome> start(List<InstancePlan> plans) throws InterruptedException {
    Queue<GuardedInstance<?>> serving = new ConcurrentLinkedQueue<>();
    boolean complete = false;
    try {
      List<InstanceOutcome> outcomes = startAll(plans, serving);
      complete = true;
      return outcomes;
    } finally {
      if (!complete) {
        closeAll(serving);
      }
    }
  }

  private List<InstanceOutcome> startAll(
      List<InstancePlan> plans, Queue<GuardedInstance<?>> serving) throws InterruptedException {
    List<Callable<InstanceOutcome>> tasks = new ArrayList<>();
    plans.forEach(plan ->
        tasks.add(() -> {
          InstanceOutcome outcome = start(plan);
          if (outcome instanceof InstanceOutcome.Started started) {
            serving.add(started.instance());
          }
          return outcome;
        }));
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

  private void closeAll(Collection<GuardedInstance<?>> instances) {
    boolean interrupted = false;
    for (GuardedInstance<?> instance : instances) {
      try {
        instance
            .close(settings.startTimeout())
            .ifPresent(reason -> LOG.warn("{}: {}", instance.pin().instance(), reason));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private InstanceOutcome start(InstancePlan plan) throws InterruptedException {
    InstanceThreads threads = new InstanceThreads(plan.name(), plan.contribution().loader());
    HandOver<Made> handOver = new HandOver<>();
    try {
      Made made =
          TimedCall.run(
              "the start of " + plan.name(),
              threads,
              settings.startTimeout(),
              () -> handedOver(make(plan, threads), handOver));
      return started(plan, made, threads);
    } catch (InterruptedException e) {
      handOver.giveUp().ifPresent(made -> closeAll(List.of(guard(plan, made, threads))));
      throw e;
    } catch (PluginCallException e) {
      Optional<Made> lastMoment = handOver.giveUp();
      if (lastMoment.isPresent()) {
        return started(plan, lastMoment.get(), threads);
      }
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
            plan.plugin().id(),
            plan.name(),
            clock,
            settings.dataDirectory(),
            json,
            threads,
            plan.lent(),
            directory);
    Object object = construct(plan, context);
    try {
      return described(object);
    } catch (Throwable e) {
      closeAfter(e, object);
      throw e;
    }
  }

  private InstanceOutcome started(InstancePlan plan, Made made, InstanceThreads threads) {
    return new InstanceOutcome.Started(
        plan, guard(plan, made, threads), made.descriptor(), made.requires());
  }

  private static Made described(Object object) {
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

  /** Runs on the thread that made it, and closes it there when nobody waits for it any more. */
  private static Made handedOver(Made made, HandOver<Made> handOver) throws Exception {
    if (!handOver.offer(made) && made.object() instanceof AutoCloseable closeable) {
      closeable.close();
    }
    return made;
  }

  private static void closeAfter(Throwable failure, Object object) {
    if (object instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Throwable e) {
        // Its own failure to describe itself is what counts.
        if (e != failure) {
          failure.addSuppressed(e);
        }
      }
    }
  }

  private GuardedInstance<?> guard(InstancePlan plan, Made made, InstanceThreads threads) {
    Lane lane = StartSettings.lane(plan.contribution().kind(), made.descriptor());
    return new GuardedInstance<>(
        plan.pin(),
        made.object(),
        threads,
        lane,
        settings.limits(lane),
        made.descriptor().<ResultCheck>map(ScoreCheck::new).orElse(ResultCheck.ANY),
        clock,
        registry);
  }
}
