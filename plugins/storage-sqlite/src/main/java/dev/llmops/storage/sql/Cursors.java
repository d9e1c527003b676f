package dev.llmops.storage.sql;

import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a list goes on: the sort key of the last item seen, so that items added meanwhile neither
 * shift nor repeat what follows. Opaque to callers; of use for the list that gave it only.
 *
 * @param list names the list
 */
record Cursors(String list) {

  private static final String SEPARATOR = "\0";

  /** Makes a page of up to one item more than were asked for. */
  <T> Page<T> page(List<T> items, PageRequest request, Function<T, List<?>> key) {
    if (items.size() <= request.limit()) {
      return new Page<>(items, Optional.empty());
    }
    List<T> wanted = items.subList(0, request.limit());
    return new Page<>(wanted, Optional.of(encode(key.apply(wanted.getLast()))));
  }

  /** The text key that a cursor of one part holds. */
  Optional<String> text(PageRequest request) {
    return request.cursor().map(cursor -> decode(cursor, 1).getFirst());
  }

  /** The numeric key that a cursor of one part holds. */
  Optional<Long> number(PageRequest request) {
    return request.cursor().map(cursor -> number(decode(cursor, 1).getFirst()));
  }

  /** A key of a number and a text. */
  record NumberAndText(long number, String text) {}

  /** The key that a cursor of two parts holds. */
  Optional<NumberAndText> numberAndText(PageRequest request) {
    return request
        .cursor()
        .map(cursor -> {
          List<String> parts = decode(cursor, 2);
          return new NumberAndText(number(parts.getFirst()), parts.getLast());
        });
  }

  private String encode(List<?> key) {
    StringBuilder text = new StringBuilder(list);
    key.forEach(part -> text.append(SEPARATOR).append(part));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private List<String> decode(String cursor, int parts) {
    byte[] bytes = checked(() -> Base64.getUrlDecoder().decode(cursor));
    String[] decoded = new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, parts + 1);
    if (decoded.length != parts + 1 || !decoded[0].equals(list)) {
      throw malformed();
    }
    return List.of(decoded).subList(1, parts + 1);
  }

  private long number(String text) {
    return checked(() -> Long.parseLong(text));
  }

  private <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "the cursor is not one that this list gave; begin again without a cursor");
  }
}
