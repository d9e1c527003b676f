package dev.llmops.kernel.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionReferenceTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3", "0.0.0", "2.0.0-rc.1", "1.0.0+build"})
  void readsFullVersionsAsExact(String text) {
    assertThat(VersionReference.parse(text))
        .isEqualTo(new VersionReference.Exact(SemanticVersion.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "production",
        "staging",
        "canary-2",
        "team.blue",
        "a",
        "x1",
        "xmas",
        "x-ray",
        "v",
        "vip",
        "v2-canary",
        "a_b",
        "latest-good"
      })
  void readsNamesAsLabels(String text) {
    assertThat(VersionReference.parse(text))
        .isEqualTo(new VersionReference.Label(text))
        .hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "x",
        "x.x",
        "x || 1.x",
        "1",
        "1.2",
        "1.x",
        "^1.2.3",
        "=1.2.3",
        "1 - 2",
        ">=1 <2"
      })
  void readsEverythingElseAsRange(String text) {
    assertThat(VersionReference.parse(text))
        .isEqualTo(new VersionReference.Range(VersionRange.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "latest",
        "x.1",
        "v1.2.3",
        "v1",
        "v1.x",
        "Production",
        "prod uction",
        "_a",
        "-a",
        "ä",
        "prodü",
        "1.2.3.4",
        "a/b",
        "junk!",
        " production"
      })
  void refusesWhatIsNoneOfThem(String text) {
    assertThatThrownBy(() -> VersionReference.parse(text))
        .isInstanceOf(VersionSyntaxException.class);
  }

  @Test
  void tellsWhatToUseInsteadOfLatest() {
    assertThatThrownBy(() -> VersionReference.parse("latest"))
        .hasMessageContaining("production")
        .hasMessageContaining("*");
    assertThatThrownBy(() -> VersionReference.parse("v1.2.3")).hasMessageContaining("without v");
  }

  @Test
  void limitsLabelNames() {
    assertThat(VersionReference.requireLabelName("a".repeat(63))).hasSize(63);
    assertThatThrownBy(() -> VersionReference.requireLabelName("a".repeat(64)))
        .hasMessageContaining("63");
    for (String name : new String[] {"x", "x.1", "x.x", "1.0", "1.0.0", "latest", "", "A", "^1"}) {
      assertThatThrownBy(() -> VersionReference.requireLabelName(name))
          .isInstanceOf(VersionSyntaxException.class);
      assertThatThrownBy(() -> new VersionReference.Label(name))
          .isInstanceOf(VersionSyntaxException.class);
    }
  }
}
