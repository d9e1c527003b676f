package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A bare socket that sends what no HTTP client would. */
final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final PushbackInputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new PushbackInputStream(socket.getInputStream());
  }

  /** Asserts that an answer is a problem of the server's own with this status. */
  static void isProblem(String answer, int status) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .contains("Content-Type: application/problem+json")
        .contains("\"status\":" + status)
        .contains("\"code\":\"LLM-WEB-");
  }

  /** Sends a text and reads until the server closes. */
  static String exchange(int port, String request) throws IOException {
    try (RawClient client = new RawClient(port)) {
      return client.send(request).readToEnd();
    }
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Tells the server that nothing more will come. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** Everything until the server closes the connection, which it must within ten seconds. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server left the connection open after: " + all, e);
    } catch (IOException e) {
      if (all.size() == 0) {
        throw e;
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** What comes until the text occurs. */
  String readUntil(String text) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new AssertionError("closed after: " + all);
      }
      all.append((char) next);
    }
    return all.toString();
  }

  /** Whether the server has sent something or closed, looked at for at most the given time. */
  boolean hasAnswerWithin(Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      int next = in.read();
      if (next >= 0) {
        in.unread(next);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
  }

  /** Whether the server has closed, seen by a read of at most the given time. */
  boolean isClosedWithin(Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
