package dev.llmops.service.prompt;

/**
 * The stable codes of everything that the prompt registry refuses. A code is never given another
 * meaning.
 */
public final class PromptCodes {

  /** A new version is not valid. */
  public static final String INVALID_VERSION = "LLM-PRM-001";

  /** The prompt has that version already, or one that differs in build metadata only. */
  public static final String VERSION_EXISTS = "LLM-PRM-002";

  /** There is no such prompt. */
  public static final String UNKNOWN_PROMPT = "LLM-PRM-003";

  /** The prompt has no such version. */
  public static final String UNKNOWN_VERSION = "LLM-PRM-004";

  /** The prompt has no such label. */
  public static final String UNKNOWN_LABEL = "LLM-PRM-005";

  /** No version of the prompt is in the range. */
  public static final String EMPTY_RANGE = "LLM-PRM-006";

  /** A reference is neither a version nor a label nor a range. */
  public static final String INVALID_REFERENCE = "LLM-PRM-007";

  /** The values do not fit the prompt. */
  public static final String INVALID_VALUES = "LLM-PRM-008";

  /** A change of a label is not valid. */
  public static final String INVALID_LABEL = "LLM-PRM-009";

  /** The label was changed since the caller read it. */
  public static final String STALE_LABEL = "LLM-PRM-010";

  /** The label cannot be deleted. */
  public static final String LABEL_NEEDED = "LLM-PRM-011";

  /** A list cannot go on from the given cursor. */
  public static final String INVALID_CURSOR = "LLM-PRM-012";

  /** A version cannot be deleted: labels point at it or something uses it. */
  public static final String VERSION_IN_USE = "LLM-PRM-013";

  /** A label cannot be rolled back: no version that it pointed at before exists. */
  public static final String NOTHING_BEFORE = "LLM-PRM-014";

  /** A label cannot be deleted: something names it. */
  public static final String LABEL_IN_USE = "LLM-PRM-015";

  /** Something that a new version includes was deleted meanwhile. */
  public static final String INCLUDED_GONE = "LLM-PRM-016";

  /** A protected label cannot move: the version lacks approvals. */
  public static final String APPROVALS_MISSING = "LLM-PRM-017";

  /** Somebody approves what they wrote or have approved already. */
  public static final String APPROVAL_REFUSED = "LLM-PRM-018";

  /** There is no such approval. */
  public static final String UNKNOWN_APPROVAL = "LLM-PRM-019";

  /** An approval is not valid. */
  public static final String INVALID_APPROVAL = "LLM-PRM-020";

  private PromptCodes() {}
}
