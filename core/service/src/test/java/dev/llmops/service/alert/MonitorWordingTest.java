package dev.llmops.service.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MonitorWordingTest {

  @Test
  void monitorsThatAreMissingOrHaveChangedAreNamed() {
    assertThat(MonitorWording.noMonitor("m1")).isEqualTo("there is no monitor \"m1\"");
    assertThat(MonitorWording.stale(1234))
        .isEqualTo("the monitor has changed; its revision is 1234 now, read it again");
  }

  @Test
  void kindsAndMeasuresAreListed() {
    assertThat(MonitorWording.kinds())
        .isEqualTo("a monitor is of the kind regression, threshold or anomaly");
    assertThat(
            MonitorWording.measures("anomaly", new TreeSet<>(List.of("pass-rate", "latency-p99"))))
        .isEqualTo(
            "a monitor of the kind anomaly has the measure latency-p99, pass-rate, or metric: and the"
                + " name of a metric");
  }

  @Test
  void limitsSayWhatTheyMayBe() {
    assertThat(MonitorWording.limitRequired())
        .isEqualTo("give a limit; the configuration has none for this metric");
    assertThat(MonitorWording.fall(true)).isEqualTo("a fall is above 0 and at most 1");
    assertThat(MonitorWording.fall(false)).isEqualTo("a worsening is above 0, 0.1 for ten percent");
    assertThat(MonitorWording.positive())
        .isEqualTo("a distance is above 0, in robust standard deviations");
    assertThat(MonitorWording.rate()).isEqualTo("a rate is from 0 to 1");
    assertThat(MonitorWording.millis()).isEqualTo("a latency is above 0, in milliseconds");
    assertThat(MonitorWording.ratio()).isEqualTo("a ratio is above 1");
  }

  @Test
  void windowsAndBaselinesSayWhatTheyMayBe() {
    assertThat(MonitorWording.noWindow())
        .isEqualTo("this monitor looks at no earlier runs; leave the window out");
    assertThat(MonitorWording.window(10, 100)).isEqualTo("a window is from 10 to 100 runs");
    assertThat(MonitorWording.noBaseline()).isEqualTo("only a regression has a pinned baseline");
    assertThat(MonitorWording.baselineRun())
        .isEqualTo("name a completed run that scored nearly all of its samples");
    assertThat(MonitorWording.otherScope("greet")).isEqualTo("the baseline run has \"greet\"");
  }
}
