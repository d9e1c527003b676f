package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.PromptSamples.chat;
import static dev.llmops.storage.contract.PromptSamples.including;
import static dev.llmops.storage.contract.PromptSamples.label;
import static dev.llmops.storage.contract.PromptSamples.version;
import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.prompt.PromptApproval;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.spi.storage.PromptStore.Includer;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a prompt store promises. */
interface PromptContract extends StorageFixture {

  @Test
  default void returnsPromptVersionsAsTheyWereStored() {
    PromptVersion one = version("greet", "1.0.0");
    PromptVersion two = version("greet", "1.1.0-rc.1+build");
    write(stores -> {
      stores.prompts().insert(one);
      stores.prompts().insert(two);
      stores.prompts().insert(version("other", "1.0.0"));
      stores.prompts().insert(chat("other", "2.0.0"));
    });
    assertThat(seen().prompts().versions("greet")).containsExactlyInAnyOrder(one, two);
    assertThat(seen().prompts().versions("other")).contains(chat("other", "2.0.0"));
    assertThat(seen().prompts().versions("nobody")).isEmpty();
  }

  @Test
  default void refusesASecondPromptVersionOfTheSameNumber() {
    write(stores -> stores.prompts().insert(version("greet", "1.0.0")));
    refuses(Kind.DUPLICATE, stores -> stores.prompts().insert(version("greet", "1.0.0")));
  }

  @Test
  default void tellsPromptNamesApartByCaseSpacesAndEveryCharacter() {
    List<String> names =
        List.of("greet", "Greet", "greet ", " greet", "greet😀", "greet😁", "gréet");
    write(stores -> names.forEach(name -> stores.prompts().insert(version(name, "1.0.0"))));
    for (String name : names) {
      assertThat(seen().prompts().versions(name))
          .extracting(PromptVersion::name)
          .containsExactly(name);
    }
  }

  @Test
  default void handsOverEveryPromptVersionOrderedByName() {
    write(stores -> {
      stores.prompts().insert(version("b", "1.0.0"));
      stores.prompts().insert(version("a", "2.0.0"));
      stores.prompts().insert(version("b", "0.1.0"));
      stores.prompts().insert(version("c", "1.0.0"));
    });
    List<String> names =
        read(stores -> {
          List<String> seen = new ArrayList<>();
          stores.prompts().forEachVersion(version -> seen.add(version.name()));
          return seen;
        });
    assertThat(names).containsExactly("a", "b", "b", "c");
  }

  @Test
  default void addsMovesAndRemovesLabels() {
    PromptLabel added = label("greet", "production", "1.0.0", 1);
    PromptLabel moved = label("greet", "production", "1.1.0", 2);
    write(stores -> {
      stores.prompts().insert(version("greet", "1.0.0"));
      stores.prompts().insert(version("greet", "1.1.0"));
      stores.prompts().putLabel(label("greet", "staging", "1.0.0", 1));
      stores.prompts().putLabel(added);
    });
    assertThat(seen().prompts().label("greet", "production")).contains(added);
    write(stores -> stores.prompts().putLabel(moved));
    assertThat(seen().prompts().labels("greet"))
        .containsExactly(moved, label("greet", "staging", "1.0.0", 1));
    assertThat(seen().prompts().allLabels()).hasSize(2);
    write(stores -> stores.prompts().deleteLabel("greet", "production", 2));
    assertThat(seen().prompts().label("greet", "production")).isEmpty();
  }

  @Test
  default void removesAVersionThatNothingPointsAt() {
    write(stores -> {
      stores.prompts().insert(version("greet", "1.0.0"));
      stores.prompts().insert(version("greet", "1.1.0"));
      stores.prompts().putLabel(label("greet", "production", "1.1.0", 1));
    });
    write(stores -> stores.prompts().deleteVersion("greet", "1.0.0"));
    assertThat(seen().prompts().versions("greet"))
        .extracting(PromptVersion::version)
        .containsExactly("1.1.0");
    refuses(Kind.STALE, stores -> stores.prompts().deleteVersion("greet", "1.0.0"));
    write(stores -> {
      stores.prompts().deleteLabel("greet", "production", 1);
      stores.prompts().deleteVersion("greet", "1.1.0");
    });
    assertThat(seen().prompts().versions("greet")).isEmpty();
  }

