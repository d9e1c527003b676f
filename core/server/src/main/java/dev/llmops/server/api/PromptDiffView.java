package dev.llmops.server.api;

import dev.llmops.model.prompt.Variable;
import dev.llmops.service.prompt.PromptDiff;
import java.util.List;
import java.util.Locale;

/** What is different between two versions, as it goes over the wire. */
record PromptDiffView(
    String name,
    String from,
    String to,
    boolean identical,
    List<LineView> lines,
    VariablesView variables,
    List<PromptDiff.FieldChange> config,
    List<PromptDiff.IncludeChange> includes) {

  record LineView(String op, String text) {}

  record VariablesView(
      List<Variable> added, List<Variable> removed, List<PromptDiff.VariableChange> changed) {}

  static PromptDiffView of(PromptDiff diff) {
    return new PromptDiffView(
        diff.from().name(),
        diff.from().version(),
        diff.to().version(),
        diff.identical(),
        diff.lines().stream()
            .map(line -> new LineView(line.op().name().toLowerCase(Locale.ROOT), line.text()))
            .toList(),
        new VariablesView(diff.added(), diff.removed(), diff.changed()),
        diff.config(),
        diff.includes());
  }
}
