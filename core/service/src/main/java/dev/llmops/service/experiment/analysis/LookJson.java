package dev.llmops.service.experiment.analysis;

import dev.llmops.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What a look keeps of a result: what may change while the experiment runs, and no texts. */
public final class LookJson {

  private static final List<String> EXPOSED = List.of("variant", "units");
  private static final List<String> ARM = List.of("variant", "units", "mean");
  private static final List<String> COMPARISON =
      List.of("variant", "status", "estimate", "interval", "pValue", "adjustedPValue", "verdict");

  private LookJson() {}

  /** From the JSON form of a result. */
  public static Json of(Json result) {
    Json ratio = field(result, "sampleRatio");
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("units", field(result, "units"));
    fields.put("arms", each(field(ratio, "arms"), arm -> only(arm, EXPOSED)));
    fields.put("sampleRatio", field(ratio, "status"));
    fields.put("metrics", each(field(result, "metrics"), LookJson::metric));
    fields.put("decision", only(field(result, "decision"), List.of("action", "variant")));
    return Json.object(fields);
  }

  private static Json metric(Json metric) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", field(metric, "name"));
    fields.put("arms", each(field(metric, "arms"), arm -> only(arm, ARM)));
    fields.put(
        "comparisons",
        each(field(metric, "comparisons"), comparison -> only(comparison, COMPARISON)));
    return Json.object(fields);
  }

  private static Json field(Json object, String name) {
    return object.get(name).orElse(Json.NULL);
  }

  private static Json only(Json object, List<String> names) {
    Map<String, Json> fields = new LinkedHashMap<>();
    names.forEach(name -> fields.put(name, field(object, name)));
    return Json.object(fields);
  }

  private static Json each(Json array, UnaryOperator<Json> form) {
    return Json.array(array.elements().stream().map(form).toList());
  }
}
