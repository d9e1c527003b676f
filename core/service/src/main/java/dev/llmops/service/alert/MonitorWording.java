package dev.llmops.service.alert;

import dev.llmops.service.message.Message;
import java.util.Set;

/** Every sentence about monitors that people read. */
final class MonitorWording {

  private MonitorWording() {}

  static String noMonitor(String id) {
    return Message.MONITOR_UNKNOWN.with("id", id);
  }

  static String stale(long revision) {
    return Message.MONITOR_STALE.with("revision", revision);
  }

  static String kinds() {
    return Message.MONITOR_KIND.with();
  }

  static String measures(String kind, Set<String> known) {
    return Message.MONITOR_MEASURE.with("kind", kind, "measures", String.join(", ", known));
  }

  static String limitRequired() {
    return Message.MONITOR_LIMIT.with();
  }

  static String fall(boolean rate) {
    Message sentence = rate ? Message.MONITOR_LIMIT_FALL : Message.MONITOR_LIMIT_WORSENING;
    return sentence.with();
  }

  static String positive() {
    return Message.MONITOR_LIMIT_DISTANCE.with();
  }

  static String rate() {
    return Message.MONITOR_LIMIT_RATE.with();
  }

  static String millis() {
    return Message.MONITOR_LIMIT_LATENCY.with();
  }

  static String ratio() {
    return Message.MONITOR_LIMIT_RATIO.with();
  }

  static String noWindow() {
    return Message.MONITOR_WINDOW_NONE.with();
  }

  static String window(int least, int most) {
    return Message.MONITOR_WINDOW.with("least", least, "most", most);
  }

  static String noBaseline() {
    return Message.MONITOR_BASELINE_NONE.with();
  }

  static String baselineRun() {
    return Message.MONITOR_BASELINE.with();
  }

  static String otherScope(String ofRun) {
    return Message.MONITOR_BASELINE_OTHER.with("name", ofRun);
  }
}
