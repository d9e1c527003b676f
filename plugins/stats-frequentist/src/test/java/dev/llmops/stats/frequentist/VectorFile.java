package dev.llmops.stats.frequentist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of reference values: one method, many cases. */
final class VectorFile {

  /** One case; the tolerance is relative, with an absolute floor of 1e-12. */
  record Case(String method, String name, JsonNode inputs, JsonNode expected, double tolerance) {

    boolean agrees(double got, double wanted) {
      return Math.abs(got - wanted) <= Math.max(1e-12, tolerance * Math.abs(wanted));
    }

    @Override
    public String toString() {
      return method + " " + name;
    }
  }

  private VectorFile() {}

  static List<Case> read(String method) {
    String path = "/vectors/statistics/" + method + ".json";
    try (InputStream in = VectorFile.class.getResourceAsStream(path)) {
      JsonNode file = new ObjectMapper().readTree(in);
      List<Case> cases = new ArrayList<>();
      for (JsonNode one : file.required("cases")) {
        cases.add(
            new Case(
                file.required("method").textValue(),
                one.required("name").textValue(),
                one.required("inputs"),
                one.required("expected"),
                one.required("rel_tol").doubleValue()));
      }
      return cases;
    } catch (IOException e) {
      throw new AssertionError("cannot read " + path, e);
    }
  }
}
