package dev.llmops.service.prompt;

import dev.llmops.kernel.template.TemplateContract;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.Problems;
import dev.llmops.service.prompt.Pins.Pin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The variables of a version: those that it declares, then those of the prompts that it includes.
 * Nobody has to repeat the latter; who does may describe them anew, give a default or require them,
 * but not take away what the included prompt relies on. Used once, by one thread.
 *
 * <p>What is included in a section over a list or an object gets its values from there, as every
 * name in such a section does; its variables are not inherited.
 */
final class InheritedVariables {

  private final String draft;
  private final Problems problems;
  private final Map<String, Integer> declared = new HashMap<>();
  private final Map<String, Variable> variables = new LinkedHashMap<>();

  /** The titles of the versions that variables are inherited from. */
  private final Map<String, String> origins = new HashMap<>();

  /** What was compared already: prompts are often included more than once. */
  private final Set<String> told = new HashSet<>();

  private InheritedVariables(NewPromptVersion draft, Problems problems) {
    this.draft = draft.name() + " " + draft.version();
    this.problems = problems;
    for (int i = 0; i < draft.variables().size(); i++) {
      Variable variable = draft.variables().get(i);
      declared.putIfAbsent(variable.name(), i);
      variables.putIfAbsent(variable.name(), variable);
    }
  }

  /** The variables of a draft that includes others; contradictions become problems. */
  static List<Variable> of(NewPromptVersion draft, List<Pin> pins, Problems problems) {
    InheritedVariables inherited = new InheritedVariables(draft, problems);
    // What stands outside of sections goes first, for it may declare what a section is over.
    pins.stream()
        .sorted(Comparator.comparing(pin -> !pin.inclusion().sections().isEmpty()))
        .forEach(inherited::inherit);
    List<Variable> all = new ArrayList<>(draft.variables());
    inherited.variables.forEach((name, variable) -> {
      if (!inherited.declared.containsKey(name)) {
        all.add(variable);
      }
    });
    return all;
  }

  private void inherit(Pin pin) {
    if (TemplateContract.suppliesFields(pin.inclusion(), List.copyOf(variables.values()))) {
      return;
    }
    PromptVersion version = pin.version();
    String title = version.name() + " " + version.version();
    for (Variable wanted : version.variables()) {
      Variable known = variables.putIfAbsent(wanted.name(), wanted);
      if (known == null) {
        origins.put(wanted.name(), title);
      } else if (declared.containsKey(wanted.name())) {
        requireServes(known, wanted, title);
      } else {
        requireAlike(known, wanted, title, pin);
      }
    }
  }

  private void requireServes(Variable own, Variable wanted, String title) {
    boolean serves =
        own.type() == wanted.type()
            && (wanted.validation().isEmpty() || own.validation().equals(wanted.validation()))
            && (neverAbsent(own) || !neverAbsent(wanted));
    if (!serves && told.add(own.name() + " for " + title)) {
      problems.add(
          "/variables/" + declared.get(own.name()),
          "variable "
              + own.name()
              + " is "
              + shown(own)
              + " in "
              + draft
              + ", but "
              + shown(wanted)
              + " in "
              + title
              + ", which it includes; declare it alike, leave it out to inherit it, or rename it");
    }
  }

  private void requireAlike(Variable known, Variable wanted, String title, Pin pin) {
    String origin = origins.get(known.name());
    boolean first = told.add(known.name() + " of " + origin + " and " + title);
    if (first && !shown(known).equals(shown(wanted))) {
      problems.add(
          pin.pointer(),
          pin.inclusion().line()
              + ":"
              + pin.inclusion().column()
              + ": variable "
              + known.name()
              + " is "
              + shown(known)
              + " in "
              + origin
              + ", but "
              + shown(wanted)
              + " in "
              + title
              + ", and "
              + draft
              + " includes both; declare it here so that it suits both, or rename it in one of them");
    }
  }

  private static boolean neverAbsent(Variable variable) {
    return variable.required() || variable.hasDefault();
  }

  /** All that matters for its values, such as {@code string, required, pattern [A-Z]+}. */
  private static String shown(Variable variable) {
    String presence =
        variable.hasDefault()
            ? ", default " + variable.defaultValue()
            : variable.required() ? ", required" : ", optional";
    return variable.type().wireName()
        + presence
        + (variable.validation().isEmpty() ? "" : ", pattern " + variable.validation());
  }
}
