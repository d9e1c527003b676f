package dev.llmops.host.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plugin's exception as text, so that no class of the plugin is kept.
 *
 * @param type the name of its class
 * @param message empty when it has none or its message cannot be asked for
 * @param frames at most 30 stack frames
 * @param cause one line about each cause, outermost first, at most five
 */
public record CopiedFailure(String type, String message, List<String> frames, List<String> cause) {

  private static final int MOST_FRAMES = 30;
  private static final int MOST_CAUSES = 5;
  private static final int LONGEST_MESSAGE = 2000;

  public CopiedFailure {
    Objects.requireNonNull(type, "type is null");
    Objects.requireNonNull(message, "message is null");
    frames = List.copyOf(frames);
    cause = List.copyOf(cause);
  }

  /** Copies an exception, whose own methods are foreign code and may throw. */
  public static CopiedFailure of(Throwable failure) {
    return new CopiedFailure(
        failure.getClass().getName(), messageOf(failure), framesOf(failure), causesOf(failure));
  }

  static String messageOf(Throwable failure) {
    try {
      return Optional.ofNullable(failure.getMessage())
          .map(text -> text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) : text)
          .orElse("");
    } catch (Throwable unreadable) {
      return "";
    }
  }

  private static List<String> framesOf(Throwable failure) {
    try {
      return Arrays.stream(failure.getStackTrace())
          .limit(MOST_FRAMES)
          .map(StackTraceElement::toString)
          .toList();
    } catch (Throwable unreadable) {
      return List.of();
    }
  }

  private static List<String> causesOf(Throwable failure) {
    try {
      List<Throwable> chain =
          Stream.iterate(failure.getCause(), Objects::nonNull, CopiedFailure::causeOf)
              .limit(MOST_CAUSES)
              .toList();
      return chain.stream().map(CopiedFailure::line).collect(Collectors.toList());
    } catch (Throwable unreadable) {
      return List.of();
    }
  }

  private static Throwable causeOf(Throwable failure) {
    return failure.getCause();
  }

  private static String line(Throwable failure) {
    String message = messageOf(failure);
    return failure.getClass().getName() + (message.isEmpty() ? "" : ": " + message);
  }

  /** One line: class and message, with the innermost cause when there is one. */
  public String summary() {
    String own = type + (message.isEmpty() ? "" : ": " + message);
    return cause.isEmpty() ? own : own + " (caused by " + cause.getLast() + ")";
  }
}
