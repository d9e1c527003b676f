package dev.llmops.server.http;

import dev.llmops.model.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads newline-delimited JSON line by line without holding more than one line in memory. Blank
 * lines are skipped but counted. Not thread-safe.
 */
public final class NdjsonReader {

  /** One mebibyte. */
  public static final int DEFAULT_MAX_LINE = 1 << 20;

  private static final int BUFFER = 16 * 1024;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * One line.
   *
   * @param number counted from 1
   * @param value what it holds
   */
  public record Line<T>(long number, T value) {}

  private final WireJson json;
  private final InputStream source;
  private final int maximumLine;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int filled;
  private boolean atEnd;
  private long number;

  /** Reads from a stream, which the caller closes; lines have at most the given number of bytes. */
  public NdjsonReader(WireJson json, InputStream source, int maximumLine) {
    this.json = Objects.requireNonNull(json, "json is null");
    this.source = Objects.requireNonNull(source, "source is null");
    this.maximumLine = maximumLine;
  }

  /**
   * The next line, empty at the end.
   *
   * @throws HttpProblem naming the line when it is too long, not UTF-8 or not JSON, and when the
   *     body cannot be read further
   */
  public Optional<Line<Json>> next() throws IOException {
    return next(Json.class);
  }

  /**
   * The next line bound to a type, empty at the end.
   *
   * @throws HttpProblem naming the line when it is too long, not UTF-8, not JSON or does not fit,
   *     and when the body cannot be read further
   */
  public <T> Optional<Line<T>> next(Class<T> type) throws IOException {
    while (true) {
      Optional<byte[]> line = nextBytes();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      byte[] bytes = number == 1 ? withoutByteOrderMark(line.get()) : line.get();
      String place = "line " + number + ": ";
      if (!decode(bytes, place).isBlank()) {
        return Optional.of(new Line<>(number, json.read(bytes, type, place)));
      }
    }
  }

  private Optional<byte[]> nextBytes() throws IOException {
    if (atEnd) {
      return Optional.empty();
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int start = position;
      while (position < filled && buffer[position] != '\n') {
        position++;
      }
      line.write(buffer, start, position - start);
      if (line.size() > maximumLine) {
        throw new HttpProblem(
            HttpError.TOO_LARGE, "line " + number + " is longer than " + maximumLine + " bytes");
      }
      if (position < filled) {
        position++;
        return Optional.of(line.toByteArray());
      }
      filled = Math.max(0, source.read(buffer));
      position = 0;
      if (filled == 0) {
        atEnd = true;
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
      }
    }
  }

  private static byte[] withoutByteOrderMark(byte[] line) {
    int length = BYTE_ORDER_MARK.length;
    return line.length >= length && Arrays.equals(line, 0, length, BYTE_ORDER_MARK, 0, length)
        ? Arrays.copyOfRange(line, length, line.length)
        : line;
  }

  private static String decode(byte[] bytes, String place) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new HttpProblem(HttpError.MALFORMED_JSON, place + "not UTF-8");
    }
  }
}
