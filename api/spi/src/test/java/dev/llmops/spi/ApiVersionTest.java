package dev.llmops.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiVersionTest {

  @Test
  void isASemanticVersionWithoutQualifier() {
    assertThat(ApiVersion.current()).matches("\\d+\\.\\d+\\.\\d+");
  }
}
