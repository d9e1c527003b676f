package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/** Refuses to write NaN and infinities, which JSON does not have. */
final class FiniteNumbers extends JsonGeneratorDelegate {

  FiniteNumbers(JsonGenerator target) {
    super(target, false);
  }

  @Override
  public void writeNumber(double value) throws IOException {
    requireFinite(value);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(float value) throws IOException {
    requireFinite(value);
    super.writeNumber(value);
  }

  @Override
  public void writeArray(double[] array, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      requireFinite(array[i]);
    }
    super.writeArray(array, offset, length);
  }

  private void requireFinite(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new JsonGenerationException(
          "JSON has no " + value + ", at " + getOutputContext().pathAsPointer(), this);
    }
  }
}
