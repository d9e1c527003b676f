package dev.llmops.service.prompt;

import dev.llmops.kernel.template.Inclusion;
import dev.llmops.kernel.template.Template;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the versions that the templates of a draft include, as they are registered now. Used once,
 * by one thread.
 */
final class Pins {

  /** How deep prompts may include each other. */
  static final int MAX_DEPTH = 8;

  /** The most versions that one version may include itself. */
  static final int MAX_INCLUDES = 100;

  /** A tag and the version that it includes. */
  record Pin(String pointer, Inclusion inclusion, PromptVersion version) {}

  private final String prompt;
  private final Function<String, PromptFamily> families;
  private final Problems problems;
  private final Map<String, Optional<PromptVersion>> found = new HashMap<>();
  private final List<IncludedPrompt> includes = new ArrayList<>();
  private final List<Pin> pins = new ArrayList<>();

  /**
   * Prepares to look for them.
   *
   * @param prompt the prompt of the draft
   * @param families gives the prompt of a name, or throws {@code NOT_FOUND} with near names
   */
  Pins(String prompt, Function<String, PromptFamily> families, Problems problems) {
    this.prompt = prompt;
    this.families = families;
    this.problems = problems;
  }

  /** Takes a template of the draft. */
  void add(String pointer, Template template) {
    for (Inclusion inclusion : template.inclusions()) {
      String key = inclusion.name() + "@" + inclusion.ref();
      if (!found.containsKey(key)) {
        found.put(key, pin(pointer, inclusion));
      }
      found.get(key).ifPresent(version -> pins.add(new Pin(pointer, inclusion, version)));
    }
  }

  /** Whether everything was found. */
  boolean complete() {
    return found.values().stream().allMatch(Optional::isPresent);
  }

  /** What is included, in the order of the first tags. */
  List<IncludedPrompt> includes() {
    return List.copyOf(includes);
  }

  /** Every tag, in order. */
  List<Pin> pins() {
    return List.copyOf(pins);
  }

  private Optional<PromptVersion> pin(String pointer, Inclusion inclusion) {
    if (inclusion.name().equals(prompt)) {
      return refuse(
          pointer,
          inclusion,
          "a prompt cannot include itself; put the text that is shared into a prompt of its own");
    }
    if (includes.size() == MAX_INCLUDES) {
      return refuse(
          pointer, inclusion, "a version includes at most " + MAX_INCLUDES + " others itself");
    }
    try {
      PromptVersion version =
          Resolution.resolve(
                  families.apply(inclusion.name()), Resolution.reference(inclusion.ref()))
              .version();
      return accept(pointer, inclusion, version);
    } catch (ServiceException e) {
      return refuse(pointer, inclusion, e.getMessage());
    }
  }

  private Optional<PromptVersion> accept(
      String pointer, Inclusion inclusion, PromptVersion version) {
    String title = version.name() + " " + version.version();
    if (version.isChat()) {
      return refuse(
          pointer,
          inclusion,
          title + " has messages, and only text can be included; include a text prompt");
    }
    if (depth(version.includes()) > MAX_DEPTH) {
      return refuse(
          pointer,
          inclusion,
          "prompts include each other at most "
              + MAX_DEPTH
              + " deep, and "
              + title
              + " is that deep already; include what it includes instead");
    }
    includes.add(
        new IncludedPrompt(
            version.name(),
            inclusion.ref(),
            version.version(),
            version.hash(),
            version.content(),
            version.includes()));
    return Optional.of(version);
  }

  private Optional<PromptVersion> refuse(String pointer, Inclusion inclusion, String why) {
    problems.add(pointer, inclusion.line() + ":" + inclusion.column() + ": " + why);
    return Optional.empty();
  }

  /** 1 for a version that includes nothing. */
  private static int depth(List<IncludedPrompt> includes) {
    return 1 + includes.stream().mapToInt(included -> depth(included.includes())).max().orElse(0);
  }
}
