package dev.llmops.kernel.template;

import dev.llmops.kernel.template.ContractProblem.Code;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Whether a template and its declared variables fit together, to be checked before a prompt version
 * is stored.
 *
 * <p>A name inside a section need not be declared when an enclosing section may have fields: not
 * inside {@code {{#premium}}} when {@code premium} is a declared boolean. A required variable with
 * a default is no contradiction: it is never missing. Pure and thread-safe.
 */
public final class TemplateContract {

  private final List<Variable> declared;
  private final Map<String, VariableType> types = new HashMap<>();
  private final List<ContractProblem> problems = new ArrayList<>();

  private TemplateContract(List<Variable> declared) {
    this.declared = List.copyOf(declared);
    declared.forEach(variable -> types.putIfAbsent(variable.name(), variable.type()));
  }

  /**
   * Every contradiction: first those of the variables, then those of the template in the order of
   * its text.
   */
  public static List<ContractProblem> check(Template template, List<Variable> declared) {
    return check(Map.of("/content", template), declared);
  }

  /**
   * The same for a prompt of several templates, which share their variables.
   *
   * @param templates by the JSON pointer of their place in the declaration, in its order
   */
  public static List<ContractProblem> check(
      Map<String, Template> templates, List<Variable> declared) {
    TemplateContract contract = new TemplateContract(declared);
    contract.checkVariables();
    templates.forEach((pointer, template) ->
        template.references().forEach(use -> contract.checkReference(pointer, use)));
    return List.copyOf(contract.problems);
  }

  /** The positions of declared variables that no template uses, in order. */
  public static List<Integer> unused(Collection<Template> templates, List<Variable> declared) {
    Set<String> used = new HashSet<>();
    templates.forEach(
        template -> template.references().forEach(reference -> used.add(reference.root())));
    return IntStream.range(0, declared.size())
        .filter(i -> !used.contains(declared.get(i).name()))
        .boxed()
        .toList();
  }

  private void checkVariables() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < declared.size(); i++) {
      Variable variable = declared.get(i);
      String location = "/variables/" + i;
      String name = variable.name();
      VariableNames.problem(name)
          .ifPresent(why -> report(location + "/name", Code.INVALID_NAME, why));
      if (!seen.add(name)) {
        report(
            location + "/name",
            Code.DUPLICATE_NAME,
            "variable " + SyntaxProblems.shown(name) + " is declared more than once");
      }
      if (variable.hasDefault() && !variable.type().accepts(variable.defaultValue())) {
        String why = ValueCheck.wrongType(variable.type(), variable.defaultValue());
        report(
            location + "/default",
            Code.WRONG_DEFAULT,
            "the default of variable " + SyntaxProblems.shown(name) + " " + why);
      }
      if (!variable.validation().isEmpty()) {
        checkPattern(variable, location);
      }
    }
  }

  private void checkPattern(Variable variable, String location) {
    String name = SyntaxProblems.shown(variable.name());
    if (variable.type() == VariableType.LIST || variable.type() == VariableType.OBJECT) {
      report(
          location + "/validation",
          Code.INVALID_PATTERN,
          "a pattern is for text, numbers and booleans; variable "
              + name
              + " is declared as "
              + variable.type().wireName());
      return;
    }
    Optional<String> why = ValuePattern.problem(variable.validation());
    if (why.isPresent()) {
      report(location + "/validation", Code.INVALID_PATTERN, why.get());
    } else if (variable.hasDefault()
        && variable.type().accepts(variable.defaultValue())
        && !ValuePattern.of(List.of(variable))
            .get(variable.name())
            .matches(ValueText.of(variable.defaultValue()))) {
      report(
          location + "/default",
          Code.WRONG_DEFAULT,
          "the default of variable " + name + ValueCheck.mismatch(variable));
    }
  }

  private void checkReference(String pointer, Reference reference) {
    if (reference.root().equals(".")
        || reference.sections().stream().anyMatch(this::mayHaveFields)) {
      return;
    }
    String location = pointer + ":" + reference.line() + ":" + reference.column();
    Optional<VariableType> type = Optional.ofNullable(types.get(reference.root()));
    if (type.isEmpty()) {
      String hint =
          NearestName.to(reference.root(), types.keySet())
              .map(near -> ", did you mean " + near + "?")
              .orElse("");
      report(
          location,
          Code.UNDECLARED,
          "the template uses "
              + shown(reference)
              + ", but variable "
              + reference.root()
              + " is not declared"
              + hint);
    } else if (!reference.name().equals(reference.root()) && type.get() != VariableType.OBJECT) {
      report(
          location,
          Code.NO_FIELDS,
          "the template uses "
              + shown(reference)
              + ", but variable "
              + reference.root()
              + " is declared as "
              + type.get().wireName()
              + " and so has no fields");
    }
  }

  private static String shown(Reference reference) {
    return reference.name()
        + (reference.within().isEmpty() ? "" : " at " + reference.within() + ", which it includes");
  }

  /**
   * Whether what is included somewhere may get its values from the elements of a section around it,
   * as far as the declaration tells.
   */
  public static boolean suppliesFields(Inclusion inclusion, List<Variable> declared) {
    TemplateContract contract = new TemplateContract(declared);
    return inclusion.sections().stream().anyMatch(contract::mayHaveFields);
  }

  /**
   * Whether the value of a section may be an object or a list of objects, as far as the declaration
   * tells.
   */
  private boolean mayHaveFields(String section) {
    Path path = Path.of(section);
    if (path.isCurrent() || path.segments().size() > 1) {
      return true;
    }
    VariableType type = types.getOrDefault(section, VariableType.OBJECT);
    return type == VariableType.OBJECT || type == VariableType.LIST;
  }

  private void report(String location, Code code, String message) {
    problems.add(new ContractProblem(location, code, message));
  }
}
