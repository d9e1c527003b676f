package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.message.Message;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import java.time.Duration;
import java.util.Optional;

/** Has arms compared by statistical tests. */
final class TestCalls {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Plugins plugins;

  TestCalls(Plugins plugins) {
    this.plugins = plugins;
  }

  /**
   * What came of it.
   *
   * @param result empty when there is none
   * @param status why there is none, in one word
   * @param reason the same in a sentence
   */
  record Outcome(Optional<TestResult> result, String status, String reason) {

    private static Outcome without(String status, String reason) {
      return new Outcome(Optional.empty(), status, reason);
    }
  }

  /** Compares a treatment with the control. */
  Outcome compare(String test, MetricKind kind, ArmSum control, ArmSum treatment, double confidence)
      throws InterruptedException {
    if (control.units() == 0 || treatment.units() == 0) {
      String empty = (control.units() == 0 ? control : treatment).variant();
      return Outcome.without("insufficient", Message.TEST_NOVALUES.with("variant", empty));
    }
    TestRequest.Builder request =
        switch (kind) {
          case PROPORTION -> TestRequest.counts(ArmSums.counts(control), ArmSums.counts(treatment));
          case MEAN -> TestRequest.moments(ArmSums.moments(control), ArmSums.moments(treatment));
        };
    TestRequest asked = request.confidence(confidence).build();
    try {
      TestResult result =
          plugins.test(test).call(TIMEOUT, (plugin, call) -> plugin.evaluate(asked));
      return new Outcome(Optional.of(result), "", "");
    } catch (PluginCallException e) {
      return failed(test, " (" + e.code() + ")", e);
    } catch (ServiceException e) {
      return failed(test, "", e);
    }
  }

  private static Outcome failed(String test, String code, Exception failure) {
    return Outcome.without(
        Comparison.FAILED,
        Message.TEST_NORESULT.with("test", test, "code", code, "reason", failure.getMessage()));
  }
}
