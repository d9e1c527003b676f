package dev.llmops.service.prompt;

import dev.llmops.kernel.template.ContractProblem;
import dev.llmops.kernel.template.ExpansionException;
import dev.llmops.kernel.template.Template;
import dev.llmops.kernel.template.TemplateContract;
import dev.llmops.kernel.template.TemplateSyntaxException;
import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.kernel.version.VersionReference;
import dev.llmops.kernel.version.VersionSyntaxException;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import dev.llmops.service.prompt.Pins.Pin;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds everything that is wrong with a new prompt version, and what looks like a mistake. */
final class DraftCheck {

  /** The most characters of a template. */
  static final int MAX_CONTENT = 1_000_000;

  private static final int MAX_TEXT = 10_000;
  private static final int MAX_LINE = 200;
  private static final int MAX_TAGS = 50;
  private static final int MAX_LABELS = 50;
  private static final int MAX_VARIABLES = 500;
  private static final int MAX_CONTRACT_PROBLEMS = 100;
  private static final int MAX_MESSAGES = 200;

  private final Problems problems = new Problems();
  private final Problems warnings = new Problems();

  /** The templates that parse, by their place. */
  private final Map<String, Template> templates = new LinkedHashMap<>();

  private boolean broken;

  private DraftCheck() {}

  /**
   * Checks a draft.
   *
   * @param families gives the prompt of a name, or throws {@code NOT_FOUND} with near names
   */
  static PromptCheck check(
      NewPromptVersion draft, Function<String, PromptFamily> families, LabelProtection protection) {
    DraftCheck check = new DraftCheck();
    Names.check(draft.name(), "/name", check.problems);
    check.version(draft.version());
    check.body(draft);
    Pins pins = new Pins(draft.name(), families, check.problems);
    check.templates.forEach(pins::add);
    check.include(pins);
    List<Variable> variables = check.variables(draft, pins.pins());
    check.texts(draft);
    check.labels(draft.labels());
    protection.check(draft.labels(), check.problems);
    return new PromptCheck(
        check.problems.list(), check.warnings.list(), pins.includes(), variables);
  }

  private void version(String text) {
    try {
      SemanticVersion.parse(text);
    } catch (VersionSyntaxException e) {
      problems.add("/version", e.getMessage());
    }
  }

  private void body(NewPromptVersion draft) {
    if (draft.messages().isEmpty()) {
      content(draft.content(), "/content", "a prompt needs content, or messages for a chat");
      return;
    }
    problems.require(
        draft.content().isEmpty(),
        "/content",
        "a prompt has either content or messages, not both; put the content into a message");
    problems.require(
        draft.messages().size() <= MAX_MESSAGES,
        "/messages",
        "a prompt has at most "
            + MAX_MESSAGES
            + " messages, this one has "
            + draft.messages().size());
    long total = 0;
    for (int i = 0; i < draft.messages().size(); i++) {
      String content = draft.messages().get(i).content();
      total += content.length();
      content(content, "/messages/" + i + "/content", "a message needs content");
    }
    problems.require(
        total <= MAX_CONTENT,
        "/messages",
        "all messages together have at most " + MAX_CONTENT + " characters, these have " + total);
  }

  private void content(String content, String pointer, String blank) {
    if (content.isBlank()) {
      problems.add(pointer, blank);
    } else if (content.length() > MAX_CONTENT) {
      problems.add(
          pointer,
          "content has at most " + MAX_CONTENT + " characters, this one has " + content.length());
    } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(content)) {
      problems.add(pointer, "content must be Unicode text; it has half of a surrogate pair");
    } else {
      try {
        templates.put(pointer, Template.parse(content));
        return;
      } catch (TemplateSyntaxException e) {
        e.problems().forEach(problem -> problems.add(pointer, problem.toString()));
      }
    }
    // The variables are checked all the same, against the templates that parse.
    broken = true;
  }

  /** Puts what is included in the place of the tags. */
  private void include(Pins pins) {
    if (!pins.complete()) {
      broken = true;
      return;
    }
    long left = MAX_CONTENT;
    for (Map.Entry<String, Template> template : templates.entrySet()) {
      if (template.getValue().inclusions().isEmpty()) {
        continue;
      }
      try {
        template.setValue(template.getValue().including(pins.includes(), left));
        left -= template.getValue().length();
      } catch (ExpansionException e) {
        broken = true;
        problems.add(
            template.getKey(),
            "with everything that it includes, a prompt has at most "
                + MAX_CONTENT
                + " characters; include less");
      }
    }
  }

  /** Checks the variables against the templates; returns them with those of what is included. */
  private List<Variable> variables(NewPromptVersion draft, List<Pin> pins) {
    List<Variable> variables = InheritedVariables.of(draft, pins, problems);
    if (!problems.require(
        variables.size() <= MAX_VARIABLES,
        "/variables",
        "a prompt has at most "
            + MAX_VARIABLES
            + " variables, with those of what it includes, this one has "
            + variables.size())) {
      return variables;
    }
    Map<Boolean, List<ContractProblem>> found =
        TemplateContract.check(templates, variables).stream()
            .collect(
                Collectors.partitioningBy(problem ->
                    draft.lenient() && problem.code() == ContractProblem.Code.UNDECLARED));
    contractProblems(found.get(false), problems);
    contractProblems(found.get(true), warnings);
    if (!broken) {
      TemplateContract.unused(templates.values(), draft.variables())
          .forEach(unused ->
              warnings.add(
                  "/variables/" + unused,
                  "variable "
                      + draft.variables().get(unused).name()
                      + " is declared but nothing uses it"));
    }
    return variables;
  }

  private static void contractProblems(List<ContractProblem> found, Problems into) {
    found.stream().limit(MAX_CONTRACT_PROBLEMS).forEach(problem -> contractProblem(problem, into));
    if (found.size() > MAX_CONTRACT_PROBLEMS) {
      into.add("", "and " + (found.size() - MAX_CONTRACT_PROBLEMS) + " more of this kind");
    }
  }

  /** A place in the template is told in the message, since a JSON pointer cannot name it. */
  private static void contractProblem(ContractProblem problem, Problems into) {
    int place = problem.location().indexOf(':');
    if (place < 0) {
      into.add(problem.location(), problem.message());
    } else {
      into.add(
          problem.location().substring(0, place),
          problem.location().substring(place + 1) + ": " + problem.message());
    }
  }

  private void texts(NewPromptVersion draft) {
    atMost(draft.description(), MAX_TEXT, "/description", "a description");
    atMost(draft.commitMessage(), MAX_TEXT, "/commitMessage", "a commit message");
    atMost(draft.author(), MAX_LINE, "/author", "an author");
    atMost(draft.config().model(), MAX_LINE, "/config/model", "a model name");
    problems.require(
        draft.config().parameters().isObject(),
        "/config/parameters",
        "parameters must be a JSON object");
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
