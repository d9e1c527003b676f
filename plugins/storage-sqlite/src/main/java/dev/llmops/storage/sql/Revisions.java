package dev.llmops.storage.sql;

/** The rule that a record begins with revision 1. */
final class Revisions {

  private Revisions() {}

  static void requireFirst(long revision) {
    if (revision != 1) {
      throw new IllegalArgumentException("a new record has revision 1, was " + revision);
    }
  }
}
