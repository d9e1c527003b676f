package dev.llmops.service.experiment;

/**
 * The stable codes of everything that the experiment manager refuses. A code is never given another
 * meaning.
 */
public final class ExperimentCodes {

  /** A new experiment is not valid. */
  public static final String INVALID_EXPERIMENT = "LLM-EXP-001";

  /** Another experiment has the name. */
  public static final String NAME_TAKEN = "LLM-EXP-002";

  /** There is no such experiment. */
  public static final String UNKNOWN_EXPERIMENT = "LLM-EXP-003";

  /** The status does not allow the transition. */
  public static final String TRANSITION_REFUSED = "LLM-EXP-004";

  /** The experiment was changed since the caller read it. */
  public static final String STALE_EXPERIMENT = "LLM-EXP-005";

  /** The winner or its promotion is not valid. */
  public static final String INVALID_COMPLETION = "LLM-EXP-006";

  /** What the experiment refers to is gone, so that it cannot start. */
  public static final String NOT_STARTABLE = "LLM-EXP-007";

  /** The unit to assign is not valid. */
  public static final String INVALID_UNIT = "LLM-EXP-008";

  /** The status does not allow assignments. */
  public static final String NOT_ASSIGNING = "LLM-EXP-009";

  /** There are more observations in a batch than one may have. */
  public static final String BATCH_TOO_LARGE = "LLM-EXP-010";

  /** The server stops while it works. */
  public static final String INTERRUPTED = "LLM-EXP-011";

  /** What the status does not allow to be changed any more. */
  public static final String EDIT_REFUSED = "LLM-EXP-012";

  /** An experiment that is running or paused cannot be deleted. */
  public static final String DELETE_REFUSED = "LLM-EXP-013";

  /** A comparison of prompts or models is not valid. */
  public static final String INVALID_COMPARISON = "LLM-EXP-014";

  /** What is to be planned is not valid. */
  public static final String INVALID_PLAN = "LLM-EXP-015";

  /** An override names no variant of the experiment. */
  public static final String INVALID_OVERRIDE = "LLM-EXP-020";

  /** The experiment has ended, or has as many overrides as it may have. */
  public static final String OVERRIDE_REFUSED = "LLM-EXP-016";

  /** There is no override of the unit. */
  public static final String UNKNOWN_OVERRIDE = "LLM-EXP-017";

  /** The attributes of a unit are not valid. */
  public static final String INVALID_ATTRIBUTES = "LLM-EXP-018";

  /** The experiment does not keep the attribute. */
  public static final String UNKNOWN_SEGMENT = "LLM-EXP-021";

  /** The attribute has too many values to break results down by. */
  public static final String TOO_MANY_SEGMENTS = "LLM-EXP-022";

  /** The traffic of an experiment that has started cannot shrink. */
  public static final String TRAFFIC_REFUSED = "LLM-EXP-019";

  /** An observation has no usable id. */
  public static final String OBSERVATION_ID = "LLM-OBS-001";

  /** An observation names an unknown experiment. */
  public static final String OBSERVATION_EXPERIMENT = "LLM-OBS-002";

  /** The experiment of an observation does not accept any. */
  public static final String OBSERVATION_STATUS = "LLM-OBS-003";

  /** An observation names a metric that the experiment does not watch. */
  public static final String OBSERVATION_METRIC = "LLM-OBS-004";

  /** The unit of an observation is not valid. */
  public static final String OBSERVATION_UNIT = "LLM-OBS-005";

  /** The unit of an observation was never assigned to a variant. */
  public static final String OBSERVATION_UNEXPOSED = "LLM-OBS-006";

  /** An observation names another variant than the unit was assigned to. */
  public static final String OBSERVATION_VARIANT = "LLM-OBS-007";

  /** The value of an observation is not a usable number. */
  public static final String OBSERVATION_VALUE = "LLM-OBS-008";

  /** The value of an observation of a proportion is neither 0 nor 1. */
  public static final String OBSERVATION_NOT_BINARY = "LLM-OBS-009";

  /** The time of an observation lies in the future. */
  public static final String OBSERVATION_TIME = "LLM-OBS-010";

  /** The unit of an observation was given its variant by hand. */
  public static final String OBSERVATION_OVERRIDDEN = "LLM-OBS-011";

  /** An observation was measured before its unit was assigned. */
  public static final String OBSERVATION_BEFORE_EXPOSURE = "LLM-OBS-012";

  private ExperimentCodes() {}
}
