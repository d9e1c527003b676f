package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {

  private final Router router =
      Router.builder()
          .add(route("GET", "/api/v1/prompts"))
          .add(route("GET", "/api/v1/prompts:export"))
          .add(route("GET", "/api/v1/prompts/{name}"))
          .add(route("DELETE", "/api/v1/prompts/{name}"))
          .add(route("GET", "/api/v1/prompts/latest"))
          .add(route("PUT", "/api/v1/prompts/{name}/labels/{label}"))
          .build();

  private static Route route(String method, String template) {
    return Route.of(method, template, exchange -> Reply.noContent());
  }

  private Router.Found found(String method, String path) {
    return (Router.Found) router.match(method, path);
  }

  @Test
  void anEncodedSlashStaysInOneSegment() {
    Router.Found found = found("PUT", "/api/v1/prompts/team%2Fgreet/labels/a%25b%20c");

    assertThat(found.parameters()).isEqualTo(Map.of("name", "team/greet", "label", "a%b c"));
  }

  @Test
  void aPlainSlashSeparatesSegments() {
    assertThat(router.match("GET", "/api/v1/prompts/team/greet"))
        .isInstanceOf(Router.Nothing.class);
  }

  @Test
  void literalsWinOverParameters() {
    assertThat(found("GET", "/api/v1/prompts/latest").route().template())
        .isEqualTo("/api/v1/prompts/latest");
  }

  @Test
  void aLiteralWithoutTheMethodGivesWayToTheParameter() {
    assertThat(found("DELETE", "/api/v1/prompts/latest").parameters())
        .isEqualTo(Map.of("name", "latest"));
  }

  @Test
  void aParameterIsTriedWhereALiteralLeadsNowhere() {
    assertThat(found("PUT", "/api/v1/prompts/latest/labels/x").parameters())
        .containsEntry("name", "latest");
  }

  @Test
  void aColonBelongsToTheLiteral() {
    assertThat(found("GET", "/api/v1/prompts:export").route().template())
        .isEqualTo("/api/v1/prompts:export");
    assertThat(found("GET", "/api/v1/prompts%3Aexport").route().template())
        .isEqualTo("/api/v1/prompts:export");
  }

  @Test
  void aTrailingSlashIsAnotherPath() {
    assertThat(router.match("GET", "/api/v1/prompts/")).isInstanceOf(Router.Nothing.class);
    assertThat(router.match("GET", "/api/v1/prompts/x/")).isInstanceOf(Router.Nothing.class);
  }

  @Test
  void headIsServedByGet() {
    assertThat(found("HEAD", "/api/v1/prompts").route().method()).isEqualTo("GET");
  }

  @Test
  void anotherMethodIsToldWhatIsAllowed() {
    assertThat(router.match("POST", "/api/v1/prompts/x"))
        .isInstanceOfSatisfying(
            Router.OtherMethods.class,
            other -> assertThat(other.allowed()).containsExactly("DELETE", "GET", "HEAD", "OPTIONS"));
  }

  @Test
  void pathsThatAreNotUtf8AreRefused() {
    assertThatThrownBy(() -> router.match("GET", "/api/v1/prompts/%FF"))
        .isInstanceOf(HttpProblem.class);
    assertThatThrownBy(() -> router.match("GET", "/api/v1/prompts/a%2"))
        .isInstanceOf(HttpProblem.class);
  }

  @Test
  void theSameRouteTwiceIsAMistake() {
    Router.Builder twice = Router.builder().add(route("GET", "/a/{x}"));

    assertThatThrownBy(() -> twice.add(route("GET", "/a/{y}")))
        .hasMessageContaining("GET /a/{y} meets /a/{x}");
  }

  @Test
  void pathsAreBuiltFromTemplates() {
    assertThat(PathTemplate.expand("/p/{name}/labels/{label}", "team/grüße", "50%"))
        .isEqualTo("/p/team%2Fgr%C3%BC%C3%9Fe/labels/50%25");
  }
}
