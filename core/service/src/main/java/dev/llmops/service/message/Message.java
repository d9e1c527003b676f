package dev.llmops.service.message;

import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentences in which the server tells people what it found, such as decisions and alerts. They
 * stand in one resource bundle, {@code messages.properties} beside this class, under the name of
 * the constant in lower case with dots; {@code {name}} in a sentence stands for a value. A
 * translation is a file {@code messages_<language>.properties} on the class path; the language is
 * the JVM's ({@code -Duser.language}). What a translation leaves out stays English. What is wrong
 * with a request is told to developers, in English, by the code that refuses it; only alerts and
 * monitors have those texts here too.
 */
public enum Message {
  VALUE_POINTS,
  VALUE_MILLIS,
  VALUE_HOURS,
  VALUE_SECONDS,
  DECISION_SHIP,
  DECISION_ROLLBACK,
  DECISION_CONTINUE_NOTHING,
  DECISION_CONTINUE_MIXED,
  DECISION_CONTINUE_UNITS,
  DECISION_CONTINUE_RATIO,
  REASON_RATIO,
  REASON_RATIO_REMEDY,
  REASON_ONELOOK,
  REASON_MIXED,
  UNITS_MISSING_ONE,
  UNITS_MISSING_MANY,
  RATIO_ZEROSHARE,
  RATIO_FEWUNITS,
  RATIO_FITS,
  RATIO_MISFIT,
  RATIO_COUNTS,
  LOSS_UNLIKE,
  LOSS_COUNT,
  LOSS_REMEDY,
  FINDING_SUBJECT,
  FINDING_NONE,
  FINDING_COMPARISON,
  FINDING_INTERVAL,
  FINDING_ADJUSTED,
  OPINION_BETTER,
  OPINION_WORSE,
  OPINION_NONE,
  DIRECTION_INCREASE,
  DIRECTION_DECREASE,
  TEST_NOVALUES,
  TEST_NORESULT,
  PLAN_COMPARISONS,
  PLAN_FEWEXPECTED,
  RUNS_SUMMARY,
  RUNS_SUMMARY_METRICS,
  RUNS_METRIC,
  RUNS_PASSING,
  RUNS_INTERVAL,
  RUNS_P,
  RUNS_NOPAIRS,
  RUNS_INCOMPLETE,
  RUNS_UNPAIRED,
  RUNS_OTHERMETRIC,
  RUNS_OTHERBOUND,
  RUNS_NOMETRIC,
  VERDICT_IMPROVED,
  VERDICT_WORSE,
  VERDICT_DIFFERENT,
  VERDICT_NOCHANGE,
  VERDICT_UNDEFINED,
  ALERT_EXPERIMENT_DECIDED,
  ALERT_EXPERIMENT_PLANNED,
  ALERT_EXPERIMENT_MISMATCH,
  ALERT_EXPERIMENT_COMPLETED,
  ALERT_EXPERIMENT_WITHOUTWINNER,
  ALERT_EXPERIMENT_OVER,
  ALERT_EXPERIMENT_DELETED,
  ALERT_EXPERIMENT_FITS,
  ALERT_SUBJECT_PASSRATE,
  ALERT_SUBJECT_LATENCY,
  ALERT_SUBJECT_METRIC,
  ALERT_MEASURE_PASSRATE,
  ALERT_MEASURE_LATENCY,
  ALERT_MEASURE_METRIC,
  ALERT_BASELINE_PINNED,
  ALERT_BASELINE_LAST,
  ALERT_BASELINE_ALERT,
  ALERT_BASELINE_BEST,
  ALERT_DROPPED,
  ALERT_REGRESSION_PASSRATE,
  ALERT_REGRESSION_METRIC,
  ALERT_REGRESSION_OVER,
  ALERT_LIMIT_ABOVE,
  ALERT_LIMIT_BELOW,
  ALERT_LIMIT_NOTABOVE,
  ALERT_LIMIT_NOTBELOW,
  ALERT_DROP,
  ALERT_DROP_OVER,
  ALERT_SPIKE,
  ALERT_SPIKE_OVER,
  ALERT_ANOMALY_FAR,
  ALERT_ANOMALY_UNLIKE,
  ALERT_ANOMALY_OVER,
  ALERT_RUN_OVER,
  ALERT_TEST,
  ALERT_UNKNOWN,
  ALERT_RESOLVED,
  ALERT_COMMENT,
  DELIVERY_ESCALATED,
  DELIVERY_RESOLVED,
  DELIVERY_NOTHING,
  DELIVERY_REJECTED,
  DELIVERY_ATTEMPTS,
  DELIVERY_TOOOLD,
  DELIVERY_LASTERROR,
  SUBSCRIPTION_UNKNOWN,
  SINK_UNKNOWN,
  MONITOR_UNKNOWN,
  MONITOR_STALE,
  MONITOR_KIND,
  MONITOR_MEASURE,
  MONITOR_LIMIT,
  MONITOR_LIMIT_FALL,
  MONITOR_LIMIT_WORSENING,
  MONITOR_LIMIT_DISTANCE,
  MONITOR_LIMIT_RATE,
  MONITOR_LIMIT_LATENCY,
  MONITOR_LIMIT_RATIO,
  MONITOR_WINDOW,
  MONITOR_WINDOW_NONE,
  MONITOR_BASELINE,
  MONITOR_BASELINE_NONE,
  MONITOR_BASELINE_OTHER;

  private static final String BUNDLE = "dev.llmops.service.message.messages";
  private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");
  private static final ResourceBundle SERVED = bundle(Locale.getDefault(Locale.Category.DISPLAY));

  static ResourceBundle bundle(Locale locale) {
    // English is the root; without this, an unknown language would fall back to the default one.
    return ResourceBundle.getBundle(
        BUNDLE,
        locale,
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** Its key in the bundle. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /**
   * The sentence with its values.
   *
   * @param namesAndValues the name of each value, then the value
   * @throws IllegalArgumentException when the sentence has a place that no value is given for
   */
  public String with(Object... namesAndValues) {
    return in(SERVED, namesAndValues);
  }

  String in(ResourceBundle bundle, Object... namesAndValues) {
    String pattern = pattern(bundle);
    Matcher places = PLACE.matcher(pattern);
    StringBuilder text = new StringBuilder();
    while (places.find()) {
      places.appendReplacement(
          text, Matcher.quoteReplacement(value(places.group(1), namesAndValues)));
    }
    return places.appendTail(text).toString();
  }

  String pattern(ResourceBundle bundle) {
    try {
      return bundle.getString(key());
    } catch (MissingResourceException e) {
      throw new IllegalStateException("no text has the key " + key(), e);
    }
  }

  private String value(String name, Object... namesAndValues) {
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      if (name.equals(namesAndValues[i])) {
        return String.valueOf(namesAndValues[i + 1]);
      }
    }
    throw new IllegalArgumentException("the sentence " + key() + " needs a value for " + name);
  }
}
