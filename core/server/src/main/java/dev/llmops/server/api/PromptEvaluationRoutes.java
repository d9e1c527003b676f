package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.model.json.Json;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.PromptBinding.Budget;
import dev.llmops.server.api.TemplateBodies.MetricBody;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.schedule.BindingManager;
import dev.llmops.service.schedule.NewBinding;
import dev.llmops.spi.storage.FiringStore.Spent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The automatic evaluation of prompts. */
public final class PromptEvaluationRoutes implements RouteGroup {

  private static final String EVALUATION = "/api/v1/prompts/{name}/evaluation";

  /** How a prompt shall be evaluated. */
  record BindingBody(
      List<DatasetBody> datasets,
      String provider,
      String model,
      Json parameters,
      List<MetricBody> metrics,
      Integer concurrency,
      BudgetBody budget) {

    /** A dataset. */
    record DatasetBody(String name, Integer version) {}

    /** The most a day. */
    record BudgetBody(Long runsPerDay, Long samplesPerDay, Long tokensPerDay) {}

    NewBinding toNewBinding(String prompt) {
      return new NewBinding(
          prompt,
          datasets == null
              ? List.of()
              : datasets.stream()
                  .map(dataset ->
                      new BoundDataset(
                          TemplateBodies.orEmpty(dataset.name()),
                          TemplateBodies.optional(dataset.version())))
                  .toList(),
          TemplateBodies.orEmpty(provider),
          Optional.ofNullable(model),
          TemplateBodies.orObject(parameters),
          TemplateBodies.metrics(metrics),
          TemplateBodies.optional(concurrency),
          budget == null
              ? Budget.NONE
              : new Budget(
                  TemplateBodies.optional(budget.runsPerDay()),
                  TemplateBodies.optional(budget.samplesPerDay()),
                  TemplateBodies.optional(budget.tokensPerDay())));
    }
  }

  /** How a prompt is evaluated, and what became of it lately. */
  record StateView(
      @JsonUnwrapped PromptBinding binding, boolean on, Spent today, List<Firing> recent) {

    static StateView of(BindingManager.State state) {
      return new StateView(state.binding(), state.on(), state.today(), state.recent());
    }
  }

  private final BindingManager bindings;

  @Inject
  public PromptEvaluationRoutes(BindingManager bindings) {
    this.bindings = Objects.requireNonNull(bindings, "bindings is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.get(EVALUATION, this::find))
        .add(Route.put(EVALUATION, this::bind))
        .add(Route.delete(EVALUATION, this::unbind));
  }

  private Reply find(Exchange exchange) {
    return reply(bindings.find(exchange.path("name")));
  }

  private Reply bind(Exchange exchange) throws IOException {
    NewBinding wanted = exchange.body(BindingBody.class).toNewBinding(exchange.path("name"));
    return reply(bindings.bind(wanted, exchange.ifMatch(), exchange.actor()));
  }

  private static Reply reply(BindingManager.State state) {
    return Reply.ok(StateView.of(state)).withRevision(state.binding().revision());
  }

  private Reply unbind(Exchange exchange) {
    bindings.unbind(exchange.path("name"), exchange.ifMatch(), exchange.actor());
    return Reply.noContent();
  }
}
