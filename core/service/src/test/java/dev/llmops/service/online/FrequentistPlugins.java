package dev.llmops.service.online;

import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.PluginHandle;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.stats.bayesian.BayesianMeanTest;
import dev.llmops.stats.bayesian.BayesianProportionTest;
import dev.llmops.stats.frequentist.TwoProportionTest;
import dev.llmops.stats.frequentist.WelchTest;
import dev.llmops.stats.sequential.SequentialMeanTest;
import dev.llmops.stats.sequential.SequentialProportionTest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The frequentist, sequential and Bayesian tests under their own names, called on the caller's
 * thread; no other plugins.
 */
public final class FrequentistPlugins implements Plugins {

  private final Map<String, StatisticalTest> tests = new ConcurrentSkipListMap<>();
  private volatile boolean broken;
  private volatile Runnable duringCalls = () -> {};

  public FrequentistPlugins() {
    tests.put("two-proportion", new TwoProportionTest());
    tests.put("welch", new WelchTest());
    tests.put("sequential-proportion", new SequentialProportionTest());
    tests.put("sequential-mean", new SequentialMeanTest());
    tests.put(
        "bayesian-proportion", new BayesianProportionTest(new BayesianProportionTest.Config(1, 1)));
    tests.put(
        "bayesian-mean", new BayesianMeanTest(new BayesianMeanTest.Config(OptionalDouble.empty())));
  }

  /** From now on no call has a result. */
  public void breakDown() {
    broken = true;
  }

  /** Runs within every call from now on. */
  public void duringCalls(Runnable action) {
    duringCalls = action;
  }

  /** Takes a test away. */
  public void remove(String test) {
    tests.remove(test);
  }

  @Override
  public PluginHandle<StatisticalTest> test(String instance) {
    if (!tests.containsKey(instance)) {
      throw unknown("statistical test", instance);
    }
    return new Handle(instance, tests.get(instance));
  }

  @Override
  public PluginHandle<LlmProvider> provider(String instance) {
    throw unknown("provider", instance);
  }

  @Override
  public PluginHandle<EvaluationMetric> metric(String instance) {
    throw unknown("metric", instance);
  }

  @Override
  public PluginHandle<AlertSink> sink(String instance) {
    throw unknown("sink", instance);
  }

  @Override
  public List<String> sinks() {
    return List.of();
  }

  private ServiceException unknown(String kind, String name) {
    return new ServiceException(
        Kind.NOT_FOUND,
        "LLM-PLG-001",
        "there is no " + kind + " " + name + Names.hint(name, tests.keySet()));
  }

  private final class Handle implements PluginHandle<StatisticalTest> {

    private final String name;
    private final StatisticalTest test;

    Handle(String name, StatisticalTest test) {
      this.name = name;
      this.test = test;
    }

    @Override
    public PluginPin pin() {
      return new PluginPin(name, "stats-frequentist", "1.0.0", "sha", "settings");
    }

    @Override
    public <R> R call(Duration timeout, Call<StatisticalTest, R> call)
        throws PluginCallException, InterruptedException {
      if (broken) {
        throw new PluginCallException(
            "timeout", "it did not answer within " + timeout, true, Optional.empty());
      }
      duringCalls.run();
      try {
        return call.on(test, CallContext.within(timeout, Clock.systemUTC()));
      } catch (Exception e) {
        throw new PluginCallException("failed", e.toString(), false, Optional.empty());
      }
    }
  }
}
