package dev.llmops.provider.local;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the prepared examples of the prompts that were asked most recently. Thread-safe. */
final class RecentExamples {

  /**
   * Examples, ready to be asked.
   *
   * @param textField the name of the field that holds their texts
   * @param index finds the nearest of them
   */
  record Prepared(String textField, Examples index) {}

  /** The label field is part of the key because the last line of the prompt decides it. */
  private record Key(String head, String labelField) {}

  private final Map<Key, Prepared> entries;

  RecentExamples(int capacity) {
    this.entries = new LeastRecentlyUsed(capacity);
  }

  /**
   * The prepared examples of a prompt.
   *
   * @throws PromptFormatException when they cannot be read
   */
  Prepared prepare(Prompt prompt) throws PromptFormatException {
    Key key = new Key(prompt.head(), prompt.labelField());
    synchronized (entries) {
      Prepared known = entries.get(key);
      if (known != null) {
        return known;
      }
    }
    // Outside the lock: two callers may prepare the same examples once, which beats all waiting.
    Prompt.Labelled labelled = prompt.readExamples();
    Prepared prepared = new Prepared(labelled.textField(), Examples.of(labelled.examples()));
    synchronized (entries) {
      entries.put(key, prepared);
    }
    return prepared;
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  private static final class LeastRecentlyUsed extends LinkedHashMap<Key, Prepared> {

    private static final long serialVersionUID = 1L;

    private final int capacity;

    LeastRecentlyUsed(int capacity) {
      super(2 * capacity, 0.75f, true);
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Prepared> eldest) {
      return size() > capacity;
    }
  }
}
