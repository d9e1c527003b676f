package dev.llmops.storage.contract;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the samples of records have in common. */
public final class Samples {

  public static final Instant NOON = Instant.parse("2026-05-04T12:00:00.123456Z");

  /** Quotes, line ends, a zero, four-byte characters and spaces at the end. */
  public static final String ODD_TEXT = "it's \"5\" \\ \r\n\t\u0000 ☃ 😀 日本 ' or 1=1 --  ";

  public static final Json ODD_JSON =
      Json.object(
          Map.of(
              "text", Json.of(ODD_TEXT),
              "nothing", Json.NULL,
              "number", Json.of(0.1),
              "big", Json.of(Long.MAX_VALUE),
              "list", Json.array(List.of(Json.of(true), Json.EMPTY_OBJECT))));

  private Samples() {}

  /** Ids that sort in the order of their number. */
  public static String id(int number) {
    return "0197-%06d".formatted(number);
  }

  public static AuditEntry entry(int number, String actor, String resource) {
    return new AuditEntry(
        id(number),
        NOON.plusSeconds(number),
        actor,
        "label.move",
        resource,
        Json.NULL,
        ODD_JSON,
        ODD_TEXT);
  }
}
