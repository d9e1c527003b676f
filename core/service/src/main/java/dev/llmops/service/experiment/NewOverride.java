package dev.llmops.service.experiment;

/**
 * A variant that a unit shall get whatever the split says.
 *
 * @param variant one of the experiment's
 * @param reason why; may be empty
 */
public record NewOverride(String variant, String reason) {

  public NewOverride {
    variant = variant == null ? "" : variant;
    reason = reason == null ? "" : reason;
  }
}
