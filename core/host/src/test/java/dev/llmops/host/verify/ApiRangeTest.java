package dev.llmops.host.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ">=1.0.0 & <2.0.0 | 1.0.0          | true",
        ">=1.0.0 & <2.0.0 | 1.9.9          | true",
        ">=1.0.0 & <2.0.0 | 2.0.0          | false",
        ">=1.0.0&<2.0.0   | 1.4.2-SNAPSHOT | true",
        ">=1.5.0          | 1.4.0          | false",
        ">=1.0.0          | 1.0.0-SNAPSHOT | true",
        "=1.0.0           | 1.0.0          | true",
        "=1.0.0           | 1.0.1          | false",
        "^1.2.0           | 1.9.0          | true",
        "^1.2.0           | 1.1.0          | false",
        "^1.2.0           | 2.0.0-rc1      | false",
        "~1.2.0           | 1.2.9          | true",
        "~1.2.0           | 1.3.0          | false",
        ">1.0.0 & <=1.1.0 | 1.1.0          | true",
        ">1.0.0           | 1.0.0          | false",
        "*                | 0.0.1          | true",
      })
  void holdsTheVersionsItSays(String range, String version, boolean contained) {
    assertThat(
            ApiRange.parse(range)
                .orElseThrow()
                .contains(SemanticVersion.parse(version).orElseThrow()))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1.0.0",
        ">=1.0",
        "junk",
        ">=1.0.0 &",
        "^^1.0.0",
        ">=1.0.0 | <2.0.0",
        ">=1.0.0 junk",
        "latest",
        "1.x",
        ">=01.0.0"
      })
  void refusesWhatIsNoRange(String text) {
    assertThat(ApiRange.parse(text)).isEmpty();
  }

  @Test
  void ordersVersionsByTheSpecification() {
    String[] ascending = {
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11",
      "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0"
    };
    for (int i = 1; i < ascending.length; i++) {
      assertThat(SemanticVersion.parse(ascending[i - 1]).orElseThrow())
          .isLessThan(SemanticVersion.parse(ascending[i]).orElseThrow());
    }
    assertThat(SemanticVersion.parse("1.0.0+build.7")).isEqualTo(SemanticVersion.parse("1.0.0"));
    assertThat(SemanticVersion.parse("v1.0.0")).isEmpty();
    assertThat(SemanticVersion.parse("1.0")).isEmpty();
  }
}