  @Test
  default void keepsWhatVersionsIncludeAndTellsWhoIncludesThem() {
    PromptVersion base = version("base", "1.0.0");
    PromptVersion policy = including("policy", "1.0.0", base);
    PromptVersion support = including("support", "2.0.0", policy, policy, base);
    write(stores -> {
      stores.prompts().insert(base);
      stores.prompts().insert(policy);
      stores.prompts().insert(support);
      stores.prompts().insert(including("support", "10.0.0", policy));
    });
    assertThat(seen().prompts().versions("support")).contains(support);
    assertThat(seen().prompts().includers("policy"))
        .containsExactly(
            new Includer("support", "10.0.0", "1.0.0"), new Includer("support", "2.0.0", "1.0.0"));
    assertThat(seen().prompts().includers("base"))
        .containsExactly(
            new Includer("policy", "1.0.0", "1.0.0"), new Includer("support", "2.0.0", "1.0.0"));
    write(stores -> {
      stores.prompts().deleteVersion("support", "10.0.0");
      stores.prompts().deleteVersion("support", "2.0.0");
      stores.prompts().deleteVersion("policy", "1.0.0");
    });
    assertThat(seen().prompts().includers("base")).isEmpty();
  }

  @Test
  default void keepsApprovalsUntilTheyOrTheirVersionsGo() {
    PromptApproval ann = new PromptApproval("greet", "1.0.0", "ann", ODD_TEXT, NOON);
    PromptApproval ben = new PromptApproval("greet", "1.0.0", "ben", "", NOON.minusSeconds(1));
    PromptApproval other = new PromptApproval("greet", "1.1.0", "ann", "", NOON.plusSeconds(1));
    write(stores -> {
      stores.prompts().insert(version("greet", "1.0.0"));
      stores.prompts().insert(version("greet", "1.1.0"));
      stores.prompts().insert(ann);
      stores.prompts().insert(ben);
      stores.prompts().insert(other);
    });
    assertThat(seen().prompts().approvals("greet")).containsExactly(ben, ann, other);
    assertThat(seen().prompts().approvals("nobody")).isEmpty();
    refuses(Kind.DUPLICATE, stores -> stores.prompts().insert(ann));
    write(stores -> stores.prompts().deleteApproval("greet", "1.0.0", "ann"));
    refuses(Kind.STALE, stores -> stores.prompts().deleteApproval("greet", "1.0.0", "ann"));
    write(stores -> stores.prompts().deleteVersion("greet", "1.1.0"));
    assertThat(seen().prompts().approvals("greet")).containsExactly(ben);
  }

  @Test
  default void letsOneOfTwoMoversOfALabelWin() {
    write(stores -> {
      stores.prompts().insert(version("greet", "1.0.0"));
      stores.prompts().putLabel(label("greet", "production", "1.0.0", 1));
      stores.prompts().putLabel(label("greet", "production", "1.0.0", 2));
    });
    refuses(
        Kind.STALE, stores -> stores.prompts().putLabel(label("greet", "production", "1.0.0", 2)));
    refuses(Kind.STALE, stores -> stores.prompts().putLabel(label("greet", "nobody", "1.0.0", 2)));
    refuses(
        Kind.DUPLICATE,
        stores -> stores.prompts().putLabel(label("greet", "production", "1.0.0", 1)));
    refuses(Kind.STALE, stores -> stores.prompts().deleteLabel("greet", "production", 1));
    refuses(Kind.STALE, stores -> stores.prompts().deleteLabel("greet", "nobody", 1));
  }
}
