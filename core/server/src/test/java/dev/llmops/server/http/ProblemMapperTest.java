package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.spi.storage.StorageException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemMapperTest {

  private final ProblemMapper mapper = new ProblemMapper();

  private static ProblemBody body(Reply reply) {
    return (ProblemBody) ((Reply.Value) reply.body()).value();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID,422", "NOT_FOUND,404", "CONFLICT,409", "STALE,412", "TOO_LARGE,413", "UNAVAILABLE,503"
  })
  void refusalsOfServicesKeepTheirCodeAndText(ServiceException.Kind kind, int status) {
    Reply reply =
        mapper.reply(
            new ServiceException(kind, "LLM-PRM-003", "do this", List.of(new Problem("/a", "b"))));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.headers().containsKey("Retry-After")).isEqualTo(status == 503);
    assertThat(body(reply))
        .isEqualTo(
            ProblemBody.of(
                status, "LLM-PRM-003", body(reply).title(), "do this", List.of(new Problem("/a", "b"))));
    assertThat(body(reply).type()).isEqualTo("urn:llmops:problem:LLM-PRM-003");
  }

  @ParameterizedTest
  @CsvSource({
    "DUPLICATE,409",
    "STALE,412",
    "UNAVAILABLE,503",
    "FULL,507",
    "OUTCOME_UNKNOWN,503",
    "CORRUPT,500",
    "FAILED,500"
  })
  void failuresOfTheStorageShowNothingOfIt(StorageException.Kind kind, int status) {
    Reply reply = mapper.reply(new StorageException(kind, "jdbc:secret"));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.headers().containsKey("Retry-After")).isEqualTo(status == 503);
    assertThat(body(reply).detail()).doesNotContain("secret");
  }

  @Test
  void failuresOfHandlersAreNotMistakenForThoseOfTheRequest() {
    assertThat(mapper.reply(new IllegalArgumentException("bad cursor")).status()).isEqualTo(500);
    assertThat(mapper.reply(new TimeoutException("a provider")).status()).isEqualTo(500);
  }

  @Test
  void internalErrorsCarryAnIdOfTheirOwn() {
    ProblemBody first = body(mapper.reply(new IllegalStateException("secret")));
    ProblemBody second = body(mapper.reply(new IllegalStateException("secret")));

    assertThat(first.errorId()).isPresent().isNotEqualTo(second.errorId());
    assertThat(first.toString()).doesNotContain("secret");
  }
}
