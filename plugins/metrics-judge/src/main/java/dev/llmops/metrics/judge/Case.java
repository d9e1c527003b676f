package dev.llmops.metrics.judge;

import dev.llmops.spi.metric.ScoredSample;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What one judge is shown: texts of strangers, each between two marks that no text can hold. The
 * marks carry a ticket that is a digest of all the texts. A text that held its own digest would
 * have to be found among 2<sup>96</sup>; and the same case has the same ticket, so that recorded
 * verdicts can be replayed.
 *
 * @param task what the model under test was asked
 * @param answer what it answered
 * @param expected the wanted answer, at most one
 * @param remarks what other judges said
 * @param turn tells repeated questions about the same answer apart
 */
record Case(String task, String answer, List<String> expected, List<String> remarks, String turn) {

  private static final int TICKET_LENGTH = 24;

  Case {
    expected = List.copyOf(expected);
    remarks = List.copyOf(remarks);
  }

  static Case of(ScoredSample sample, String turn) {
    return new Case(
        sample.prompt(),
        sample.response().text(),
        sample.expected().stream().toList(),
        List.of(),
        turn);
  }

  Case withRemarks(List<String> others, String otherTurn) {
    return new Case(task, answer, expected, others, otherTurn);
  }

  /** Unforeseeable for whoever wrote the texts. */
  String ticket() {
    MessageDigest digest = sha256();
    List<String> parts = new ArrayList<>(List.of(turn, task, answer));
    parts.addAll(expected);
    parts.addAll(remarks);
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, TICKET_LENGTH);
  }

  /** The texts between their marks. */
  String fenced(String ticket) {
    StringBuilder text = new StringBuilder();
    fence(text, "TASK", ticket, task);
    expected.forEach(wanted -> fence(text, "REFERENCE ANSWER", ticket, wanted));
    fence(text, "ANSWER", ticket, answer);
    for (int i = 0; i < remarks.size(); i++) {
      fence(text, "REMARK " + (i + 1), ticket, remarks.get(i));
    }
    return text.toString();
  }

  private static void fence(StringBuilder text, String name, String ticket, String content) {
    text.append("<<<BEGIN ").append(name).append(' ').append(ticket).append(">>>\n");
    text.append(content).append('\n');
    text.append("<<<END ").append(name).append(' ').append(ticket).append(">>>\n");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
