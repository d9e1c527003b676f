package dev.llmops.server.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the route of a request. Literal segments win over parameters; a path that ends in a slash
 * is another path. Immutable and thread-safe.
 */
public final class Router {

  /** What was found. */
  sealed interface Match {}

  /** A route, and the decoded values of its parameters. */
  record Found(Route route, Map<String, String> parameters) implements Match {}

  /** The path exists with other methods. */
  record OtherMethods(Set<String> allowed) implements Match {}

  /** No such path. */
  record Nothing() implements Match {}

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, Leaf> routes = new TreeMap<>();
    private Node parameter;
  }

  private record Leaf(Route route, List<String> parameters) {}

  private record Candidate(Node node, List<String> values) {}

  private final Node root;
  private final List<Route> routes;

  private Router(Node root, List<Route> routes) {
    this.root = root;
    this.routes = List.copyOf(routes);
  }

  /** Collects routes. Not thread-safe. */
  public static Builder builder() {
    return new Builder();
  }

  /** Every route, in the order they were added. */
  public List<Route> routes() {
    return routes;
  }

  /**
   * Finds the route for a method and an encoded path.
   *
   * @throws HttpProblem when the path is not percent-encoded UTF-8
   */
  Match match(String method, String path) {
    if (!path.startsWith("/")) {
      return new Nothing();
    }
    List<String> segments = PathTemplate.split(path).stream().map(PathTemplate::decode).toList();
    List<Candidate> candidates = new ArrayList<>();
    collect(root, segments, 0, List.of(), candidates);
    String wanted = method.equals("HEAD") ? "GET" : method;
    for (Candidate candidate : candidates) {
      Leaf leaf = candidate.node().routes.get(wanted);
      if (leaf != null) {
        return new Found(leaf.route(), named(leaf.parameters(), candidate.values()));
      }
    }
    return candidates.isEmpty() ? new Nothing() : new OtherMethods(allowed(candidates));
  }

  private static void collect(
      Node node, List<String> segments, int depth, List<String> values, List<Candidate> found) {
    if (depth == segments.size()) {
      if (!node.routes.isEmpty()) {
        found.add(new Candidate(node, values));
      }
      return;
    }
    String segment = segments.get(depth);
    Node literal = node.literals.get(segment);
    if (literal != null) {
      collect(literal, segments, depth + 1, values, found);
    }
    if (node.parameter != null && !segment.isEmpty()) {
      List<String> more = new ArrayList<>(values);
      more.add(segment);
      collect(node.parameter, segments, depth + 1, more, found);
    }
  }

  private static Map<String, String> named(List<String> names, List<String> values) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      parameters.put(names.get(i), values.get(i));
    }
    return Collections.unmodifiableMap(parameters);
  }

  private static Set<String> allowed(List<Candidate> candidates) {
    Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
    candidates.forEach(candidate -> methods.addAll(candidate.node().routes.keySet()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  /** Collects routes. Not thread-safe. */
  public static final class Builder {

    private final Node root = new Node();
    private final List<Route> routes = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException when there is one for the same method and path
     */
    public Builder add(Route route) {
      PathTemplate template = new PathTemplate(route.template());
      Node node = root;
      for (String segment : template.segments()) {
        if (!PathTemplate.isParameter(segment)) {
          node = node.literals.computeIfAbsent(segment, name -> new Node());
        } else {
          if (node.parameter == null) {
            node.parameter = new Node();
          }
          node = node.parameter;
        }
      }
      Leaf earlier =
          node.routes.putIfAbsent(route.method(), new Leaf(route, template.parameters()));
      if (earlier != null) {
        throw new IllegalArgumentException(
            route.method() + " " + route.template() + " meets " + earlier.route().template());
      }
      routes.add(route);
      return this;
    }

    /** Adds the routes of an area. */
    public Builder add(RouteGroup group) {
      group.addTo(this);
      return this;
    }

    /** The router; the builder must not be used afterwards. */
    public Router build() {
      return new Router(root, routes);
    }
  }
}
