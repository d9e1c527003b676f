package dev.llmops.service.prompt;

import dev.llmops.kernel.template.ContractProblem;
import dev.llmops.kernel.template.Template;
import dev.llmops.kernel.template.TemplateContract;
import dev.llmops.kernel.template.TemplateSyntaxException;
import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.kernel.version.VersionReference;
import dev.llmops.kernel.version.VersionSyntaxException;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds everything that is wrong with a new prompt version and, when nothing is, compiles it. */
final class DraftCheck {

  /** The most characters of a template. */
  static final int MAX_CONTENT = 1_000_000;

  private static final int MAX_TEXT = 10_000;
  private static final int MAX_LINE = 200;
  private static final int MAX_TAGS = 50;
  private static final int MAX_LABELS = 50;
  private static final int MAX_VARIABLES = 500;
  private static final int MAX_CONTRACT_PROBLEMS = 100;

  private final Problems problems = new Problems();

  /**
   * What a sound draft consists of.
   *
   * @param version its parsed version
   * @param template its compiled content
   */
  record Checked(SemanticVersion version, Template template) {}

  private DraftCheck() {}

  /** Checks a draft and throws {@code INVALID} with all problems. */
  static Checked check(NewPromptVersion draft) {
    DraftCheck check = new DraftCheck();
    Names.check(draft.name(), "/name", check.problems);
    SemanticVersion version = check.version(draft.version());
    Template template = check.content(draft.content());
    check.variables(template, draft.variables());
    check.texts(draft);
    check.labels(draft.labels());
    check.problems.throwIfAny(PromptCodes.INVALID_VERSION, "the prompt version");
    return new Checked(version, template);
  }

  private SemanticVersion version(String text) {
    try {
      return SemanticVersion.parse(text);
    } catch (VersionSyntaxException e) {
      problems.add("/version", e.getMessage());
      return SemanticVersion.of(0, 0, 0);
    }
  }

  private Template content(String content) {
    if (content.isBlank()) {
      problems.add("/content", "a prompt needs content");
    } else if (content.length() > MAX_CONTENT) {
      problems.add(
          "/content",
          "content has at most " + MAX_CONTENT + " characters, this one has " + content.length());
    } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(content)) {
      problems.add("/content", "content must be Unicode text; it has half of a surrogate pair");
    } else {
      try {
        return Template.parse(content);
      } catch (TemplateSyntaxException e) {
        e.problems().forEach(problem -> problems.add("/content", problem.toString()));
      }
    }
    // The variables are checked all the same, against a template that uses none.
    return Template.parse("");
  }

  private void variables(Template template, List<Variable> variables) {
    if (!problems.require(
        variables.size() <= MAX_VARIABLES,
        "/variables",
        "a prompt declares at most "
            + MAX_VARIABLES
            + " variables, this one has "
            + variables.size())) {
      return;
    }
    List<ContractProblem> found = TemplateContract.check(template, variables);
    found.stream().limit(MAX_CONTRACT_PROBLEMS).forEach(this::contractProblem);
    if (found.size() > MAX_CONTRACT_PROBLEMS) {
      problems.add(
          "/content",
          "and " + (found.size() - MAX_CONTRACT_PROBLEMS) + " more problems of this kind");
    }
  }

  /** A place in the template is told in the message, since a JSON pointer cannot name it. */
  private void contractProblem(ContractProblem problem) {
    int place = problem.location().indexOf(':');
    if (place < 0) {
      problems.add(problem.location(), problem.message());
    } else {
      problems.add(
          problem.location().substring(0, place),
          problem.location().substring(place + 1) + ": " + problem.message());
    }
  }

  private void texts(NewPromptVersion draft) {
    atMost(draft.description(), MAX_TEXT, "/description", "a description");
    atMost(draft.commitMessage(), MAX_TEXT, "/commitMessage", "a commit message");
    atMost(draft.author(), MAX_LINE, "/author", "an author");
    problems.require(draft.metadata().isObject(), "/metadata", "metadata must be a JSON object");
    problems.require(
        draft.tags().size() <= MAX_TAGS,
        "/tags",
        "a version has at most " + MAX_TAGS + " tags, this one has " + draft.tags().size());
    for (int i = 0; i < draft.tags().size(); i++) {
      problems.require(!draft.tags().get(i).isBlank(), "/tags/" + i, "a tag must not be blank");
      atMost(draft.tags().get(i), MAX_LINE, "/tags/" + i, "a tag");
    }
  }

  private void atMost(String text, int limit, String pointer, String what) {
    problems.require(
        text.length() <= limit,
        pointer,
        what + " has at most " + limit + " characters, this one has " + text.length());
  }

  private void labels(List<String> labels) {
    problems.require(
        labels.size() <= MAX_LABELS,
        "/labels",
        "a version gets at most " + MAX_LABELS + " labels at a time, these are " + labels.size());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < labels.size(); i++) {
      try {
        VersionReference.requireLabelName(labels.get(i));
      } catch (VersionSyntaxException e) {
        problems.add("/labels/" + i, e.getMessage());
      }
      problems.require(
          seen.add(labels.get(i)), "/labels/" + i, "label " + labels.get(i) + " is given twice");
    }
  }
}
