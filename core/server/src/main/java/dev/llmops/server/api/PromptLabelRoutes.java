package dev.llmops.server.api;

import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.prompt.LabelChange;
import dev.llmops.service.prompt.PromptRegistry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Objects;

/** The labels of prompts: where they point, where they pointed, and how they move. */
public final class PromptLabelRoutes implements RouteGroup {

  private static final String PROMPT = "/api/v1/prompts/{name}";
  private static final String LABEL = PROMPT + "/labels/{label}";

  /** Where a label shall point. */
  record LabelBody(String version, String reason) {}

  /** Which label shall go back; production when absent. */
  record RollbackBody(String label, String reason) {

    RollbackBody {
      label = label == null ? PromptLabel.PRODUCTION : label;
      reason = reason == null ? "" : reason;
    }
  }

  private final PromptRegistry prompts;

  @Inject
  public PromptLabelRoutes(PromptRegistry prompts) {
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.get(PROMPT + "/labels", this::labels).paged())
        .add(Route.put(LABEL, this::setLabel))
        .add(Route.delete(LABEL, this::deleteLabel))
        .add(Route.post(PROMPT + "/rollback", this::rollBack))
        .add(Route.get(PROMPT + "/history", this::history).paged());
  }

  private Reply labels(Exchange exchange) {
    return exchange.page(page -> WholeList.page(prompts.labels(exchange.path("name")), page));
  }

  private Reply setLabel(Exchange exchange) throws IOException {
    LabelBody body = exchange.body(LabelBody.class);
    LabelChange change =
        new LabelChange(
            exchange.path("name"),
            exchange.path("label"),
            body.version() == null ? "" : body.version(),
            body.reason(),
            exchange.ifMatch());
    PromptLabel label = prompts.setLabel(change, exchange.actor());
    return Reply.ok(label).withRevision(label.revision());
  }

  private Reply deleteLabel(Exchange exchange) {
    prompts.deleteLabel(
        exchange.path("name"), exchange.path("label"), exchange.ifMatch(), exchange.actor());
    return Reply.noContent();
  }

  private Reply rollBack(Exchange exchange) throws IOException {
    RollbackBody body = exchange.body(RollbackBody.class);
    PromptLabel label =
        prompts.rollBack(
            exchange.path("name"),
            body.label(),
            body.reason(),
            exchange.ifMatch(),
            exchange.actor());
    return Reply.ok(label).withRevision(label.revision());
  }

  private Reply history(Exchange exchange) {
    return exchange.page(page -> prompts.history(exchange.path("name"), page));
  }
}
