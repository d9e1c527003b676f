package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptApproval;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.spi.storage.AuditStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptApprovalsTest {

  private static final Actor BEN = new Actor("ben");
  private static final Actor CLEO = new Actor("cleo");

  @TempDir Path folder;
  private OnlineServer server;
  private PromptRegistry prompts;
  private PromptApprovals approvals;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    protect(new LabelProtection(Set.of("production"), 1));
  }

  private void protect(LabelProtection protection) {
    prompts =
        new PromptRegistry(
            server.storage, server.audit, server.clock, PromptListener.NONE, protection);
    approvals = new PromptApprovals(server.storage, prompts, server.audit, server.clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void greet(String version, String... labels) {
    prompts.create(draft(version, labels), ANNA);
  }

  private static NewPromptVersion draft(String version, String... labels) {
    return NewPromptVersion.of("greet", version, "Hello from " + version, List.of())
        .withLabels(List.of(labels));
  }

  private void promote(String version) {
    prompts.setLabel(LabelChange.to("greet", "production", version, ""), ANNA);
  }

  private String served() {
    return prompts.resolve("greet", "production").version().version();
  }

  private static ServiceException refused(ThrowingCallable call) {
    ServiceException refusal = catchThrowableOfType(ServiceException.class, call);
    assertThat(refusal).as("nothing was refused").isNotNull();
    return refusal;
  }

  @Test
  void movesAProtectedLabelOnlyToWhatSomebodyElseApproved() {
    greet("1.0.0");

    ServiceException early = refused(() -> promote("1.0.0"));
    assertThat(early.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(early.code()).isEqualTo("LLM-PRM-017");
    assertThat(early)
        .hasMessage(
            "label production of prompt greet is protected; version 1.0.0 was approved by nobody and needs 1 approval more by others than its author: llmops prompt approve greet 1.0.0");
    assertThat(refused(() -> approvals.approve("greet", "1.0.0", "", ANNA)))
        .hasMessageContaining("anna registered version 1.0.0 of prompt greet")
        .extracting(ServiceException::code)
        .isEqualTo("LLM-PRM-018");

    PromptApproval approval = approvals.approve("greet", "1.0.0", "read it", BEN);
    promote("1.0.0");

    assertThat(approval)
        .isEqualTo(new PromptApproval("greet", "1.0.0", "ben", "read it", approval.approvedAt()));
    assertThat(served()).isEqualTo("1.0.0");
    assertThat(prompts.labels("greet"))
        .extracting(PromptLabel::label, PromptLabel::movedBy)
        .containsExactly(tuple("production", "anna"));
  }

  @Test
  void asksForAsManyAsAreConfigured() {
    protect(new LabelProtection(Set.of("production", "staging"), 2));
    greet("1.0.0");
    approvals.approve("greet", "1.0.0", "", BEN);

    assertThat(refused(() -> promote("1.0.0")))
        .hasMessageContaining("was approved by ben and needs 1 approval more");
    assertThat(refused(() -> approvals.approve("greet", "1.0.0", "again", BEN)))
        .hasMessageContaining("ben has approved version 1.0.0 of prompt greet already");
    approvals.approve("greet", "1.0.0", "", CLEO);
    promote("1.0.0");

    assertThat(approvals.of("greet", "1.0.0"))
        .extracting(PromptApproval::approver)
        .containsExactlyInAnyOrder("ben", "cleo");
  }

  @Test
  void letsNoAuthorApproveWhatAnotherRegisteredForThem() {
    prompts.create(
        new NewPromptVersion(
            "greet", "1.0.0", "x", null, null, null, "", null, null, "ben", "", null, false),
        ANNA);

    assertThat(refused(() -> approvals.approve("greet", "1.0.0", "", BEN)))
        .hasMessageContaining("ben is the author of version 1.0.0");
    approvals.approve("greet", "1.0.0", "", CLEO);
  }

  @Test
  void labelsNoNewVersionWithAProtectedLabel() {
    PromptCheck first = prompts.check(draft("1.0.0"));
    assertThat(first.valid()).isTrue();
    assertThat(first.warnings()).extracting(Problem::pointer).containsExactly("/labels");
    greet("1.0.0", "canary");

    assertThat(prompts.labels("greet")).extracting(PromptLabel::label).containsExactly("canary");
    assertThat(refused(() -> prompts.render("greet", "production", Map.of())).code())
        .isEqualTo(PromptCodes.UNKNOWN_LABEL);
    assertThat(prompts.list(PromptFilter.ALL, PageRequest.first(1)).items().getFirst().served())
        .isEmpty();
    ServiceException active = refused(() -> greet("1.1.0", "canary", "production"));
    assertThat(active.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.pointer()).isEqualTo("/labels/1");
          assertThat(problem.message()).contains("register it without the label");
        });
    assertThat(prompts.check(draft("1.1.0")).warnings()).isEmpty();
  }

  @Test
  void rollsBackWithoutNewApproval() {
    protect(LabelProtection.NONE);
    greet("1.0.0");
    protect(new LabelProtection(Set.of("production"), 1));
    greet("1.1.0");
    approvals.approve("greet", "1.1.0", "", BEN);
    promote("1.1.0");

    prompts.rollBack("greet", "production", "broken", Optional.empty(), ANNA);

    assertThat(served()).isEqualTo("1.0.0");
  }

  @Test
  void rollsBackToNoOtherTextUnderAnOldNumber() {
    greet("1.0.0");
    approvals.approve("greet", "1.0.0", "", BEN);
    promote("1.0.0");
    greet("1.1.0");
    approvals.approve("greet", "1.1.0", "", BEN);
    promote("1.1.0");
    prompts.delete("greet", "1.0.0", ANNA);
    server.clock.advance(Duration.ofSeconds(1));
    prompts.create(NewPromptVersion.of("greet", "1.0.0", "sneaked in", List.of()), ANNA);

    assertThat(approvals.of("greet", "1.0.0")).isEmpty();
    assertThat(
            refused(() -> prompts.rollBack("greet", "production", "", Optional.empty(), ANNA))
                .code())
        .isEqualTo(PromptCodes.NOTHING_BEFORE);
    assertThat(refused(() -> promote("1.0.0")).code()).isEqualTo(PromptCodes.APPROVALS_MISSING);
    assertThat(served()).isEqualTo("1.1.0");
  }

  @Test
  void takesBackOnlyOnesOwnApproval() {
    greet("1.0.0");
    approvals.approve("greet", "1.0.0", "fine", BEN);

    assertThat(refused(() -> approvals.withdraw("greet", "1.0.0", CLEO)).code())
        .isEqualTo("LLM-PRM-019");
    approvals.withdraw("greet", "1.0.0", BEN);

    assertThat(refused(() -> promote("1.0.0")).code()).isEqualTo(PromptCodes.APPROVALS_MISSING);
    assertThat(
            server
                .audit
                .list(
                    new AuditStore.Filter(
                        Optional.of("ben"), Optional.empty(), Optional.empty(), Optional.empty()),
                    PageRequest.first(10))
                .items())
        .extracting(AuditEntry::action, AuditEntry::resource, AuditEntry::reason)
        .containsExactly(
            tuple("prompt.withdraw", "prompt/greet/versions/1.0.0/approvals/ben", ""),
            tuple("prompt.approve", "prompt/greet/versions/1.0.0/approvals/ben", "fine"));
  }

  @Test
  void keepsProtectedLabelsAndLeavesOthersFree() {
    protect(new LabelProtection(Set.of("canary"), 1));
    greet("1.0.0");
    greet("1.1.0");
    promote("1.1.0");
    approvals.approve("greet", "1.0.0", "", BEN);
    prompts.setLabel(LabelChange.to("greet", "canary", "1.0.0", ""), ANNA);

    assertThat(refused(() -> prompts.deleteLabel("greet", "canary", Optional.empty(), ANNA)))
        .hasMessageContaining("label canary of prompt greet is protected")
        .extracting(ServiceException::code)
        .isEqualTo(PromptCodes.LABEL_NEEDED);
  }
}
