package dev.llmops.provider.replay;

import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file of answers, one JSON object a line. Of several answers to the request of one hash the last
 * line counts; the other entries are tried in the order of the file. A line is appended as a whole,
 * and a piece of one, left at the end by a crash, is passed over and then replaced; a whole one
 * that only lacks its line end is kept. Thread-safe.
 */
final class Cassette {

  private static final long LARGEST = 256L << 20;
  private static final int MOST_MISTAKES = 10;

  /** One writer at a time within this process; a lock on the file keeps other processes out. */
  private static final Object WRITING = new Object();

  private final Path file;
  private final EntryReader reader;
  private final Map<String, Entry> byHash = new ConcurrentHashMap<>();
  private final List<Entry> scripted = new ArrayList<>();

  private Cassette(Path file, EntryReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Reads a file; one that is not there holds nothing.
   *
   * @throws IllegalArgumentException with its mistakes and their lines
   * @throws IOException when it cannot be read
   */
  static Cassette read(Path file, EntryReader reader) throws IOException {
    Cassette cassette = new Cassette(file, reader);
    if (!Files.exists(file)) {
      return cassette;
    }
    if (Files.size(file) > LARGEST) {
      throw new IllegalArgumentException(tooLarge(file));
    }
    String text = text(file);
    List<String> lines = text.lines().toList();
    List<String> mistakes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean piece = i == lines.size() - 1 && !text.endsWith("\n");
      try {
        if (!lines.get(i).isBlank()) {
          cassette.add(reader.read(lines.get(i)));
        }
      } catch (IllegalArgumentException e) {
        if (!piece) {
          mistakes.add(file + ":" + (i + 1) + " " + e.getMessage());
        }
      }
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(
          String.join("; ", mistakes.subList(0, Math.min(MOST_MISTAKES, mistakes.size()))));
    }
    return cassette;
  }

  /** Strictly read but for what follows the last line end: a crash can cut a character there. */
  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end))
          + new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + " is not UTF-8; write it again in that encoding", e);
    }
  }

  private static String tooLarge(Path file) {
    return file + " is larger than " + (LARGEST >> 20) + " MiB; divide it, or record into another";
  }

  private void add(Entry entry) {
    if (entry.match() instanceof Match.Hash(String hash)) {
      byHash.put(hash, entry);
    } else {
      scripted.add(entry);
    }
  }

  /** How many entries there are. */
  int size() {
    return byHash.size() + scripted.size();
  }

  /** The entry that answers a request, which is thereby used once. */
  Optional<Entry> take(ChatRequest request, String hash) {
    Entry recorded = byHash.get(hash);
    if (recorded != null && recorded.take()) {
      return Optional.of(recorded);
    }
    return scripted.stream()
        .filter(entry -> entry.match().holds(request, hash) && entry.take())
        .findFirst();
  }

  /**
   * Adds an answer to the file and to what is known.
   *
   * @throws IOException when the file cannot be written
   */
  void record(String hash, ChatResponse response) throws IOException {
    append(EntryWriter.line(hash, response));
    byHash.put(
        hash,
        new Entry(
            new Match.Hash(hash),
            Outcome.Answer.of(response),
            Duration.ofMillis(response.latency().toMillis()),
            Long.MAX_VALUE));
  }

  private void append(String line) throws IOException {
    synchronized (WRITING) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        long end = endOfLastLine(channel);
        String kept = isEntry(rest(channel, end)) ? "\n" : "";
        if (kept.isEmpty()) {
          channel.truncate(end);
        }
        channel.position(channel.size());
        ByteBuffer bytes = ByteBuffer.wrap((kept + line + "\n").getBytes(StandardCharsets.UTF_8));
        if (channel.size() + bytes.remaining() > LARGEST) {
          throw new IOException(tooLarge(file));
        }
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
      }
    }
  }

  private static String rest(FileChannel channel, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // Reads on until it has everything.
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private boolean isEntry(String line) {
    try {
      return !line.isBlank() && reader.read(line) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Behind the last line end; whatever follows is a line without one, or a piece of a line. */
  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long end = channel.size(); end > 0; end--) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
    }
    return 0;
  }
}
