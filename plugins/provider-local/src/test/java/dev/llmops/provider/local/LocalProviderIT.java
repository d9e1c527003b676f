package dev.llmops.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.host.guard.PluginCallException;
import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ProviderException;
import org.junit.jupiter.api.Test;

/** The packaged plugin in the real host. */
class LocalProviderIT {

  private static final String PROMPT =
      """
      Review: red apple pie
      Label: one

      Review: red apple cake
      Label: two

      Review: red apple tart
      Label: two

      Review: red apple
      Label:
      """;

  @Test
  void answersUnderItsOwnNameWithoutSettings() throws Exception {
    try (PluginHarness harness = PluginHarness.start("")) {
      ChatResponse response =
          harness
              .provider("local")
              .call(
                  (provider, call) -> provider.complete(ChatRequest.ofUser(PROMPT).build(), call));

      assertThat(response.text()).isEqualTo("two");
      assertThat(response.model()).isEqualTo("nearest-example");
    }
  }

  @Test
  void takesItsSettingsFromTheFile() throws Exception {
    try (PluginHarness harness =
        PluginHarness.start(
            """
            providers:
              single: { use: local, neighbours: 1 }
            """)) {
      ChatResponse response =
          harness
              .provider("single")
              .call(
                  (provider, call) -> provider.complete(ChatRequest.ofUser(PROMPT).build(), call));

      assertThat(response.text()).isEqualTo("one");
    }
  }

  @Test
  void saysWhyAPromptIsRefused() throws Exception {
    try (PluginHarness harness = PluginHarness.start("")) {
      PluginCallException failure =
          catchThrowableOfType(
              PluginCallException.class,
              () ->
                  harness
                      .provider("local")
                      .call((provider, call) ->
                          provider.complete(ChatRequest.ofUser("hi").build(), call)));

      assertThat(failure.providerKind()).contains(ProviderException.Kind.INVALID_REQUEST);
      assertThat(failure).hasMessageContaining("the prompt must hold examples");
    }
  }

  @Test
  void refusesWrongSettingsTogether() {
    assertThatThrownBy(() ->
            PluginHarness.start(
                """
                providers:
                  wrong: { use: local, neighbours: 51, model: gpt-5 }
                """))
        .hasMessageContaining("providers.wrong.neighbours")
        .hasMessageContaining("providers.wrong.model")
        .hasMessageContaining("the only model of this provider");
  }
}
