package dev.llmops.service.prompt;

import java.util.Objects;

/**
 * Something that refers to a prompt.
 *
 * @param kind what it is: {@code label}, {@code prompt}, {@code experiment}, {@code schedule},
 *     {@code binding} or {@code run}
 * @param id its id; of runs that of the newest; the name of a label; the prompt of a binding; of a
 *     prompt that includes this one its name and version, such as {@code support@1.2.0}
 * @param name its name; may be empty
 * @param ref which version it means: an exact version, a range or a label
 * @param status its state; may be empty
 * @param count how many there are of it, at least 1; runs of a version are counted together
 * @param protects whether the version that it means cannot be deleted
 */
public record PromptUser(
    String kind, String id, String name, String ref, String status, long count, boolean protects) {

  static final String BINDING = "binding";

  public PromptUser {
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(ref, "ref is null");
    Objects.requireNonNull(status, "status is null");
  }

  boolean isLabel(String label) {
    return kind.equals("label") && id.equals(label);
  }

  /** Such as {@code experiment "wording" (running)}. */
  String sentence() {
    if (count > 1) {
      return count + " " + kind + "s, the newest is " + id;
    }
    String title = name.isEmpty() ? id : name;
    String note = kind.equals(BINDING) ? "automatic evaluation; unbind the prompt first" : status;
    return kind + " \"" + title + "\"" + (note.isEmpty() ? "" : " (" + note + ")");
  }
}
