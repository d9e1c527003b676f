package dev.llmops.model.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.model.json.Json;
import org.junit.jupiter.api.Test;

class VariableTest {

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void isRequiredUnlessItSaysOtherwiseOrHasADefault() throws Exception {
    assertThat(read("{\"name\":\"a\"}")).isEqualTo(Variable.required("a"));
    assertThat(read("{\"name\":\"a\",\"required\":false}").required()).isFalse();
    assertThat(read("{\"name\":\"a\",\"default\":\"x\"}").required()).isFalse();
    assertThat(read("{\"name\":\"a\",\"default\":\"x\",\"required\":true}").required()).isTrue();
  }

  @Test
  void survivesARoundTrip() throws Exception {
    Variable variable = new Variable("n", VariableType.LIST, false, Json.of("x"), "why");
    assertThat(read(mapper.writeValueAsString(variable))).isEqualTo(variable);
    assertThat(mapper.writeValueAsString(variable))
        .contains("\"default\":\"x\"", "\"type\":\"list\"");
  }

  private Variable read(String json) throws Exception {
    return mapper.readValue(json, Variable.class);
  }
}
