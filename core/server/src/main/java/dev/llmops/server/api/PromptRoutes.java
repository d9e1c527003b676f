package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.prompt.LabelChange;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.prompt.PromptCodes;
import dev.llmops.service.prompt.PromptFilter;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.service.prompt.PromptSummary;
import dev.llmops.service.prompt.ResolvedPrompt;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Prompts, their versions and labels. */
public final class PromptRoutes implements RouteGroup {

  private static final String PROMPTS = "/api/v1/prompts";
  private static final String PROMPT = PROMPTS + "/{name}";
  private static final String VERSION = PROMPT + "/versions/{version}";
  private static final String LABEL = PROMPT + "/labels/{label}";

  /** Where a label shall point. */
  record LabelBody(String version, String reason) {}

  /** The values of a prompt's variables. */
  record RenderBody(Map<String, Json> variables) {

    RenderBody {
      Map<String, Json> values = new LinkedHashMap<>();
      if (variables != null) {
        variables.forEach((name, value) -> values.put(name, value == null ? Json.NULL : value));
      }
      variables = Collections.unmodifiableMap(values);
    }
  }

  /** A version, and how the reference led to it. */
  record ResolvedView(@JsonUnwrapped PromptVersion prompt, List<String> labels, Matched matched) {

    record Matched(String ref, String kind, String why) {}
  }

  /** A prompt in a list. */
  record SummaryView(
      String name,
      String description,
      List<String> tags,
      String production,
      String highest,
      int versions,
      Map<String, String> labels) {

    static SummaryView of(PromptSummary summary) {
      Map<String, String> labels = new TreeMap<>();
      summary.labels().forEach(label -> labels.put(label.label(), label.version()));
      return new SummaryView(
          summary.name(),
          summary.description(),
          summary.tags(),
          summary.served(),
          summary.highest(),
          summary.versions(),
          labels);
    }
  }

  private final PromptRegistry prompts;

  @Inject
  public PromptRoutes(PromptRegistry prompts) {
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.post(PROMPTS, this::create).withBodyLimit(8L << 20))
        .add(Route.get(PROMPTS, this::list).paged().withQuery("tag", "label", "q"))
        .add(Route.get(PROMPT, this::resolve).withQuery("ref"))
        .add(Route.get(PROMPT + "/versions", this::versions).paged())
        .add(Route.get(VERSION, this::version))
        .add(Route.post(PROMPT + "/render", this::render).withQuery("ref").withBodyLimit(8L << 20))
        .add(Route.get(PROMPT + "/labels", this::labels).paged())
        .add(Route.put(LABEL, this::setLabel))
        .add(Route.delete(LABEL, this::deleteLabel));
  }

  private Reply create(Exchange exchange) throws IOException {
    PromptVersion created = prompts.create(exchange.body(NewPromptVersion.class), exchange.actor());
    return Reply.created(PathTemplate.expand(VERSION, created.name(), created.version()), created);
  }

  private Reply list(Exchange exchange) {
    PromptFilter filter =
        new PromptFilter(
            exchange.query().text("tag"),
            exchange.query().text("label"),
            exchange.query().text("q"));
    return exchange.page(page -> prompts.list(filter, page).map(SummaryView::of));
  }

  private Reply resolve(Exchange exchange) {
    String ref = exchange.query().text("ref").orElse(PromptLabel.PRODUCTION);
    return Reply.ok(view(ref, prompts.resolve(exchange.path("name"), ref)));
  }

  private ResolvedView view(String ref, ResolvedPrompt resolved) {
    PromptVersion version = resolved.version();
    List<String> labels =
        prompts.labels(version.name()).stream()
            .filter(label -> label.version().equals(version.version()))
            .map(PromptLabel::label)
            .toList();
    String kind = resolved.match().name().toLowerCase(Locale.ROOT);
    return new ResolvedView(version, labels, new ResolvedView.Matched(ref, kind, resolved.why()));
  }

  private Reply versions(Exchange exchange) {
    return exchange.page(page -> WholeList.page(prompts.versions(exchange.path("name")), page));
  }

  private Reply version(Exchange exchange) {
    String name = exchange.path("name");
    String wanted = exchange.path("version");
    ResolvedPrompt found = prompts.resolve(name, wanted);
    if (found.match() != ResolvedPrompt.Match.EXACT) {
      throw new ServiceException(
          ServiceException.Kind.INVALID,
          PromptCodes.INVALID_REFERENCE,
          "\""
              + wanted
              + "\" is no exact version; for labels and ranges ask the prompt with ?ref=");
    }
    return Reply.ok(found.version());
  }

  private Reply render(Exchange exchange) throws IOException {
    String ref = exchange.query().text("ref").orElse(PromptLabel.PRODUCTION);
    RenderBody body = exchange.body(RenderBody.class);
    return Reply.ok(prompts.render(exchange.path("name"), ref, body.variables()));
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
}
