package dev.llmops.service.schedule;

import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.RunTemplate;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.evaluation.NewRun;
import dev.llmops.service.evaluation.NewRun.RequestedMetric;
import dev.llmops.service.evaluation.RunStarter;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Turns templates into requests for runs, and what is wrong with these into words. */
final class Requests {

  private Requests() {}

  static NewRun of(RunTemplate template) {
    return new NewRun(
        template.name(),
        template.dataset(),
        template.datasetVersion(),
        template.prompt(),
        template.provider(),
        template.model(),
        template.parameters(),
        metrics(template.metrics()),
        template.concurrency(),
        new NewRun.Notes(template.description(), template.metadata()),
        template.limits(),
        true);
  }

  /**
   * A run of a bound prompt.
   *
   * @param ref which version of the prompt
   */
  static NewRun of(PromptBinding binding, BoundDataset dataset, String ref) {
    return new NewRun(
        "",
        dataset.name(),
        dataset.version(),
        new PromptReference(binding.prompt(), ref),
        binding.provider(),
        binding.model(),
        binding.parameters(),
        metrics(binding.metrics()),
        binding.concurrency(),
        true);
  }

  private static List<RequestedMetric> metrics(List<TemplateMetric> metrics) {
    return metrics.stream()
        .map(metric -> new RequestedMetric(metric.metric(), metric.pass()))
        .toList();
  }

  /** Adds what is wrong with a request, each at the place that the operator makes of its own. */
  static void check(
      RunStarter starter, NewRun request, UnaryOperator<String> place, Problems problems) {
    try {
      starter.check(request);
    } catch (ServiceException e) {
      if (e.kind() != Kind.INVALID) {
        throw e;
      }
      e.problems()
          .forEach(problem -> problems.add(place.apply(problem.pointer()), problem.message()));
    }
  }

  /** Everything that a refusal says, in one text. */
  static String reason(ServiceException refusal) {
    return refusal.problems().isEmpty()
        ? refusal.getMessage()
        : refusal.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
  }
}
