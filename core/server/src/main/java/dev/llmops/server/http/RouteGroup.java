package dev.llmops.server.http;

/** The routes of one area. */
@FunctionalInterface
public interface RouteGroup {

  /** Adds the routes of this area. */
  void addTo(Router.Builder routes);
}
