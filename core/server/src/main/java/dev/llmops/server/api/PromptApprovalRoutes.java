package dev.llmops.server.api;

import dev.llmops.model.prompt.PromptApproval;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.prompt.PromptApprovals;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Objects;

/** Who lets prompt versions be served under protected labels. */
public final class PromptApprovalRoutes implements RouteGroup {

  private static final String PROMPT = "/api/v1/prompts/{name}";
  private static final String APPROVALS = PROMPT + "/versions/{version}/approvals";

  /** What an approver says. */
  record ApprovalBody(String comment) {

    ApprovalBody {
      comment = comment == null ? "" : comment;
    }
  }

  private final PromptApprovals approvals;

  @Inject
  public PromptApprovalRoutes(PromptApprovals approvals) {
    this.approvals = Objects.requireNonNull(approvals, "approvals is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.get(PROMPT + "/approvals", this::all).paged())
        .add(Route.get(APPROVALS, this::list).paged())
        .add(Route.post(APPROVALS, this::approve))
        .add(Route.delete(APPROVALS, this::withdraw));
  }

  private Reply all(Exchange exchange) {
    return exchange.page(page -> WholeList.page(approvals.of(exchange.path("name")), page));
  }

  private Reply list(Exchange exchange) {
    return exchange.page(page ->
        WholeList.page(approvals.of(exchange.path("name"), exchange.path("version")), page));
  }

  private Reply approve(Exchange exchange) throws IOException {
    PromptApproval approval =
        approvals.approve(
            exchange.path("name"),
            exchange.path("version"),
            exchange.body(ApprovalBody.class).comment(),
            exchange.actor());
    return Reply.created(
        PathTemplate.expand(APPROVALS, approval.prompt(), approval.version()), approval);
  }

  private Reply withdraw(Exchange exchange) {
    approvals.withdraw(exchange.path("name"), exchange.path("version"), exchange.actor());
    return Reply.noContent();
  }
}
