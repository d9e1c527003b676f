package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SecurityIT {

  private final Archive archive = Archive.unpacked();

  @Test
  void withAConfiguredKeyTheApiDemandsIt() {
    Command.Outcome made = archive.llmops("config", "key", "ci").run();
    String key = find(made.out(), "shown this once\\): (\\S+)");
    String entry = find(made.out(), "api-keys: (\\{.*})");

    try (ServerProcess server =
        ServerProcess.Launch.of(
                archive, "server: { listen: \"127.0.0.1:0\", api-keys: [ %s ] }\n".formatted(entry))
            .start()) {
      assertThat(server.http().get("/api/v1/plugins").status()).isEqualTo(401);
      assertThat(server.http().get("/api/v1/plugins", key + "x").status()).isEqualTo(401);
      server.http().get("/api/v1/plugins", key).expect(200);
      Command list =
          archive.llmops("plugin", "list").with("LLMOPS_SERVER", server.url().toString());
      assertThat(list.run().exitCode()).isEqualTo(1);
      assertThat(list.with("LLMOPS_API_KEY", key).run().exitCode()).isZero();
      assertThat(server.output()).doesNotContain(key);
    }
  }

  @Test
  void withoutKeysTheServerRefusesToListenWhereStrangersReachIt() {
    String config = archive.config("server: { listen: \"0.0.0.0:0\" }\n").toString();

    Command.Outcome serve = archive.llmops("serve", "--config", config).run();

    assertThat(serve.exitCode()).as(serve::all).isEqualTo(78);
    assertThat(serve.err()).contains(":1:19 server.listen", "without api-keys", "127.0.0.1");
  }

  private static String find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }
}
