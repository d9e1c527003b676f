package dev.llmops.kernel.template;

import dev.llmops.kernel.template.RenderProblem.Code;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds given values against the declared variables and fills in defaults. Used once, by one
 * thread.
 */
final class ValueCheck {

  /** Looking for similar names costs time; nobody reads more hints than this. */
  private static final int MOST_HINTS = 20;

  private final Map<String, Variable> declared = new LinkedHashMap<>();
  private final Map<String, ValuePattern> patterns;
  private final RenderMode mode;
  private final Map<String, Json> used = new LinkedHashMap<>();
  private final List<RenderProblem> problems = new ArrayList<>();

  ValueCheck(
      List<Variable> declared,
      Map<String, ValuePattern> patterns,
      Map<String, Json> values,
      RenderMode mode) {
    this.patterns = patterns;
    this.mode = mode;
    for (Variable variable : declared) {
      if (this.declared.putIfAbsent(variable.name(), variable) != null) {
        throw new IllegalArgumentException("variable " + variable.name() + " is declared twice");
      }
    }
    this.declared
        .values()
        .forEach(variable -> take(variable, values.getOrDefault(variable.name(), Json.NULL)));
    values.keySet().stream()
        .filter(name -> !this.declared.containsKey(name))
        .sorted()
        .forEach(name -> takeUndeclared(name, values.get(name)));
  }

  /**
   * The value of every declared variable, JSON null for one that has none or an unfit one; in
   * lenient mode undeclared values too.
   */
  Map<String, Json> used() {
    return used;
  }

  List<RenderProblem> problems() {
    return problems;
  }

  private void take(Variable variable, Json given) {
    String name = variable.name();
    Json value = given.isNull() ? variable.defaultValue() : given;
    boolean fits = variable.type().accepts(value);
    used.put(name, fits ? value : Json.NULL);
    if (value.isNull()) {
      if (variable.required() && mode == RenderMode.STRICT) {
        problems.add(
            RenderProblem.of(
                name,
                Code.MISSING,
                "variable " + name + " is missing, it must be " + withArticle(variable.type())));
      }
    } else if (!fits) {
      String subject = (given.isNull() ? "the default of variable " : "variable ") + name;
      problems.add(
          RenderProblem.of(
              name, Code.WRONG_TYPE, subject + " " + wrongType(variable.type(), value)));
    } else if (mismatch(variable, value)) {
      used.put(name, Json.NULL);
      problems.add(RenderProblem.of(name, Code.MISMATCH, "variable " + name + mismatch(variable)));
    }
  }

  private boolean mismatch(Variable variable, Json value) {
    ValuePattern pattern = patterns.get(variable.name());
    return pattern != null && !pattern.matches(ValueText.of(value));
  }

  /** Never shows the value, which may be a secret. */
  static String mismatch(Variable variable) {
    return " does not match its pattern "
        + SyntaxProblems.shown(variable.validation())
        + " as a whole, or has more than "
        + ValuePattern.MAX_VALUE
        + " characters";
  }

  private void takeUndeclared(String name, Json value) {
    if (mode == RenderMode.LENIENT) {
      used.put(name, value);
    } else {
      reportUndeclared(name);
    }
  }

  private void reportUndeclared(String name) {
    String hint =
        problems.size() >= MOST_HINTS
            ? ""
            : NearestName.to(name, declared.keySet())
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
    problems.add(
        RenderProblem.of(
            name,
            Code.UNDECLARED,
            "variable " + SyntaxProblems.shown(name) + " is not declared" + hint));
  }

  /** Such as "must be an integer, was a string". */
  static String wrongType(VariableType wanted, Json value) {
    return "must be " + withArticle(wanted) + ", was " + kind(value);
  }

  private static String withArticle(VariableType type) {
    return switch (type) {
      case INTEGER, OBJECT -> "an " + type.wireName();
      case STRING, NUMBER, BOOLEAN, LIST -> "a " + type.wireName();
    };
  }

  private static String kind(Json value) {
    return switch (value.kind()) {
      case NULL -> "null";
      case BOOLEAN -> "a boolean";
      case NUMBER -> value.isInteger() ? "an integer" : "a number with a fraction";
      case STRING -> "a string";
      case ARRAY -> "a list";
      case OBJECT -> "an object";
    };
  }
}
