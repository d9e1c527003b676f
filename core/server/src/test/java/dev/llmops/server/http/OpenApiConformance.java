package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Holds requests and answers of tests against the OpenAPI document, and the document against the
 * routes. Not thread-safe.
 */
public final class OpenApiConformance {

  private static final String LOCATION = "https://llmops.dev/openapi.json";
  private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final WireJson json = new WireJson();
  private final JsonNode document;
  private final SchemaRegistry schemas;
  private final Router paths;
  private final Set<String> hit = new HashSet<>();

  /** Over a document. */
  public OpenApiConformance(OpenApiDocument source) {
    String text = new String(source.bytes(), StandardCharsets.UTF_8);
    try {
      document = json.mapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(LOCATION, text)));
    Router.Builder routes = Router.builder();
    operations()
        .forEach(operation -> {
          String[] parts = operation.split(" ");
          routes.add(Route.of(parts[0], parts[1], exchange -> Reply.noContent()));
        });
    paths = routes.build();
  }

  /** Every operation of the document, as {@code GET /path/{parameter}}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                  if (METHODS.contains(method)) {
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                  }
                }));
    return operations;
  }

  /** Fails unless the document and the router have the same operations with the same queries. */
  public void requireSameRoutes(Router router) {
    assertThat(operations())
        .containsExactlyInAnyOrderElementsOf(
            router.routes().stream().map(r -> r.method() + " " + r.template()).toList());
    for (Route route : router.routes()) {
      JsonNode operation = operation(route.method(), route.template());
      assertThat(parameters(route.template(), operation, "query"))
          .as("query parameters of %s %s", route.method(), route.template())
          .containsExactlyInAnyOrderElementsOf(route.query());
      assertThat(parameters(route.template(), operation, "path"))
          .as("path parameters of %s %s", route.method(), route.template())
          .containsExactlyInAnyOrderElementsOf(new PathTemplate(route.template()).parameters());
    }
  }

  /** Fails unless every reference leads to something; returns how many there are. */
  public int requireSoundReferences() {
    List<String> references = new ArrayList<>();
    document.findParents("$ref").forEach(node -> references.add(node.get("$ref").asText()));
    for (String reference : references) {
      assertThat(reference).startsWith("#/");
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
    return references.size();
  }

  /** Fails unless every shared schema is one; returns how many there are. */
  public int requireSoundSchemas() {
    Schema dialect = schemas.getSchema(SchemaLocation.of(META_SCHEMA));
    JsonNode shared = document.at("/components/schemas");
    shared
        .properties()
        .forEach(schema -> {
          assertThat(dialect.validate(schema.getValue())).as(schema.getKey()).isEmpty();
          schemas
              .getSchema(SchemaLocation.of(LOCATION + "#/components/schemas/" + schema.getKey()))
              .initializeValidators();
        });
    return shared.size();
  }

  private Set<String> parameters(String template, JsonNode operation, String in) {
    List<JsonNode> all = new ArrayList<>();
    document.at(pointer("paths", template, "parameters")).forEach(all::add);
    operation.path("parameters").forEach(all::add);
    return all.stream()
        .map(this::resolved)
        .filter(parameter -> parameter.path("in").asText().equals(in))
        .map(parameter -> parameter.path("name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Fails unless every operation was answered with success in some test. */
  public void requireEveryOperationHit() {
    assertThat(hit).as("operations that a test has seen succeed").containsAll(operations());
  }

  /**
   * Sends a request and checks what went over the wire.
   *
   * @param body the JSON body of the request, empty for none or another kind
   */
  public HttpResponse<String> send(HttpClient client, HttpRequest request, Optional<String> body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    check(
        request.method(),
        request.uri(),
        body,
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body());
    return response;
  }

  /** Checks one request and its answer; a body that was refused need not fit. */
  public void check(
      String method,
      URI uri,
      Optional<String> requestBody,
      int status,
      String contentType,
      String responseBody) {
    if (!(paths.match(method, uri.getRawPath()) instanceof Router.Found found)) {
      throw new AssertionError("not in the OpenAPI document: " + method + " " + uri.getPath());
    }
    String template = found.route().template();
    String name = found.route().method() + " " + template;
    boolean success = status / 100 == 2;
    if (success) {
      hit.add(name);
    }
    JsonNode operation = operation(found.route().method(), template);
    String base = pointer("paths", template, found.route().method().toLowerCase(Locale.ROOT));
    if (success && requestBody.isPresent()) {
      validate(
          resolve(base + "/requestBody") + "/content/application~1json/schema",
          requestBody.get(),
          name + ", request");
    }
    String key = responseKey(operation, status, name);
    String response = resolve(base + "/responses/" + key);
    if (status == 204 || status == 304 || method.equals("HEAD")) {
      return;
    }
    String type = contentType.split(";", 2)[0].strip();
    JsonNode media = document.at(response + "/content").path(type);
    assertThat(media.isMissingNode())
        .as("%s, status %s: content type %s is not documented", name, status, type)
        .isFalse();
    if (type.endsWith("json")) {
      validate(
          response + "/content" + pointer(type) + "/schema", responseBody, name + ", " + status);
    }
  }

  private static String responseKey(JsonNode operation, int status, String name) {
    JsonNode responses = operation.path("responses");
    for (String key : List.of("" + status, status / 100 + "XX", "default")) {
      if (responses.has(key)) {
        return key;
      }
    }
    throw new AssertionError(name + ": status " + status + " is not in the OpenAPI document");
  }

  private JsonNode operation(String method, String template) {
    return document.at(pointer("paths", template, method.toLowerCase(Locale.ROOT)));
  }

  /** Follows a reference, if one stands at the pointer. */
  private String resolve(String pointer) {
    String reference = document.at(pointer).path("$ref").asText("");
    return reference.isEmpty() ? pointer : reference.substring(1);
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText("");
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }

  private void validate(String schemaPointer, String body, String what) {
    assertThat(document.at(schemaPointer).isMissingNode())
        .as("%s: no schema at %s", what, schemaPointer)
        .isFalse();
    Schema schema =
        schemas.getSchema(SchemaLocation.of(LOCATION + "#" + percentEncoded(schemaPointer)));
    try {
      List<Error> errors = schema.validate(json.mapper().readTree(body));
      assertThat(
              StreamSupport.stream(errors.spliterator(), false)
                  .map(error -> error.getInstanceLocation() + " " + error.getMessage()))
          .as("%s does not fit the OpenAPI document: %s", what, body)
          .isEmpty();
    } catch (IOException e) {
      throw new AssertionError(what + " is not JSON: " + body, e);
    }
  }

  /** In a URI fragment, braces are not allowed. */
  private static String percentEncoded(String pointer) {
    return pointer.replace("{", "%7B").replace("}", "%7D");
  }

  private static String pointer(String... names) {
    StringBuilder pointer = new StringBuilder();
    for (String name : names) {
      pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }
}
