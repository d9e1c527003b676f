package dev.llmops.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.demo.Review.Split;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The main job on real data, through the HTTP API as any application would use it: a prompt is
 * improved, evaluated, A/B tested, promoted and guarded. Every number is computed in the run.
 */
final class Demo {

  static final String PROMPT = "sentiment";
  static final String DATASET = "product-reviews";
  static final int POOL_SIZE = 200;
  static final int FEW_EXAMPLES = 8;
  static final int USERS = 5_000;
  static final long SEED = 20260101;

  private static final String TASK =
      "Classify the sentiment of a product review. Answer with one word: positive or negative.";
  private static final Duration RUN_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration ALERT_TIMEOUT = Duration.ofSeconds(15);

  private final ApiClient api;
  private final WebhookReceiver webhook;
  private final PrintWriter out;

  Demo(ApiClient api, WebhookReceiver webhook, PrintWriter out) {
    this.api = Objects.requireNonNull(api, "api is null");
    this.webhook = Objects.requireNonNull(webhook, "webhook is null");
    this.out = Objects.requireNonNull(out, "out is null");
  }

  /** Runs the job and prints what it finds. */
  void run(Path reviews, Path workFolder) throws IOException, InterruptedException {
    List<Review> all = Review.read(reviews);
    Split split = Review.split(all, POOL_SIZE, SEED);
    section("1. A dataset of real reviews");
    uploadDataset(split.dataset(), workFolder);
    say(
        "%d reviews, shuffled by seed %d; repeated texts removed; %d kept aside as examples; %d form the dataset.",
        all.size(), SEED, split.pool().size(), split.dataset().size());

    section("2. Two versions of a prompt");
    push(
        "1.0.0",
        Review.prompt(TASK, split.pool().subList(0, FEW_EXAMPLES)),
        "eight examples",
        List.of());
    push("1.1.0", Review.prompt(TASK, split.pool()), "two hundred examples", List.of());
    say(
        "%s 1.0.0 shows %d labelled examples, 1.1.0 shows %d.",
        PROMPT, FEW_EXAMPLES, split.pool().size());
    say("1.0.0 came first, so the label \"production\" points at it.");

    section("3. Both evaluated on the dataset");
    JsonNode before = evaluate("1.0.0");
    JsonNode after = evaluate("1.1.0");
    JsonNode comparison =
        api.get(
            ApiClient.query(
                ApiClient.path("runs:compare"),
                Map.of(
                    "baseline",
                    before.path("id").asText(),
                    "candidate",
                    after.path("id").asText())));
    say("%s", comparison.path("summary").asText());

    section("4. An A/B test with %,d simulated users".formatted(USERS));
    JsonNode results = experiment("more-examples", split.dataset());
    if (mismatch(results)) {
      // A sound split fails this check once in a thousand times, and then nothing may be decided.
      say("Such a split is rare but possible; the test is repeated with another random salt.");
      results = experiment("more-examples-again", split.dataset());
    }
    promote(results);

    section("5. The winner is promoted");
    JsonNode production = api.get(ApiClient.path("prompts", PROMPT));
    say(
        "The label \"production\" now points at %s %s.",
        PROMPT, production.path("version").asText());

    section("6. A worse version is noticed");
    push(
        "1.2.0",
        Review.prompt(TASK, mislabelled(split.pool())),
        "examples with their labels mixed up",
        List.of());
    evaluate("1.2.0");
    JsonNode alert = awaitAlert();
    say("An alert arrived at the webhook %s, its signature genuine:", webhook.url());
    say("  [%s] %s", alert.path("severity").asText(), alert.path("message").asText());

    section("Summary");
    summary(before, after, results, alert);
  }

