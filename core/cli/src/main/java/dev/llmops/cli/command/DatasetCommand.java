package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.terminal.ProgressBar;
import dev.llmops.cli.terminal.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for datasets. */
@Command(name = "dataset", description = "Upload, list and delete the samples to evaluate with.")
public final class DatasetCommand {

  /** A file below this is sent before a bar could be read. */
  private static final long WORTH_A_BAR = 1_000_000;

  /** How much of a text a table has, in characters. */
  private static final int BRIEF = 60;

  @Spec private CommandSpec spec;

  /** The formats that a file may have, named as their extensions are. */
  enum Format {
    ndjson("application/x-ndjson"),
    json("application/json"),
    csv("text/csv");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    static Format of(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "csv" -> csv;
        case "json" -> json;
        case "ndjson", "jsonl" -> ndjson;
        default ->
            throw new CommandException(
                "\"%s\" does not tell its format: use --format ndjson, json or csv."
                    .formatted(file.getFileName()));
      };
    }
  }

  @Command(name = "create", description = "Create a dataset that has no samples yet.")
  int create(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.") String name,
      @Option(
              names = "--type",
              description =
                  "golden (default), regression, benchmark, user, synthetic or production.")
          String type,
      @Option(names = "--description", description = "What it is for.") String description,
      @Option(names = "--tag", description = "A tag to find it by.") List<String> tags,
      @Option(
              names = "--metadata",
              paramLabel = "NAME=TEXT|NAME:=JSON",
              description = "Something to find or group it by.")
          List<String> metadata)
      throws IOException {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode().put("name", name);
      body.put("type", type).put("description", description);
      body.set("tags", api.mapper().valueToTree(tags));
      if (metadata != null) {
        body.set("metadata", Assignment.object(metadata, api.mapper()));
      }
      JsonNode created = api.post(ApiClient.path("datasets"), body);
      return Output.show(spec, options, created, "%s created%n".formatted(name));
    }
  }

  @Command(
      name = "edit",
      description = "Change what a dataset says of itself; what is not named stays.")
  int edit(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.") String name,
      @Option(names = "--description", description = "What it is for.") String description,
      @Option(names = "--tag", description = "A tag; those it had are gone.") List<String> tags,
      @Option(names = "--no-tags", description = "Leave it without tags.") boolean untagged,
      @Option(
              names = "--metadata",
              paramLabel = "NAME=TEXT|NAME:=JSON",
              description = "Metadata; those it had are gone.")
          List<String> metadata,
      @Option(names = "--no-metadata", description = "Leave it without metadata.") boolean bare)
      throws IOException {
    if ((tags != null && untagged) || (metadata != null && bare)) {
      throw new CommandException("Use --tag or --no-tags, and --metadata or --no-metadata.");
    }
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode();
      if (description != null) {
        body.put("description", description);
      }
      if (tags != null || untagged) {
        body.set("tags", api.mapper().valueToTree(untagged ? List.of() : tags));
      }
      if (metadata != null || bare) {
        body.set("metadata", Assignment.object(bare ? List.of() : metadata, api.mapper()));
      }
      if (body.isEmpty()) {
        throw new CommandException(
            "Nothing to change: use --description, --tag, --no-tags, --metadata or --no-metadata.");
      }
      JsonNode edited = api.patch(ApiClient.path("datasets", name), body);
      return Output.show(spec, options, edited, "%s changed%n".formatted(name));
    }
  }

  @Command(
      name = "push",
      description =
          "Upload a file as a new version, and create the dataset where there is none. What the latest"
              + " version holds already makes no new one.")
  int push(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.") String name,
      @Parameters(index = "1", paramLabel = "FILE", description = "NDJSON, JSON or CSV.") Path file,
      @Option(
              names = "--type",
              description =
                  "Of a new dataset: golden (default), regression, benchmark, user, synthetic or"
                      + " production.")
          String type,
      @Option(
              names = "--format",
              description = "ndjson, json or csv (default: what the file's name says).")
          Format format,
      @Option(names = "--append", description = "Keep the samples of the latest version.")
          boolean append,
      @Option(names = "--note", description = "What to say about the version.") String note)
      throws IOException {
    Format sent = format == null ? Format.of(file) : format;
    long size = Files.size(file);
    try (ApiClient api = options.connect()) {
      ensure(api, name, type);
      Map<String, String> query = new HashMap<>();
      query.put("mode", append ? "append" : null);
      query.put("note", note);
      ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), System.console() != null);
      boolean shown = size >= WORTH_A_BAR && !options.json();
      JsonNode version =
          api.postFile(
              ApiClient.query(ApiClient.path("datasets", name, "samples"), query),
              file,
              sent.contentType,
              bytes -> {
                if (shown) {
                  bar.show(bytes / 1000, size / 1000, "kB sent");
                }
              });
      bar.end();
      if (options.json()) {
        Output.json(spec, version);
      } else {
        Output.of(spec)
            .printf(
                version.path("changed").asBoolean()
                    ? "%s version %d: %d samples%n"
                    : "%s is unchanged: version %d holds the same %d samples%n",
                name,
                version.path("version").asInt(),
                version.path("samples").asLong());
      }
      return 0;
    }
  }

  private static void ensure(ApiClient api, String name, String type) {
    JsonNode found;
    try {
      found = api.get(ApiClient.path("datasets", name));
    } catch (CommandException e) {
      if (!e.getMessage().startsWith("LLM-DAT-003")) {
        throw e;
      }
      ObjectNode body = api.mapper().createObjectNode().put("name", name);
      if (type != null) {
        body.put("type", type);
      }
      api.post(ApiClient.path("datasets"), body);
      return;
    }
    if (type != null && !found.path("type").asText().equals(type)) {
      throw new CommandException(
          "The dataset \"%s\" is of the type %s; leave --type out, or push to another name."
              .formatted(name, found.path("type").asText()));
    }
  }

  @Command(name = "list", description = "List datasets, newest first.")
  int list(
      @Mixin ServerOptions options,
      @Option(names = "--type", description = "Only datasets of this type.") String type) {
    try (ApiClient api = options.connect()) {
      Map<String, String> query = new HashMap<>();
      query.put("type", type);
      List<JsonNode> items = api.list(ApiClient.path("datasets"), query);
      Table table = new Table("NAME", "TYPE", "LATEST", "CREATED", "DESCRIPTION");
      for (JsonNode item : items) {
        table.row(
            item.path("name").asText(),
            item.path("type").asText(),
            item.path("latestVersion").asText(),
            item.path("createdAt").asText(),
            item.path("description").asText());
      }
      return show(options, api, items, table);
    }
  }

  @Command(name = "get", description = "Show what is known of a dataset.")
  int get(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.") String name) {
    try (ApiClient api = options.connect()) {
      JsonNode dataset = api.get(ApiClient.path("datasets", name));
      if (options.json()) {
        Output.json(spec, dataset);
      } else {
        Table table = new Table("FIELD", "VALUE");
        dataset
            .properties()
            .forEach(field ->
                table.row(
                    field.getKey(),
                    field.getValue().isContainerNode()
                        ? field.getValue().toString()
                        : field.getValue().asText()));
        Output.of(spec).print(table);
      }
      return 0;
    }
  }

  @Command(name = "versions", description = "List the versions of a dataset, newest first.")
  int versions(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.") String name) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("datasets", name, "versions"), Map.of());
      Table table = new Table("VERSION", "SAMPLES", "HASH", "BY", "CREATED", "NOTE");
      for (JsonNode item : items) {
        table.row(
            item.path("version").asText(),
            item.path("samples").asText(),
            item.path("hash").asText().substring(0, 12),
            item.path("createdBy").asText(),
            item.path("createdAt").asText(),
            item.path("note").asText());
      }
      return show(options, api, items, table);
    }
  }

  @Command(name = "samples", description = "List the samples of a version, a page at a time.")
  int samples(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.") String name,
      @Option(names = "--dataset-version", description = "The version (default: the latest).")
          Integer version,
      @Option(
              names = "--limit",
              defaultValue = "50",
              description = "The most samples, up to 200 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--cursor", description = "Where the page before says that more follow.")
          String cursor) {
    try (ApiClient api = options.connect()) {
      // Named, so that the next page is of the same version whatever is uploaded meanwhile.
      int listed =
          version == null
              ? Math.max(1, api.get(ApiClient.path("datasets", name)).path("latestVersion").asInt())
              : version;
      Map<String, String> query = new HashMap<>();
      query.put("version", Integer.toString(listed));
      query.put("limit", Integer.toString(limit));
      query.put("cursor", cursor);
      JsonNode page = api.get(ApiClient.query(ApiClient.path("datasets", name, "samples"), query));
      Table table = new Table("ID", "INPUT", "EXPECTED");
      for (JsonNode sample : page.path("items")) {
        table.row(
            sample.path("id").asText(),
            inBrief(sample.path("input").toString()),
            inBrief(Output.text(sample.path("expected"))));
      }
      Output.show(spec, options, page, table);
      String next = Output.text(page.path("nextCursor"));
      if (!next.isEmpty() && !options.json()) {
        Output.of(spec).printf("more: --dataset-version %d --cursor %s%n", listed, next);
      }
      return 0;
    }
  }

  private static String inBrief(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= BRIEF
        ? line
        : line.substring(0, line.offsetByCodePoints(0, BRIEF - 1)) + "…";
  }

  private int show(ServerOptions options, ApiClient api, List<JsonNode> items, Table table) {
    if (options.json()) {
      ArrayNode all = api.mapper().createArrayNode().addAll(items);
      Output.json(spec, api.mapper().createObjectNode().set("items", all));
    } else {
      Output.of(spec).print(table);
    }
    return 0;
  }

  @Command(
      name = "delete",
      description = "Delete a dataset, or one version of it, that nothing needs.")
  int delete(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.") String name,
      @Option(names = "--dataset-version", description = "Only this version.") Integer version) {
    try (ApiClient api = options.connect()) {
      api.delete(
          version == null
              ? ApiClient.path("datasets", name)
              : ApiClient.path("datasets", name, "versions", version.toString()));
      if (!options.json()) {
        Output.of(spec)
            .printf("deleted %s%s%n", name, version == null ? "" : " version " + version);
      }
      return 0;
    }
  }
}
