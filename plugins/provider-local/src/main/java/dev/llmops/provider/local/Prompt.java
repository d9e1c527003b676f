package dev.llmops.provider.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A prompt with labelled examples and a question, split where the last example ends.
 *
 * <pre>
 * Classify the sentiment. Answer with one word.
 *
 * Review: Good case, excellent value.
 * Label: positive
 *
 * Review: It broke after a week.
 * Label: negative
 *
 * Review: Great for the price!
 * Label:
 * </pre>
 *
 * <p>How it is read:
 *
 * <ul>
 *   <li>The last line that is not blank must be a {@link Field} without a value. Its name is the
 *       label field: {@code Label} above.
 *   <li>The text field is the one nearest above the first label: {@code Review} above. Whatever
 *       stands before it is an instruction to a language model and is not read.
 *   <li>A text begins at its field and runs up to the next label; it may have several lines.
 *   <li>Every label but the last has its value on its own line.
 * </ul>
 *
 * <p>Names are free but case-sensitive. Lines end with any of {@code \n}, {@code \r\n}, {@code \r}.
 *
 * @param head the prompt up to and including the line of the last label that has a value
 * @param tail what follows it, without the line of the blank label
 * @param labelField the name of the label field
 */
record Prompt(String head, String tail, String labelField) {

  /** An example: a text and its label. */
  record Example(String text, String label) {}

  /** The examples of a prompt with the name of their text field; at least one. */
  record Labelled(String textField, List<Example> examples) {}

  private static final String REMEDY =
      "; the prompt must hold examples such as \"Review: Good value.\" followed by a line \"Label:"
          + " positive\", then the question \"Review: …\" and, as the last line, \"Label:\" with"
          + " nothing after it";

  /**
   * Splits a prompt, reading no more of it than the question.
   *
   * @throws PromptFormatException when it does not end in a blank label, or holds no example
   */
  static Prompt split(String text) throws PromptFormatException {
    String trimmed = text.stripTrailing();
    int end = lineStart(trimmed, trimmed.length());
    Field last =
        Field.parse(trimmed.substring(end))
            .filter(Field::isBlank)
            .orElseThrow(() ->
                new PromptFormatException(
                    "the last line of the prompt is not a field without a value" + REMEDY));
    int lineEnd = end - 1;
    while (lineEnd > 0) {
      int start = lineStart(trimmed, lineEnd);
      Optional<Field> label = label(trimmed.substring(start, lineEnd), last.name());
      if (label.isPresent()) {
        if (label.get().isBlank()) {
          throw blankLabel(last.name());
        }
        return new Prompt(
            trimmed.substring(0, lineEnd), trimmed.substring(lineEnd, end), last.name());
      }
      lineEnd = start - 1;
    }
    throw new PromptFormatException(
        "the prompt holds no example: no line \"" + last.name() + ": …\" with a value" + REMEDY);
  }

  /**
   * Reads the examples.
   *
   * @throws PromptFormatException when a label has no text or no value
   */
  Labelled readExamples() throws PromptFormatException {
    List<String> lines = head.lines().toList();
    String textField = textField(lines);
    List<Example> examples = new ArrayList<>();
    StringBuilder text = null;
    for (String line : lines) {
      Optional<Field> field = Field.parse(line);
      if (field.isPresent() && field.get().name().equals(labelField)) {
        if (field.get().isBlank()) {
          throw blankLabel(labelField);
        }
        if (text == null) {
          throw new PromptFormatException(
              "the label \"" + field.get().value() + "\" has no \"" + textField + ":\" above it");
        }
        examples.add(new Example(text.toString(), field.get().value()));
        text = null;
      } else if (text != null) {
        text.append('\n').append(line);
      } else if (field.isPresent() && field.get().name().equals(textField)) {
        text = new StringBuilder(field.get().value());
      }
    }
    return new Labelled(textField, List.copyOf(examples));
  }

  /**
   * The text that is asked about.
   *
   * @throws PromptFormatException when there is none
   */
  String question(String textField) throws PromptFormatException {
    StringBuilder text = null;
    for (String line : tail.lines().toList()) {
      if (text != null) {
        text.append('\n').append(line);
      } else {
        text =
            Field.parse(line)
                .filter(field -> field.name().equals(textField))
                .map(field -> new StringBuilder(field.value()))
                .orElse(null);
      }
    }
    if (text == null) {
      throw new PromptFormatException(
          "the prompt asks nothing: no \"" + textField + ":\" stands after the last example");
    }
    return text.toString();
  }

  private String textField(List<String> lines) throws PromptFormatException {
    Optional<Field> nearest = Optional.empty();
    for (String line : lines) {
      Optional<Field> field = Field.parse(line);
      if (field.isPresent() && field.get().name().equals(labelField)) {
        break;
      }
      if (field.isPresent()) {
        nearest = field;
      }
    }
    return nearest
        .map(Field::name)
        .orElseThrow(() ->
            new PromptFormatException(
                "no field such as \"Review:\" stands above the first \""
                    + labelField
                    + ":\""
                    + REMEDY));
  }

  private static PromptFormatException blankLabel(String labelField) {
    return new PromptFormatException(
        "more than one \""
            + labelField
            + ":\" has no value; write the label of an example on the same line and leave only the"
            + " last one blank");
  }

  private static Optional<Field> label(String line, String name) {
    return Field.parse(line).filter(field -> field.name().equals(name));
  }

  /** Where the line begins that ends before the given place. */
  private static int lineStart(String text, int end) {
    int start = end;
    while (start > 0 && text.charAt(start - 1) != '\n' && text.charAt(start - 1) != '\r') {
      start--;
    }
    return start;
  }
}
