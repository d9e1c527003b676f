package dev.llmops.kernel.template;

/** What becomes of a prompt and values that do not fit together. */
public enum RenderMode {
  /** Whatever does not fit is an error. */
  STRICT,
  /**
   * What is missing, a required variable or anything that a placeholder cannot find, is empty text
   * and falsy in sections; values that are not declared are tolerated, and fill undeclared
   * placeholders of their name. A value that is there must still be of its type and match its
   * pattern.
   */
  LENIENT
}
