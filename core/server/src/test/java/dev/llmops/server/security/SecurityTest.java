package dev.llmops.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {

  @Test
  void aGeneratedKeyIsKnownByItsHash() {
    ApiKeys.NewKey key = ApiKeys.generate(new SecureRandom());
    ApiKeys keys = new ApiKeys(List.of(new ApiKeys.Entry("ci", key.hash())));

    assertThat(keys.nameOf(key.token())).hasValue("ci");
    assertThat(keys.nameOf(key.token() + "x")).isEmpty();
    assertThat(keys.nameOf("")).isEmpty();
    assertThat(key.token()).startsWith("llmops_").hasSize(50);
  }

  @Test
  void theHashIsThatOfTheCommonTools() {
    assertThat(ApiKeys.hash("abc"))
        .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void nothingPrintsAKey() {
    ApiKeys.NewKey key = ApiKeys.generate(new SecureRandom());

    assertThat(key.toString()).doesNotContain(key.token());
    assertThat(new ApiKeys.Entry("ci", key.hash()).toString()).isEqualTo("ci");
  }

  @Test
  void everyMistakeInTheKeysIsReported() {
    String hash = ApiKeys.hash("abc");

    assertThatThrownBy(
            () ->
                new ApiKeys(
                    List.of(
                        new ApiKeys.Entry("ci", hash),
                        new ApiKeys.Entry("ci", hash),
                        new ApiKeys.Entry("system", hash),
                        new ApiKeys.Entry("bad", "secret-in-clear"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"ci\"", "\"system\"", "\"bad\"")
        .hasMessageNotContaining("secret-in-clear");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080,127.0.0.1,8080,true",
    "localhost:0,localhost,0,true",
    "[::1]:80,::1,80,true",
    "127.1.2.3:80,127.1.2.3,80,true",
    "0.0.0.0:80,0.0.0.0,80,false",
    "[::]:80,::,80,false",
    "example.org:80,example.org,80,false",
    "127.0.0.1.example.org:80,127.0.0.1.example.org,80,false"
  })
  void listenAddressesAreRead(String text, String host, int port, boolean loopback) {
    ListenAddress address = ListenAddress.parse(text);

    assertThat(address).isEqualTo(new ListenAddress(host, port));
    assertThat(address.isLoopback()).isEqualTo(loopback);
    assertThat(address.toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", ":8080", "localhost", "localhost:", "localhost:x", "::1:80", "a:70000", "[]:1"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
