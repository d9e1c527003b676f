package dev.llmops.service.schedule;

import dev.llmops.model.json.Json;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import dev.llmops.service.audit.Facts;
import java.util.List;

/** What the audit trail says of the parts that schedules and bindings share. */
final class Described {

  private Described() {}

  static Json metrics(List<TemplateMetric> metrics) {
    return Json.array(metrics.stream().map(Described::metric).toList());
  }

  private static Json metric(TemplateMetric metric) {
    return new Facts()
        .with("metric", metric.metric())
        .with("min", metric.pass().min())
        .with("max", metric.pass().max())
        .json();
  }
}
