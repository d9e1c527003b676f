package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.command.PromptCommand.Reference;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptArgumentsTest {

  @Test
  void aReferenceMayNameAVersion() {
    assertThat(Reference.parse("team/greet@^1.2").body())
        .isEqualTo(Map.of("name", "team/greet", "ref", "^1.2"));
    assertThat(Reference.parse("greet").body()).isEqualTo(Map.of("name", "greet"));
  }

  @Test
  void aValueIsTextUnlessItIsMarkedAsJson() {
    assertThat(Assignment.parse("a=1=2")).isEqualTo(new Assignment("a", "1=2", false));
    assertThat(Assignment.parse("a:=[1]")).isEqualTo(new Assignment("a", "[1]", true));
  }

  @Test
  void saysHowAValueIsWritten() {
    assertThatThrownBy(() -> Assignment.parse("a"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("VAR=VALUE");
  }
}
