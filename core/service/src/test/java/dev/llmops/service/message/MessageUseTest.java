package dev.llmops.service.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the compiled classes of the module say themselves, and what they take from the bundle. */
class MessageUseTest {

  private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");
  private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
  private static final String MESSAGE = Message.class.getName().replace('.', '/');

  private static List<ClassModel> classes(Predicate<String> named) {
    try (Stream<Path> files =
        Files.walk(
            Path.of(Message.class.getProtectionDomain().getCodeSource().getLocation().toURI()))) {
      List<ClassModel> found = new ArrayList<>();
      for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        if (named.test(model.thisClass().asInternalName())) {
          found.add(model);
        }
      }
      return found;
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static <T extends PoolEntry> Stream<T> constants(ClassModel model, Class<T> kind) {
    return StreamSupport.stream(model.constantPool().spliterator(), false)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  @Test
  void wordingHasNoSentenceOfItsOwn() {
    ResourceBundle english = Message.bundle(Locale.ROOT);
    List<String> places =
        Arrays.stream(Message.values())
            .flatMap(message -> PLACE.matcher(message.pattern(english)).results())
            .map(MatchResult::group)
            .toList();
    List<ClassModel> wording = classes(name -> name.matches(".*Wording(\\$.*)?"));

    assertThat(wording).hasSizeGreaterThanOrEqualTo(6);
    for (ClassModel model : wording) {
      assertThat(
              constants(model, StringEntry.class)
                  .map(StringEntry::stringValue)
                  .filter(text -> WORD.matcher(text).find())
                  .filter(text -> !places.contains("{" + text + "}")))
          .as("words in " + model.thisClass().asInternalName())
          .isEmpty();
    }
  }

  @Test
  void everyMessageIsSaidSomewhere() {
    assertThat(
            classes(name -> !name.equals(MESSAGE)).stream()
                .flatMap(model -> constants(model, FieldRefEntry.class))
                .filter(field -> field.owner().asInternalName().equals(MESSAGE))
                .map(field -> field.name().stringValue()))
        .containsAll(Arrays.stream(Message.values()).map(Message::name).toList());
  }
}
