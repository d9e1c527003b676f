package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ConfigurationIT {

  private static final String SECRET = "sk-never-to-be-shown";

  private final Archive archive = Archive.unpacked();

  @Test
  void everyMistakeIsToldAtOnceWithPlaceAndNothingIsStarted() throws IOException {
    int port = freePort();
    Path config =
        archive.config(
            """
            server: { listen: "127.0.0.1:%d" }
            evaluation:
              concurency: 4
              pass-mark: 7
            providers:
              main: { use: openai, api-key: "%s" }
              other: { use: opnai, api-key: "${env:LLMOPS_IT_MISSING}" }
            metrics:
              brief: { use: word-limit, max: many }
            """
                .formatted(port, SECRET));

    Command.Outcome serve = archive.llmops("serve", "--config", config.toString()).run();

    assertThat(serve.exitCode()).as(serve::all).isEqualTo(78);
    String name = config.toString();
    assertThat(serve.err())
        .contains(name + ":3:3", name + ":4:", name + ":6:", name + ":7:", name + ":9:")
        .contains("concurrency", "openai", "LLMOPS_IT_MISSING", "nothing was started")
        .doesNotContain("Exception");
    assertThat(serve.all()).doesNotContain(SECRET);
    Assertions.assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);

    Command.Outcome check = archive.llmops("config", "check", "--config", name).run();

    assertThat(check.exitCode()).isEqualTo(78);
    assertThat(check.err()).isEqualTo(serve.err());
  }

  @Test
  void aRequiredSettingThatIsMissingIsAMistakeInTheConfiguration() {
    Path config = archive.config("providers: { main: { use: openai } }\n");

    Command.Outcome check = archive.llmops("config", "check", "--config", config.toString()).run();

    assertThat(check.exitCode()).as(check::all).isEqualTo(78);
    assertThat(check.err()).contains(config + ":1:").contains("model");
  }

  @Test
  void theShippedConfigurationHasNoMistakes() {
    Command.Outcome check = archive.llmops("config", "check").run();

    assertThat(check.exitCode()).as(check::all).isZero();
    assertThat(check.out()).contains("no problems");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
