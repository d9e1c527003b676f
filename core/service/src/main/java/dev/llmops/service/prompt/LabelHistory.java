package dev.llmops.service.prompt;

import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.Stores;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Where the labels of a prompt pointed, as the audit trail tells. Stateless. */
final class LabelHistory {

  private static final String ACTION = "label.";

  private LabelHistory() {}

  /** The resource that a change of a label is recorded for. */
  static String resource(String prompt, String label) {
    return folder(prompt) + "/" + label;
  }

  private static String folder(String prompt) {
    return "prompt/" + prompt + "/labels";
  }

  /** Changes of all labels of a prompt, newest first; a page may hold fewer than asked for. */
  static Page<LabelMove> page(Stores stores, String prompt, PageRequest page) {
    Page<AuditEntry> entries = stores.audit().list(filter(folder(prompt)), page);
    List<LabelMove> moves =
        entries.items().stream().flatMap(entry -> move(prompt, entry).stream()).toList();
    return new Page<>(moves, entries.nextCursor());
  }

  /**
   * The version that a label pointed at before it came to where it is, going back over earlier
   * rollbacks and over versions that were deleted, also when their number was given to another;
   * empty when there is none.
   */
  static Optional<String> before(Stores stores, PromptFamily family, String label) {
    Deque<LabelMove> way = new ArrayDeque<>();
    for (LabelMove move : oldestFirst(stores, family.name(), label)) {
      if (move.action().equals("rollback")) {
        while (!way.isEmpty() && !way.peek().to().equals(move.to())) {
          way.pop();
        }
        if (way.isEmpty()) {
          way.push(move);
        }
      } else if (move.to().isEmpty()) {
        way.clear();
      } else {
        way.push(move);
      }
    }
    String now = way.isEmpty() ? "" : way.peek().to();
    return way.stream()
        .skip(1)
        .filter(move -> !move.to().equals(now) && stillThere(family, move))
        .map(LabelMove::to)
        .findFirst();
  }

  /** Whether the version that a label moved to is the one of that number now. */
  private static boolean stillThere(PromptFamily family, LabelMove move) {
    return family
        .version(SemanticVersion.parse(move.to()))
        .filter(found -> !found.version().createdAt().isAfter(move.at()))
        .isPresent();
  }

  private static List<LabelMove> oldestFirst(Stores stores, String prompt, String label) {
    List<LabelMove> moves = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<AuditEntry> page =
          stores
              .audit()
              .list(
                  filter(resource(prompt, label)), new PageRequest(PageRequest.MAX_LIMIT, cursor));
      page.items().forEach(entry -> move(prompt, entry).ifPresent(moves::add));
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    Collections.reverse(moves);
    return moves;
  }

  private static AuditStore.Filter filter(String resource) {
    return new AuditStore.Filter(
        Optional.empty(), Optional.of(resource), Optional.empty(), Optional.empty());
  }

  /** Empty for entries of another prompt, whose name goes on where this one's labels begin. */
  private static Optional<LabelMove> move(String prompt, AuditEntry entry) {
    String folder = folder(prompt) + "/";
    boolean own =
        entry.action().startsWith(ACTION)
            && entry.resource().startsWith(folder)
            && entry.resource().indexOf('/', folder.length()) < 0;
    return own
        ? Optional.of(
            new LabelMove(
                entry.resource().substring(folder.length()),
                entry.action().substring(ACTION.length()),
                version(entry.before()),
                version(entry.after()),
                entry.at(),
                entry.actor(),
                entry.reason()))
        : Optional.empty();
  }

  private static String version(Json label) {
    return label.get("version").map(Json::asString).orElse("");
  }
}
