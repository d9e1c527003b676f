package dev.llmops.kernel.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {

  private static List<SemanticVersion> versions(String... texts) {
    return Stream.of(texts).map(SemanticVersion::parse).toList();
  }

  /**
   * Expectations from node-semver 7; where semver4j alone goes wrong: {@code ^0}, {@code ^0.0},
   * {@code ^0.x}, {@code ~*}, {@code - x}.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "1.2.3: 1.2.3 1.2.3+b: 1.2.4 1.2.3-a",
        "=1.2.3: 1.2.3: 1.2.2",
        "1.2: 1.2.0 1.2.9: 1.3.0 1.1.9 1.2.0-a",
        "1: 1.0.0 1.9.9: 2.0.0 0.9.9 2.0.0-0",
        "*: 0.0.0 9.9.9: 1.0.0-a",
        "x: 0.0.0 9.9.9: 1.0.0-a",
        "X.x: 3.1.4: 3.1.4-a",
        "1.x: 1.0.0 1.9.9: 2.0.0",
        "1.2.x: 1.2.0: 1.3.0",
        "^1.2.3: 1.2.3 1.9.0: 2.0.0 1.2.2 2.0.0-a 1.9.0-a",
        "^0.2.3: 0.2.3 0.2.9: 0.3.0 0.2.2",
        "^0.0.3: 0.0.3: 0.0.4 0.0.2",
        "^0: 0.0.0 0.9.9: 1.0.0 5.0.0",
        "^0.0: 0.0.0 0.0.9: 0.1.0",
        "^0.x: 0.5.0: 1.0.0",
        "^0.0.x: 0.0.7: 0.1.0",
        "^1.x: 1.0.0 1.5.0: 2.0.0 0.9.0",
        "^x: 0.0.0 7.0.0: 7.0.0-a",
        "~1.2.3: 1.2.3 1.2.9: 1.3.0 1.2.2",
        "~1.2: 1.2.0: 1.3.0",
        "~1: 1.0.0 1.9.9: 2.0.0",
        "~*: 0.0.0 5.1.0: 5.1.0-a",
        "~0.0.1: 0.0.1 0.0.9: 0.1.0",
        ">1.2: 1.3.0: 1.2.9",
        ">1: 2.0.0: 1.9.9",
        ">=1.2: 1.2.0: 1.1.9",
        "<1.2: 1.1.9: 1.2.0 1.2.0-a",
        "<=1.2: 1.2.9: 1.3.0",
        "<=1: 1.9.9: 2.0.0",
        ">1.2.3: 1.2.4: 1.2.3",
        "1.2.3 - 2.3.4: 1.2.3 2.3.4: 2.3.5 1.2.2",
        "1.2 - 2.3: 1.2.0 2.3.9: 2.4.0",
        "1.2.3 - 2: 2.9.9: 3.0.0",
        "1.2.3 - x: 1.2.3 9.9.9: 1.2.2",
        "* - 2: 0.0.0 2.9.9: 3.0.0",
        ">=1.2.3 <2.0.0: 1.9.9: 2.0.0",
        "1.x || >=2.5.0 || 5.0.0 - 7.2.3: 1.1.0 2.5.0 6.0.0: 2.4.9",
        "1.2.3-b.2: 1.2.3-b.2: 1.2.3 1.2.3-b.3",
        ">=1.2.3-b.2: 1.2.3-b.2 1.2.3-b.10 1.2.3 1.3.0: 1.2.3-b.1 1.2.4-b.3 1.3.0-a",
        "^1.2.3-b.2: 1.2.3-b.2 1.2.3-rc 1.9.0: 1.2.3-b.1 1.2.4-b.2 2.0.0 2.0.0-0",
        "~1.2.3-b.2: 1.2.3-b.4 1.2.9: 1.2.4-b.4 1.3.0",
        "^0.0.3-b: 0.0.3-b 0.0.3-rc 0.0.3: 0.0.4 0.0.3-a",
        "^1.2.3 >=2.0.0-a: : 2.0.0-b 2.0.0 1.5.0",
        "<1.2.3-b: 1.2.3-a 1.2.2: 1.2.3-b 1.2.3",
        ">1.0.0-20240101120000: 1.0.0-20240101120001 1.0.0: 1.0.0-20240101115959",
        ">*: : 0.0.0 9.0.0",
        "<*: : 0.0.0"
      })
  void containsWhatNpmSays(String range, String inside, String outside) {
    VersionRange parsed = VersionRange.parse(range);
    for (String version : inside == null ? new String[0] : inside.split(" ")) {
      assertThat(parsed.contains(SemanticVersion.parse(version)))
          .as("%s in %s", version, range)
          .isTrue();
    }
    for (String version : outside.split(" ")) {
      assertThat(parsed.contains(SemanticVersion.parse(version)))
          .as("%s in %s", version, range)
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "junk",
        "^^1",
        ">=abc",
        "^1.2 junk",
        "abc 1.x",
        "^1.2 || junk",
        "latest",
        "||",
        "1.x ||",
        "|| 1.x",
        "1.x || || 2.x",
        "v1.2.3",
        "^v1",
        "1.2.3.4",
        "x.1",
        "1.x.3",
        "1.2-beta",
        "1.x-beta",
        "1.2.3-",
        "1.2.3-01",
        "01.2",
        "1.",
        ".1",
        "1..2",
        "^",
        ">= ",
        "> >= 1",
        "1.2.3 -",
        "- 1.2.3",
        "1.2.3 - 2 - 3",
        "1 - 2 3",
        ">1 - 2",
        "~>1.2",
        "=>1",
        "><1",
        "!1",
        "1.2.3 , 2",
        "1|2",
        "1.2.3\t",
        "^1\n",
        "1000000000",
        "\u0661.x"
      })
  void refusesJunk(String text) {
    assertThatThrownBy(() -> VersionRange.parse(text))
        .isInstanceOf(VersionSyntaxException.class)
        .hasMessageContaining("is no version range")
        .hasMessageContaining("^1.2.0");
  }

  @Test
  void refusesEndlessText() {
    assertThatThrownBy(() -> VersionRange.parse("1 ".repeat(1000)))
        .hasMessageContaining("longer than 256");
  }

  @Test
  void writesBlanksOneWay() {
    assertThat(VersionRange.parse("  >=  1.2   < 2||3.x ")).hasToString(">=1.2 <2 || 3.x");
    assertThat(VersionRange.parse(">= 1.2")).isEqualTo(VersionRange.parse(">=1.2"));
  }

  @Test
  void findsTheHighestVersion() {
    List<SemanticVersion> all =
        versions(
            "1.2.0",
            "1.10.0",
            "1.9.0",
            "2.0.0-rc.1",
            "1.11.0-rc.1",
            "1.10.0+b",
            "1.10.0+a",
            "0.1.0");
    assertThat(VersionRange.parse("^1.2").highestIn(all)).hasToString("Optional[1.10.0+b]");
    assertThat(VersionRange.parse("*").highestIn(all)).hasToString("Optional[1.10.0+b]");
    assertThat(VersionRange.parse(">=2.0.0-0").highestIn(all)).hasToString("Optional[2.0.0-rc.1]");
    assertThat(VersionRange.parse("^3").highestIn(all)).isEmpty();
    assertThat(VersionRange.parse("*").highestIn(List.of())).isEmpty();
  }

  @Test
  void containsEachExactVersionAndNothingElse() {
    Random random = new Random(3);
    String[] suffixes = {"", "-a", "-b.2", "-0", "-b.10"};
    for (int i = 0; i < 2000; i++) {
      String a =
          random.nextInt(3)
              + "."
              + random.nextInt(3)
              + "."
              + random.nextInt(3)
              + suffixes[random.nextInt(5)];
      String b =
          random.nextInt(3)
              + "."
              + random.nextInt(3)
              + "."
              + random.nextInt(3)
              + suffixes[random.nextInt(5)];
      assertThat(VersionRange.parse(a).contains(SemanticVersion.parse(b))).isEqualTo(a.equals(b));
    }
  }

  @Test
  void agreesWithTheOrderOfStableVersions() {
    Random random = new Random(4);
    for (int i = 0; i < 2000; i++) {
      SemanticVersion a =
          SemanticVersion.of(random.nextInt(3), random.nextInt(3), random.nextInt(3));
      SemanticVersion b =
          SemanticVersion.of(random.nextInt(3), random.nextInt(3), random.nextInt(3));
      assertThat(VersionRange.parse("<" + a).contains(b)).isEqualTo(b.compareTo(a) < 0);
      assertThat(VersionRange.parse(">=" + a).contains(b)).isEqualTo(b.compareTo(a) >= 0);
      assertThat(VersionRange.parse("<" + a + " || >=" + a).contains(b)).isTrue();
      assertThat(VersionRange.parse("<" + a + " >=" + a).contains(b)).isFalse();
    }
  }
}
