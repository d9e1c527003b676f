package dev.llmops.metrics.judge;

import dev.llmops.model.json.Json;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * Finds the verdict in what a judge wrote: a JSON object with the case's ticket, wherever it
 * stands. An object without the ticket is a quotation of the judged texts, which do not know it.
 * What cannot be read is a failure and never a number. Thread-safe.
 *
 * @param clamp whether a number beyond the scale counts as its end
 */
record VerdictReader(Scale scale, boolean clamp, JsonCodec json) {

  private static final int LONGEST_REPLY = 100_000;
  private static final int MOST_OBJECTS = 1_000;
  private static final int EXCERPT = 256;

  /**
   * Reads a reply.
   *
   * @throws MetricException when it holds no verdict, several that differ, or a number beyond the
   *     scale
   */
  Verdict read(ChatResponse reply, String ticket) throws MetricException {
    TreeSet<Double> numbers = new TreeSet<>();
    String reason = "";
    for (Json object : objects(reply.text())) {
      OptionalDouble number = number(object);
      if (isTicket(object, ticket) && number.isPresent()) {
        numbers.add(number.getAsDouble());
        reason = object.get("reason").filter(Json::isString).map(Json::asString).orElse("");
      }
    }
    if (numbers.size() != 1) {
      throw new MetricException(unreadable(reply, numbers.size()));
    }
    double number = numbers.first();
    if (!scale.admits(number) && !clamp) {
      throw new MetricException(
          "the judge's score " + Scale.plain(number) + " is outside of its scale " + scale);
    }
    double taken = scale.clamp(number);
    return new Verdict(taken, reason, reply.model(), reply.usage());
  }

  private static boolean isTicket(Json object, String ticket) {
    return object
        .get("ticket")
        .filter(Json::isString)
        .map(Json::asString)
        .filter(ticket::equals)
        .isPresent();
  }

  private static OptionalDouble number(Json object) {
    Optional<Json> score = object.get("score");
    if (score.filter(Json::isNumber).isPresent()) {
      return OptionalDouble.of(score.get().asDouble());
    }
    Optional<String> text =
        score
            .filter(Json::isString)
            .map(Json::asString)
            .map(String::strip)
            .filter(written -> written.matches("-?[0-9]{1,9}(\\.[0-9]{1,9})?"));
    return text.isPresent()
        ? OptionalDouble.of(Double.parseDouble(text.get()))
        : OptionalDouble.empty();
  }

  /** Every JSON object of the text that lies in no other. */
  private List<Json> objects(String text) {
    String looked = text.length() > LONGEST_REPLY ? text.substring(0, LONGEST_REPLY) : text;
    List<Json> objects = new ArrayList<>();
    int tried = 0;
    int from = looked.indexOf('{');
    while (from >= 0 && tried++ < MOST_OBJECTS) {
      int end = end(looked, from);
      Optional<Json> object = end < 0 ? Optional.empty() : parse(looked.substring(from, end));
      object.ifPresent(objects::add);
      from = looked.indexOf('{', object.isPresent() ? end : from + 1);
    }
    return objects;
  }

  private Optional<Json> parse(String text) {
    try {
      return Optional.of(json.parse(text));
    } catch (JsonCodec.JsonFormatException e) {
      return Optional.empty();
    }
  }

  /** Where the object ends that begins here; negative when it does not. */
  private static int end(String text, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private static String unreadable(ChatResponse reply, int verdicts) {
    String what =
        verdicts > 1
            ? "the judge gave " + verdicts + " different verdicts"
            : reply.finishReason() == FinishReason.LENGTH
                ? "the judge was cut off before its verdict; allow it more tokens"
                : "the judge's reply holds no verdict";
    return what + ": \"" + excerpt(reply.text()) + "\"";
  }

  private static String excerpt(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "\u2026";
  }
}
