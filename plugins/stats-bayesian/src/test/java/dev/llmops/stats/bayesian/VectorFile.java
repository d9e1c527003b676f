package dev.llmops.stats.bayesian;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Values that were computed elsewhere; each names its source. */
final class VectorFile {

  private VectorFile() {}

  static List<JsonNode> cases(String name) throws IOException {
    String path = "/vectors/statistics/" + name + ".json";
    try (InputStream in = VectorFile.class.getResourceAsStream(path)) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).required("cases").forEach(cases::add);
      return cases;
    }
  }
}
