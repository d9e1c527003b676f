/**
 * The HTTP server: Jetty's core handlers, a router, JSON on the wire, problem details, idempotency
 * keys, and what a server needs against slow, large and malformed requests.
 */
package dev.llmops.server.http;
