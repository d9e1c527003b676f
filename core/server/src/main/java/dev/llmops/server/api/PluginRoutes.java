package dev.llmops.server.api;

import dev.llmops.host.HostSnapshot;
import dev.llmops.host.HostSnapshot.ContributionInfo;
import dev.llmops.host.HostSnapshot.InstanceInfo;
import dev.llmops.host.HostSnapshot.PluginInfo;
import dev.llmops.host.PluginHost;
import dev.llmops.host.config.ConfigKey;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.model.json.Json;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the host holds: plugins with their state and reason, contributions and instances. */
public final class PluginRoutes implements RouteGroup {

  /** A plugin in the plugins folder. */
  record PluginView(
      String id,
      String version,
      String path,
      String state,
      String reason,
      List<ProblemView> problems,
      Optional<String> sha256,
      String description,
      String provider,
      List<String> contributions) {

    static PluginView of(PluginInfo plugin, HostSnapshot snapshot) {
      return new PluginView(
          plugin.id(),
          plugin.version(),
          plugin.path().getFileName().toString(),
          wireName(plugin.state()),
          plugin.problems().stream()
              .map(problem -> problem.code() + " " + problem.message())
              .collect(Collectors.joining("; ")),
          plugin.problems().stream().map(ProblemView::of).toList(),
          plugin.sha256(),
          plugin.description(),
          plugin.provider(),
          snapshot.contributions().stream()
              .filter(contribution -> contribution.plugin().equals(plugin.id()))
              .map(ContributionInfo::name)
              .toList());
    }
  }

  /** Why a plugin does not serve; the path is its name in the plugins folder. */
  record ProblemView(String code, String path, String message, String remedy) {

    static ProblemView of(PluginProblem problem) {
      return new ProblemView(
          problem.code(),
          problem.path().getFileName().toString(),
          problem.message(),
          problem.remedy());
    }
  }

  /** A contribution and the keys it understands. */
  record ContributionView(
      String kind, String name, String title, String plugin, List<ConfigKey> config) {

    static ContributionView of(ContributionInfo contribution) {
      return new ContributionView(
          wireName(contribution.kind()),
          contribution.name(),
          contribution.title(),
          contribution.plugin(),
          contribution.config());
    }
  }

  /** An instance and its settings, secrets hidden. */
  record InstanceView(
      String kind,
      String name,
      String use,
      String plugin,
      String version,
      String state,
      boolean configured,
      String reason,
      Json config) {

    static InstanceView of(InstanceInfo instance) {
      return new InstanceView(
          wireName(instance.kind()),
          instance.name(),
          instance.use(),
          instance.pin().plugin(),
          instance.pin().version(),
          wireName(instance.state()),
          instance.configured(),
          instance.reason().map(problem -> problem.code() + " " + problem.message()).orElse(""),
          instance.config());
    }
  }

  private final PluginHost host;

  @Inject
  public PluginRoutes(PluginHost host) {
    this.host = Objects.requireNonNull(host, "host is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.get("/api/v1/plugins", this::plugins).paged())
        .add(Route.get("/api/v1/plugins/{id}", this::plugin))
        .add(Route.get("/api/v1/contributions", this::contributions).paged().withQuery("kind"))
        .add(Route.get("/api/v1/instances", this::instances).paged());
  }

  private Reply plugins(Exchange exchange) {
    HostSnapshot snapshot = host.snapshot();
    List<PluginView> plugins =
        snapshot.plugins().stream().map(plugin -> PluginView.of(plugin, snapshot)).toList();
    return exchange.page(page -> WholeList.page(plugins, page));
  }

  private Reply plugin(Exchange exchange) {
    String id = exchange.path("id");
    HostSnapshot snapshot = host.snapshot();
    return snapshot.plugins().stream()
        .filter(plugin -> plugin.id().equals(id))
        .findFirst()
        .map(plugin -> Reply.ok(PluginView.of(plugin, snapshot)))
        .orElseThrow(() -> unknown(id, snapshot));
  }

  private static ServiceException unknown(String id, HostSnapshot snapshot) {
    List<String> known = snapshot.plugins().stream().map(PluginInfo::id).toList();
    return new ServiceException(
        ServiceException.Kind.NOT_FOUND,
        "LLM-PLG-052",
        "there is no plugin \"" + id + "\"" + Names.hint(id, known));
  }

  private Reply contributions(Exchange exchange) {
    Optional<ExtensionKind> kind =
        exchange.query().oneOf("kind", ExtensionKind.values(), PluginRoutes::wireName);
    List<ContributionView> contributions =
        host.snapshot().contributions().stream()
            .filter(contribution -> kind.isEmpty() || contribution.kind() == kind.get())
            .map(ContributionView::of)
            .toList();
    return exchange.page(page -> WholeList.page(contributions, page));
  }

  private Reply instances(Exchange exchange) {
    List<InstanceView> instances =
        host.snapshot().instances().stream().map(InstanceView::of).toList();
    return exchange.page(page -> WholeList.page(instances, page));
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
