package dev.llmops.kernel.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticVersionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0",
        "1.2.3",
        "10.20.30",
        "999999999.0.0",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-0.3.7",
        "1.0.0-x.7.z.92",
        "1.0.0-x-y-z.--",
        "1.0.0-alpha+001",
        "1.0.0+20130313144700",
        "1.0.0-beta+exp.sha.5114f85",
        "1.0.0+21AF26D3---117B344092BD",
        "1.0.0-20240101120000",
        "1.0.0-0A.is.legal",
        "1.1.2+meta-valid"
      })
  void readsWhatItWrites(String text) {
    assertThat(SemanticVersion.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | is empty",
        "1 | three numbers",
        "1.2 | three numbers",
        "1.2.3.4 | three numbers",
        "v1.2.3 | must not start with v",
        "V1.2.3 | must not start with V",
        "\" 1.2.3\" | blanks",
        "\"1.2.3 \" | blanks",
        "01.2.3 | must not start with 0",
        "1.02.3 | minor number",
        "1.2.x | patch number",
        "1.2.3- | empty identifier",
        "1.2.3-a..b | empty identifier",
        "1.2.3+ | empty identifier",
        "1.2.3-01 | must not start with 0",
        "1.2.3-ä | letters",
        "1.2.3+a+b | letters",
        "1000000000.0.0 | above 999999999",
        "-1.2.3 | three numbers",
        "1.-2.3 | three numbers",
        "latest | three numbers",
        "1.2.3\u00a0 | blanks",
        "\u0661.2.3 | digits"
      })
  void saysWhatIsWrong(String text, String why) {
    assertThatThrownBy(() -> SemanticVersion.parse(text))
        .isInstanceOf(VersionSyntaxException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("1.4.0");
  }

  @Test
  void refusesEndlessTextShortly() {
    assertThatThrownBy(() -> SemanticVersion.parse("1.0.0-" + "a".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void ordersAsSemverOrgDoes() {
    List<SemanticVersion> ordered =
        List.of(
                "0.9.0",
                "1.0.0-0",
                "1.0.0-2",
                "1.0.0-10",
                "1.0.0-20240101120000",
                "1.0.0-A",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.0+a",
                "1.0.0+b",
                "1.9.0",
                "1.10.0",
                "1.11.0",
                "2.0.0",
                "2.1.0",
                "2.1.1",
                "10.0.0")
            .stream()
            .map(SemanticVersion::parse)
            .toList();
    for (int seed = 0; seed < 50; seed++) {
      List<SemanticVersion> shuffled = new ArrayList<>(ordered);
      Collections.shuffle(shuffled, new Random(seed));
      Collections.sort(shuffled);
      assertThat(shuffled).isEqualTo(ordered);
    }
  }

  @Test
  void ordersConsistentlyWithEquals() {
    List<SemanticVersion> versions =
        List.of("1.0.0", "1.0.0+a", "1.0.0-a", "1.0.0-a+a", "1.0.0-1", "1.0.0-1.1").stream()
            .map(SemanticVersion::parse)
            .toList();
    for (SemanticVersion a : versions) {
      for (SemanticVersion b : versions) {
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
      }
    }
  }

  @Test
  void cannotBeMadeFromBadParts() {
    assertThatThrownBy(() -> SemanticVersion.of(-1, 0, 0))
        .isInstanceOf(VersionSyntaxException.class);
    assertThatThrownBy(() -> new SemanticVersion(1, 0, 0, "01", ""))
        .isInstanceOf(VersionSyntaxException.class);
    assertThatThrownBy(() -> new SemanticVersion(1, 0, 0, "", "a b"))
        .isInstanceOf(VersionSyntaxException.class);
  }
}
