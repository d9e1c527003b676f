package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.kernel.template.RenderMode;
import dev.llmops.kernel.token.TokenEstimate;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.prompt.PromptCheck;
import dev.llmops.service.prompt.PromptCodes;
import dev.llmops.service.prompt.PromptDiff;
import dev.llmops.service.prompt.PromptFilter;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.service.prompt.PromptSummary;
import dev.llmops.service.prompt.RenderedPrompt;
import dev.llmops.service.prompt.ResolvedPrompt;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Prompts and their versions. */
public final class PromptRoutes implements RouteGroup {

  private static final String PROMPTS = "/api/v1/prompts";
  private static final String PROMPT = PROMPTS + "/{name}";
  private static final String VERSION = PROMPT + "/versions/{version}";

  /** The values of a prompt's variables. */
  record RenderBody(Map<String, Json> variables, boolean lenient) {

    RenderBody {
      Map<String, Json> values = new LinkedHashMap<>();
      if (variables != null) {
        variables.forEach((name, value) -> values.put(name, value == null ? Json.NULL : value));
      }
      variables = Collections.unmodifiableMap(values);
    }
  }

  /** A rendered prompt: text or messages. */
  record RenderedView(
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> text,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PromptMessage> messages,
      String name,
      String version,
      String hash,
      TokenEstimate tokens) {

    static RenderedView of(RenderedPrompt prompt) {
      return new RenderedView(
          prompt.chat() ? Optional.empty() : Optional.of(prompt.text()),
          prompt.chat() ? prompt.messages() : List.of(),
          prompt.name(),
          prompt.version(),
          prompt.hash(),
          prompt.tokens());
    }
  }

  /** A new version, and what looks like a mistake in it. */
  record CreatedView(
      @JsonUnwrapped PromptVersion prompt,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> warnings) {}

  /** What the registry thinks of a version. */
  record CheckView(
      boolean valid,
      List<Problem> problems,
      List<Problem> warnings,
      List<PinView> includes,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<TokenEstimate> tokens) {

    /** A version that would be included. */
    record PinView(String name, String ref, String version, String hash) {

      static PinView of(IncludedPrompt included) {
        return new PinView(included.name(), included.ref(), included.version(), included.hash());
      }
    }
  }

  /** A version, and how the reference led to it. */
  record ResolvedView(
      @JsonUnwrapped PromptVersion prompt,
      List<String> labels,
      Matched matched,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<TokenEstimate> tokens) {

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
        .add(Route.delete(VERSION, this::delete))
        .add(Route.post(PROMPT + "/check", this::check).withBodyLimit(8L << 20))
        .add(Route.get(PROMPT + "/diff", this::diff).withQuery("from", "to"))
        .add(Route.get(PROMPT + "/usage", this::usage).paged());
  }

  private Reply create(Exchange exchange) throws IOException {
    NewPromptVersion draft = exchange.body(NewPromptVersion.class);
    List<Problem> warnings = prompts.check(draft).warnings();
    PromptVersion created = prompts.create(draft, exchange.actor());
    return Reply.created(
        PathTemplate.expand(VERSION, created.name(), created.version()),
        new CreatedView(created, warnings));
  }

  private Reply check(Exchange exchange) throws IOException {
    NewPromptVersion draft = exchange.body(NewPromptVersion.class);
    String name = exchange.path("name");
    NewPromptVersion wanted = draft.name().isEmpty() ? draft.withName(name) : draft;
    PromptCheck found = prompts.check(wanted);
    List<Problem> problems = new ArrayList<>(found.problems());
    if (!draft.name().isEmpty() && !draft.name().equals(name)) {
      problems.add(
          new Problem("/name", "the path names the prompt " + name + "; leave the name out here"));
    }
    return Reply.ok(
        new CheckView(
            problems.isEmpty(),
            problems,
            found.warnings(),
            found.includes().stream().map(CheckView.PinView::of).toList(),
            prompts.tokens(wanted, found)));
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
    return new ResolvedView(
        version, labels, new ResolvedView.Matched(ref, kind, resolved.why()), resolved.tokens());
  }

  private Reply versions(Exchange exchange) {
    return exchange.page(page -> WholeList.page(prompts.versions(exchange.path("name")), page));
  }

  private Reply version(Exchange exchange) {
    String name = exchange.path("name");
    String wanted = exchange.path("version");
    return Reply.ok(prompts.version(name, wanted));
  }

  private Reply delete(Exchange exchange) {
    prompts.delete(exchange.path("name"), exchange.path("version"), exchange.actor());
    return Reply.noContent();
  }

  private Reply diff(Exchange exchange) {
    String name = exchange.path("name");
    PromptVersion from = prompts.resolve(name, required(exchange, "from")).version();
    PromptVersion to = prompts.resolve(name, required(exchange, "to")).version();
    return Reply.ok(PromptDiffView.of(PromptDiff.between(from, to)));
  }

  private static String required(Exchange exchange, String parameter) {
    return exchange
        .query()
        .text(parameter)
        .orElseThrow(() ->
            new ServiceException(
                ServiceException.Kind.INVALID,
                PromptCodes.INVALID_REFERENCE,
                "name both versions: ?from=1.0.0&to=1.1.0; labels and ranges do, too"));
  }

  private Reply usage(Exchange exchange) {
    return exchange.page(page -> WholeList.page(prompts.usage(exchange.path("name")), page));
  }

  private Reply render(Exchange exchange) throws IOException {
    String ref = exchange.query().text("ref").orElse(PromptLabel.PRODUCTION);
    RenderBody body = exchange.body(RenderBody.class);
    RenderMode mode = body.lenient() ? RenderMode.LENIENT : RenderMode.STRICT;
    return Reply.ok(
        RenderedView.of(prompts.render(exchange.path("name"), ref, body.variables(), mode)));
  }
}
