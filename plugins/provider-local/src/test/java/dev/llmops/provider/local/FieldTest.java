package dev.llmops.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTest {

  @Test
  void readsNameAndValueWithoutWhiteSpaceAround() {
    assertThat(Field.parse("  User text-2 :  12:30 at http://x  "))
        .contains(new Field("User text-2", "12:30 at http://x"));
    assertThat(Field.parse("Label:")).contains(new Field("Label", ""));
    assertThat(Field.parse("\u00c9tiquette:\tx")).contains(new Field("\u00c9tiquette", "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no field",
        ": x",
        "http://example.org",
        "at 12:30",
        "9: x",
        "Really? yes: x",
        "A name that is far longer than any field would have: x"
      })
  void takesNothingElseForAField(String line) {
    assertThat(Field.parse(line)).isEmpty();
  }
}