  private void uploadDataset(List<Review> reviews, Path workFolder) throws IOException {
    api.post(
        ApiClient.path("datasets"),
        Map.of(
            "name",
            DATASET,
            "description",
            "Amazon reviews of the Sentiment Labelled Sentences set (CC BY 4.0)"));
    Path file = workFolder.resolve("reviews.ndjson");
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (Review review : reviews) {
        ObjectNode line = api.mapper().createObjectNode();
        line.put("id", review.id()).put("input", review.text()).put("expected", review.label());
        writer.write(api.mapper().writeValueAsString(line));
        writer.newLine();
      }
    }
    api.postFile(ApiClient.path("datasets", DATASET, "samples"), file);
  }

  private void push(String version, String content, String message, List<String> labels) {
    ObjectNode body = api.mapper().createObjectNode();
    body.put("name", PROMPT)
        .put("version", version)
        .put("content", content)
        .put("commitMessage", message);
    body.putArray("variables")
        .addObject()
        .put("name", "input")
        .put("type", "string")
        .put("required", true);
    ArrayNode wanted = body.putArray("labels");
    labels.forEach(wanted::add);
    api.post(ApiClient.path("prompts"), body);
  }

  private JsonNode evaluate(String version) throws InterruptedException {
    ObjectNode body = api.mapper().createObjectNode();
    body.put("name", PROMPT + " " + version).put("dataset", DATASET).put("provider", "local");
    body.putObject("prompt").put("name", PROMPT).put("ref", version);
    ArrayNode metrics = body.putArray("metrics");
    metrics.addObject().put("metric", "exact-match");
    metrics.addObject().put("metric", "latency");
    JsonNode run = await(api.post(ApiClient.path("runs"), body).path("id").asText());
    JsonNode summary = run.path("summary");
    say(
        "%s %s: %s right (%d of %d scored, %d failed).",
        PROMPT,
        version,
        percent(summary.path("passRate")),
        summary.path("passed").asLong(),
        summary.path("scored").asLong(),
        summary.path("failed").asLong());
    return run;
  }

  private JsonNode await(String id) throws InterruptedException {
    long end = System.nanoTime() + RUN_TIMEOUT.toNanos();
    while (System.nanoTime() < end) {
      JsonNode run = api.get(ApiClient.path("runs", id));
      switch (run.path("status").asText()) {
        case "completed" -> {
          return run;
        }
        case "failed", "cancelled" ->
            throw new CommandException("Run " + id + " failed: " + run.path("failure").asText());
        default -> Thread.sleep(50);
      }
    }
    throw new CommandException(
        "Run " + id + " took longer than " + RUN_TIMEOUT.toSeconds() + " s.");
  }

  private JsonNode experiment(String name, List<Review> reviews) throws InterruptedException {
    ObjectNode body = api.mapper().createObjectNode();
    body.put("name", name).put("description", "Two hundred examples beat eight.");
    ArrayNode variants = body.putArray("variants");
    variant(variants, "eight-examples", "1.0.0", true);
    variant(variants, "two-hundred-examples", "1.1.0", false);
    ObjectNode metric = body.putArray("metrics").addObject();
    metric
        .put("name", "correct")
        .put("kind", "proportion")
        .put("direction", "increase")
        .put("primary", true);
    String id = api.post(ApiClient.path("experiments"), body).path("id").asText();
    api.post(ApiClient.path("experiments", id, "start"), Map.of("reason", "demo"));

    new SimulatedUsers(api, id, reviews, SEED).run(USERS);

    JsonNode results = api.get(ApiClient.path("experiments", id, "results"));
    JsonNode decision = results.path("decision");
    for (JsonNode arm : results.path("metrics").path(0).path("arms")) {
      say(
          "%-22s %,6d users  %s right",
          arm.path("variant").asText(), arm.path("units").asLong(), percent(arm.path("mean")));
    }
    JsonNode effect = results.path("metrics").path(0).path("comparisons").path(0);
    say(
        "Difference %s, 95 %% interval %s to %s, p = %s (%s).",
        points(effect.path("estimate")),
        points(effect.path("interval").path("low")),
        points(effect.path("interval").path("high")),
        scientific(effect.path("pValue")),
        effect.path("method").asText());
    JsonNode ratio = results.path("sampleRatio");
    say(
        "Sample ratio: chi-square p = %s, %s.",
        scientific(ratio.path("pValue")), mismatch(results) ? "MISMATCH" : "as planned");
    say("Decision: %s", decision.path("summary").asText());
    return results;
  }

  private static boolean mismatch(JsonNode results) {
    return results.path("sampleRatio").path("status").asText().equals("mismatch");
  }

  private void promote(JsonNode results) {
    JsonNode decision = results.path("decision");
    if (!decision.path("action").asText().equals("ship")) {
      throw new CommandException("The experiment did not decide to ship: " + decision);
    }
    ObjectNode complete = api.mapper().createObjectNode();
    complete
        .put("winner", decision.path("variant").asText())
        .put("promote", true)
        .put("reason", decision.path("summary").asText());
    String id = results.path("experiment").asText();
    api.post(ApiClient.path("experiments", id, "complete"), complete);
  }

  private static void variant(ArrayNode variants, String name, String version, boolean control) {
    ObjectNode variant =
        variants.addObject().put("name", name).put("control", control).put("provider", "local");
    variant.putObject("prompt").put("name", PROMPT).put("ref", version);
  }

  /** Every second example gets the wrong label: a mistake that a careless edit can make. */
  static List<Review> mislabelled(List<Review> pool) {
    return IntStream.range(0, pool.size())
        .mapToObj(i -> {
          Review review = pool.get(i);
          String wrong = review.label().equals("positive") ? "negative" : "positive";
          return i % 2 == 0 ? new Review(review.id(), review.text(), wrong) : review;
        })
        .toList();
  }

  private JsonNode awaitAlert() throws InterruptedException {
    // Other conditions are told of too, such as a pass rate below its threshold.
    Optional<JsonNode> alert = webhook.await(ALERT_TIMEOUT);
    while (alert.isPresent() && !isOfThePassRate(alert.get())) {
      alert = webhook.await(ALERT_TIMEOUT);
    }
    return alert.orElseThrow(
        () -> new CommandException("No alert arrived within " + ALERT_TIMEOUT.toSeconds() + " s."));
  }

  private static boolean isOfThePassRate(JsonNode alert) {
    return alert.path("type").asText().equals("regression") && !alert.hasNonNull("metric");
  }

  private void summary(JsonNode before, JsonNode after, JsonNode results, JsonNode alert) {
    say(
        "Going from %d to %d examples raised the share of right answers from %s to %s on %d reviews;",
        FEW_EXAMPLES,
        POOL_SIZE,
        percent(before.path("summary").path("passRate")),
        percent(after.path("summary").path("passRate")),
        after.path("summary").path("scored").asLong());
    say(
        "%,d simulated users confirmed it (%s), so 1.1.0 was promoted;",
        USERS,
        points(results.path("metrics").path(0).path("comparisons").path(0).path("estimate")));
    say(
        "and when a careless 1.2.0 lost it again, a %s alert went out.",
        alert.path("severity").asText());
    say(
        "The answers come from provider-local, a nearest-neighbour stand-in for a language model that works offline.");
  }

  private void section(String title) {
    out.printf("%n%s%n", title);
    out.flush();
  }

  private void say(String format, Object... values) {
    out.println("   " + String.format(Locale.ROOT, format, values));
    out.flush();
  }

  private static String percent(JsonNode fraction) {
    return String.format(Locale.ROOT, "%.1f %%", fraction.asDouble() * 100);
  }

  private static String points(JsonNode difference) {
    return String.format(Locale.ROOT, "%+.1f points", difference.asDouble() * 100);
  }

  private static String scientific(JsonNode p) {
    return String.format(Locale.ROOT, p.asDouble() < 0.001 ? "%.1e" : "%.3f", p.asDouble());
  }
}
