package dev.llmops.service.schedule;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.RunTemplate;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Schedules to be made. */
final class Nightly {

  private Nightly() {}

  static RunTemplate template(String prompt) {
    return new RunTemplate(
        "nightly",
        "finds what the night brings",
        "questions",
        OptionalInt.empty(),
        new PromptReference(prompt, null),
        "main",
        Optional.empty(),
        Json.EMPTY_OBJECT,
        List.of(new TemplateMetric("exact-match", PassBound.NONE)),
        OptionalInt.empty(),
        RunLimits.NONE,
        Json.EMPTY_OBJECT);
  }

  static NewSchedule cron(String cron) {
    return new NewSchedule(
        "nightly",
        Optional.of(cron),
        Optional.of("Europe/Berlin"),
        Optional.empty(),
        template("greet"),
        false,
        Overlap.SKIP,
        Misfire.ONCE,
        NewSchedule.GRACE,
        false);
  }

  static NewSchedule with(NewSchedule base, boolean startNow, Overlap overlap, Misfire misfire) {
    return new NewSchedule(
        base.name(),
        base.cron(),
        base.zone(),
        base.every(),
        base.run(),
        startNow,
        overlap,
        misfire,
        base.grace(),
        base.paused());
  }

  static NewSchedule every(Duration every) {
    NewSchedule base = cron("0 0 * * *");
    return new NewSchedule(
        base.name(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(every),
        base.run(),
        false,
        Overlap.SKIP,
        Misfire.ONCE,
        base.grace(),
        false);
  }
}
