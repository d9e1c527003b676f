package dev.llmops.service.alert;

import java.util.Set;

/** Every sentence about monitors that people read. */
final class MonitorWording {

  private MonitorWording() {}

  static String noMonitor(String id) {
    return "there is no monitor \"" + id + "\"";
  }

  static String stale(long revision) {
    return "the monitor has changed; its revision is " + revision + " now, read it again";
  }

  static String kinds() {
    return "a monitor is of the kind regression, threshold or anomaly";
  }

  static String measures(String kind, Set<String> known) {
    return "the measure of a %s is %s, or metric: and the name of a metric"
        .formatted(kind, String.join(", ", known));
  }

  static String limitRequired() {
    return "give a limit; the configuration has none for this metric";
  }

  static String fall(boolean rate) {
    return rate ? "a fall is above 0 and at most 1" : "a worsening is above 0, 0.1 for ten percent";
  }

  static String positive() {
    return "a distance is above 0, in robust standard deviations";
  }

  static String rate() {
    return "a rate is from 0 to 1";
  }

  static String millis() {
    return "a latency is above 0, in milliseconds";
  }

  static String ratio() {
    return "a ratio is above 1";
  }

  static String noWindow() {
    return "this monitor looks at no earlier runs; leave the window out";
  }

  static String window(int least, int most) {
    return "a window is from " + least + " to " + most + " runs";
  }

  static String noBaseline() {
    return "only a regression has a pinned baseline";
  }

  static String baselineRun() {
    return "name a completed run that scored nearly all of its samples";
  }

  static String otherScope(String ofRun) {
    return "the baseline run has \"" + ofRun + "\"";
  }
}
