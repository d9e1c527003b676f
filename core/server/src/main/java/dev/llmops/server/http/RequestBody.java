package dev.llmops.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpException;

/**
 * The bytes of a request body as they come, at most so many, with everything that can go wrong on
 * the way told as a problem.
 */
final class RequestBody extends FilterInputStream {

  private final long limit;
  private long count;

  RequestBody(InputStream source, long limit) {
    super(source);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(target, offset, length);
    } catch (IOException | RuntimeException e) {
      throwIfKnown(e);
      throw e;
    }
    count += Math.max(0, read);
    if (count > limit) {
      throw tooLarge(limit);
    }
    return read;
  }

  @Override
  public long skip(long n) throws IOException {
    long left = n;
    byte[] scratch = new byte[8192];
    while (left > 0) {
      int read = read(scratch, 0, (int) Math.min(left, scratch.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return n - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  static HttpProblem tooLarge(long limit) {
    return new HttpProblem(
        HttpError.TOO_LARGE, "the body has more than the " + limit + " bytes allowed here");
  }

  private static void throwIfKnown(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        throw tooSlow();
      }
      if (cause instanceof ZipException) {
        throw new HttpProblem(
            HttpError.MALFORMED_COMPRESSION, "the body is not what its Content-Encoding says");
      }
      if (cause instanceof HttpException http) {
        throw http.getCode() == HttpError.TOO_SLOW.status()
            ? tooSlow()
            : new HttpProblem(
                HttpError.MALFORMED_REQUEST, "the body ended early or is not well formed");
      }
    }
  }

  private static HttpProblem tooSlow() {
    return new HttpProblem(
        HttpError.TOO_SLOW, "the body came too slowly; the server gave up waiting");
  }
}
