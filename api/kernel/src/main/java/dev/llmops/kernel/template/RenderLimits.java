package dev.llmops.kernel.template;

/**
 * What one rendering may use, so that nested sections over long lists can exhaust neither memory
 * nor processor.
 *
 * @param maxOutputBytes the most bytes of the text in UTF-8, at least 1
 * @param maxSteps the most pieces of the template to visit, counted anew for each element of a
 *     section, at least 1
 */
public record RenderLimits(int maxOutputBytes, int maxSteps) {

  /** 4 MiB and a million steps. */
  public static final RenderLimits DEFAULT = new RenderLimits(4 * 1024 * 1024, 1_000_000);

  public RenderLimits {
    if (maxOutputBytes < 1 || maxSteps < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1, were "
              + maxOutputBytes
              + " bytes and "
              + maxSteps
              + " steps");
    }
  }
}
