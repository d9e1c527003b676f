package dev.llmops.cli.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** A file that tells how much of it has been read. */
final class CountedFile extends FilterInputStream {

  private final LongConsumer listener;
  private long count;

  private CountedFile(InputStream source, LongConsumer listener) {
    super(source);
    this.listener = listener;
  }

  static CountedFile open(Path file, LongConsumer listener) {
    try {
      return new CountedFile(Files.newInputStream(file), listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      count += read;
      listener.accept(count);
    }
    return read;
  }
}
