package dev.llmops.model.experiment;

import dev.llmops.model.json.Json;
import java.util.List;
import java.util.Objects;

/**
 * What must hold of a unit for it to take part in an experiment.
 *
 * @param attribute the name of an attribute of the unit
 * @param operator how it is compared
 * @param values texts, numbers or booleans, as many as the operator takes
 */
public record TargetingCondition(String attribute, TargetingOperator operator, List<Json> values) {

  public TargetingCondition {
    Objects.requireNonNull(attribute, "attribute is null");
    Objects.requireNonNull(operator, "operator is null");
    values = List.copyOf(values);
  }
}
