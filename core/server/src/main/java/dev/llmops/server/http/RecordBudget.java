package dev.llmops.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds how much of a body is read for one record, whatever the parser behind it would gather in
 * memory. Parsers read ahead, so a record may be longer by what a buffer holds.
 */
public final class RecordBudget extends FilterInputStream {

  private final int maximum;
  private String place = "the first record";
  private long used;

  /** With the most bytes of a record. */
  public RecordBudget(InputStream source, int maximum) {
    super(source);
    this.maximum = maximum;
  }

  /**
   * Begins with the next record.
   *
   * @param where what to call it, such as {@code line 7}
   */
  public void renew(String where) {
    place = where;
    used = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    used += Math.max(0, read);
    if (used > maximum) {
      throw new HttpProblem(HttpError.TOO_LARGE, place + " is longer than " + maximum + " bytes");
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
