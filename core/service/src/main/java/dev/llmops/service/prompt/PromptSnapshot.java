package dev.llmops.service.prompt;

import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.prompt.PromptFamily.Compiled;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All prompts in memory, kept equal to what is stored: changes of a prompt go one after the other,
 * each from its transaction to the published family, so that an older state never replaces a newer
 * one. Thread-safe.
 */
final class PromptSnapshot {

  private static final Logger log = LoggerFactory.getLogger(PromptSnapshot.class);

  private final StorageBackend storage;
  private final NavigableMap<String, PromptFamily> families = new ConcurrentSkipListMap<>();
  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

  /**
   * What a transaction makes of a family, empty when there is no such prompt yet; it may run more
   * than once.
   */
  @FunctionalInterface
  interface Change {
    PromptFamily apply(Stores stores, PromptFamily before);
  }

  /** What a transaction makes of families, by their names; it may run more than once. */
  @FunctionalInterface
  interface ChangeOfAll {
    Map<String, PromptFamily> apply(Stores stores, Map<String, PromptFamily> before);
  }

  PromptSnapshot(StorageBackend storage) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
  }

  /** Reads everything, before anybody is served. */
  void load() {
    storage.read(stores -> {
      Map<String, List<Compiled>> versions = new HashMap<>();
      Map<String, List<PromptLabel>> labels = new HashMap<>();
      stores
          .prompts()
          .forEachVersion(version ->
              versions
                  .computeIfAbsent(version.name(), name -> new ArrayList<>())
                  .add(Compiled.of(version)));
      stores
          .prompts()
          .allLabels()
          .forEach(label ->
              labels.computeIfAbsent(label.prompt(), name -> new ArrayList<>()).add(label));
      versions.forEach((name, all) ->
          families.put(name, PromptFamily.of(name, all, labels.getOrDefault(name, List.of()))));
      return versions.size();
    });
  }

  /** Reads what is not kept in memory. */
  <T> T read(StorageBackend.TransactionBody<T> body) {
    return storage.read(body);
  }

  /** Changes a prompt in a transaction and publishes what it has become. */
  PromptFamily change(String name, Change change) {
    return changeAll(
            Set.of(name), (stores, before) -> Map.of(name, change.apply(stores, before.get(name))))
        .get(name);
  }

  /** Changes prompts in one transaction and publishes what they have become. */
  Map<String, PromptFamily> changeAll(Set<String> names, ChangeOfAll change) {
    // Always in the same order, so that two such changes never wait for each other.
    List<ReentrantLock> held =
        names.stream()
            .map(name -> Math.floorMod(name.hashCode(), locks.length))
            .distinct()
            .sorted()
            .map(stripe -> locks[stripe])
            .toList();
    held.forEach(ReentrantLock::lock);
    try {
      Map<String, PromptFamily> after =
          storage.inTransaction(stores -> {
            Map<String, PromptFamily> before = new HashMap<>();
            names.forEach(name -> before.put(name, PromptFamily.read(stores, name, known(name))));
            return change.apply(stores, before);
          });
      after.values().forEach(this::publish);
      return after;
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.OUTCOME_UNKNOWN) {
        names.forEach(this::readAgain);
      }
      throw e;
    } finally {
      held.forEach(ReentrantLock::unlock);
    }
  }

  /**
   * Waits for changes of a prompt that are on their way: stored, perhaps, and not seen here yet.
   */
  void awaitChanges(String name) {
    ReentrantLock lock = locks[Math.floorMod(name.hashCode(), locks.length)];
    lock.lock();
    lock.unlock();
  }

  private void readAgain(String name) {
    try {
      publish(storage.read(stores -> PromptFamily.read(stores, name, known(name))));
    } catch (StorageException e) {
      log.warn(
          "Prompt {} may have changed and could not be read; it is served as it was until its next"
              + " change",
          name,
          e);
    }
  }

  private void publish(PromptFamily family) {
    if (family.isEmpty()) {
      families.remove(family.name());
    } else {
      families.put(family.name(), family);
    }
  }

  /** A prompt, without versions when there is none of that name. */
  PromptFamily known(String name) {
    PromptFamily family = families.get(name);
    return family == null ? PromptFamily.empty(name) : family;
  }

  /** One prompt; throws {@code NOT_FOUND} with near names. */
  PromptFamily family(String name) {
    PromptFamily family = families.get(name);
    if (family == null) {
      throw unknown(name);
    }
    return family;
  }

  ServiceException unknown(String name) {
    String shown =
        name.length() > Names.MAX_LENGTH ? name.substring(0, Names.MAX_LENGTH) + "…" : name;
    return new ServiceException(
        Kind.NOT_FOUND,
        PromptCodes.UNKNOWN_PROMPT,
        "there is no prompt " + shown + Names.hint(shown, families.keySet()));
  }

  Page<PromptSummary> list(PromptFilter filter, PageRequest page) {
    NavigableMap<String, PromptFamily> rest =
        page.cursor().map(cursor -> families.tailMap(decode(cursor), false)).orElse(families);
    List<PromptSummary> found =
        rest.values().stream()
            .map(PromptFamily::summary)
            .filter(filter::accepts)
            .limit(page.limit() + 1L)
            .toList();
    if (found.size() <= page.limit()) {
      return new Page<>(found, Optional.empty());
    }
    List<PromptSummary> items = found.subList(0, page.limit());
    return new Page<>(items, Optional.of(encode(items.getLast().name())));
  }

  private static String encode(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          Kind.INVALID,
          PromptCodes.INVALID_CURSOR,
          "the cursor is not one that a list of prompts returned; start without a cursor");
    }
  }
}
