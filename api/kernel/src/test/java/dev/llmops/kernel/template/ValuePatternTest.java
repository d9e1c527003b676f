package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.kernel.template.ContractProblem.Code;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuePatternTest {

  private static List<ContractProblem> problems(Variable variable) {
    return TemplateContract.check(Template.parse("{{" + variable.name() + "}}"), List.of(variable));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "\\d{100}\\w{100}\\d{100}",
        "(?i)yes|no",
        "[]{9}]{3}",
        "[[:alpha:]{]{20}",
        "\\p{L}{1,200}",
        "\\Q{1000}(\\E{200}",
        "a{,3}{"
      })
  void acceptsWhatPeopleWrite(String pattern) {
    assertThat(ValuePattern.problem(pattern)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "((a{1,100}){1,100}){1,100}",
        "(((a{30}b){30}c){30}d){30}",
        "(\\Q)\\Ea{300}b){300}",
        "([)]a{300}b){300}",
        "(\\)a{300}b){300}"
      })
  void refusesShortTextsThatStandForHugePatterns(String pattern) {
    assertThat(ValuePattern.problem(pattern))
        .hasValueSatisfying(why -> assertThat(why).contains("too large"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a-z", "(", "a**", "(?=a)", "(a)\\1", "(?<!a)b", "a++"})
  void refusesWhatIsNoRe2Expression(String pattern) {
    assertThat(problems(Variable.required("v").withValidation(pattern)))
        .extracting(ContractProblem::location, ContractProblem::code)
        .containsExactly(tuple("/variables/0/validation", Code.INVALID_PATTERN));
  }

  @Test
  void refusesOverlongPatternsAndPatternsOfListsAndObjects() {
    assertThat(ValuePattern.problem("a".repeat(501)))
        .contains("a pattern has at most 500 characters, this one has 501");
    for (VariableType type : List.of(VariableType.LIST, VariableType.OBJECT)) {
      assertThat(problems(new Variable("v", type, true, Json.NULL, "", "a")))
          .extracting(ContractProblem::code)
          .containsExactly(Code.INVALID_PATTERN);
    }
  }

  @Test
  void aDefaultMustMatchItsPattern() {
    assertThat(
            problems(new Variable("v", VariableType.STRING, false, Json.of("abc"), "", "[a-z]{2}")))
        .extracting(ContractProblem::location, ContractProblem::code)
        .containsExactly(tuple("/variables/0/default", Code.WRONG_DEFAULT));
  }
}
