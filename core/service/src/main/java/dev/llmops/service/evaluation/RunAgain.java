package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.job.Job;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.spi.storage.Stores;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Has runs that ended worked on again: the rest of them, or their failed samples. */
final class RunAgain {

  private static final String NOTHING_TO_DO = "LLM-EVL-016";

  private final RunJournal journal;

  RunAgain(RunJournal journal) {
    this.journal = journal;
  }

  Run resume(Stores stores, String id, Job job, Actor actor) {
    Run run = journal.find(stores, id);
    if (run.status() != RunStatus.CANCELLED && run.status() != RunStatus.FAILED) {
      throw new ServiceException(
          Kind.CONFLICT,
          NOTHING_TO_DO,
          "the run is %s; only a cancelled or failed run can be resumed"
              .formatted(RunJournal.name(run.status())));
    }
    if (results(stores, run) == run.totalSamples()) {
      throw new ServiceException(
          Kind.CONFLICT,
          NOTHING_TO_DO,
          "every sample of the run has a result; retry its errors, or start a new run");
    }
    return journal.reopen(stores, run, "run.resume", RunJournal.describe(run), job, actor);
  }

  Run retryErrors(Stores stores, String id, Job job, Actor actor) {
    Run run = journal.find(stores, id);
    if (!run.status().isFinal() || results(stores, run) < run.totalSamples()) {
      throw new ServiceException(
          Kind.CONFLICT,
          NOTHING_TO_DO,
          "the run has samples that were never worked on; have it go on to its end first");
    }
    if (stores.runs().countResults(id).getOrDefault(SampleOutcome.FAILED, 0L) == 0) {
      throw new ServiceException(
          Kind.CONFLICT, NOTHING_TO_DO, "no sample of the run failed; there is nothing to retry");
    }
    Json before = withFailures(stores, run);
    stores.firings().keepTokens(id, Set.of(SampleOutcome.FAILED));
    stores.runs().deleteResults(id, SampleOutcome.FAILED);
    return journal.reopen(stores, run, "run.retry-errors", before, job, actor);
  }

  private static long results(Stores stores, Run run) {
    return stores.runs().countResults(run.id()).values().stream().mapToLong(Long::longValue).sum();
  }

  /** The run with the failures that are about to be forgotten, at most as many as a page holds. */
  private static Json withFailures(Stores stores, Run run) {
    List<SampleResult> failed =
        stores
            .runs()
            .results(
                run.id(), Set.of(SampleOutcome.FAILED), PageRequest.first(PageRequest.MAX_LIMIT))
            .items();
    Facts facts = RunJournal.facts(run);
    run.summary()
        .ifPresent(summary -> {
          Facts reasons = new Facts();
          summary.failureReasons().forEach(reasons::with);
          facts.with("failureReasons", reasons.json());
        });
    return facts
        .with("failures", Json.array(failed.stream().map(RunAgain::failure).toList()))
        .json();
  }

  private static Json failure(SampleResult result) {
    return Json.object(
        Map.of(
            "sample",
            Json.of(result.sampleId()),
            "code",
            Json.of(result.failure().map(SampleResult.Failure::code).orElse(""))));
  }
}
