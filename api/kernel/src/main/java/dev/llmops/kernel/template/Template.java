package dev.llmops.kernel.template;

import dev.llmops.model.prompt.IncludedPrompt;
import java.util.List;
import java.util.Objects;

/**
 * A compiled prompt template in a subset of <a
 * href="https://mustache.github.io/mustache.5.html">Mustache</a>: variables {@code {{name}}},
 * {@code {{order.id}}} and {@code {{.}}}, sections {@code {{#x}}…{{/x}}}, inverted sections {@code
 * {{^x}}…{{/x}}}, comments {@code {{! … }}} and other prompts {@code {{> name@^1.2}}}, with the
 * specification's rule of standalone lines.
 *
 * <p>Other than in Mustache nothing is escaped for HTML ({@code {{{name}}}} and {@code {{&name}}}
 * mean the same as {@code {{name}}}), what is included is told by name and version, and there are
 * no delimiter changes and lambdas. Values are inserted as they are and never read as templates.
 *
 * <p>Immutable and thread-safe.
 */
public final class Template {

  /** How deep sections may be nested. */
  public static final int MAX_DEPTH = 100;

  private final String content;
  private final TemplateParser.Parsed parsed;
  private final long length;

  private Template(String content, TemplateParser.Parsed parsed, long length) {
    this.content = content;
    this.parsed = parsed;
    this.length = length;
  }

  /**
   * Compiles a template, in time linear in its length.
   *
   * @throws TemplateSyntaxException with every problem that can sensibly be told
   */
  public static Template parse(String content) {
    Objects.requireNonNull(content, "content is null");
    return new Template(content, TemplateParser.parse(content, 0), content.length());
  }

  /**
   * The same with included prompts in the place of the tags that include them.
   *
   * @param includes what the tags of this template include, and what that includes
   * @param maxCharacters the most characters that it may have then
   * @throws ExpansionException when a tag has nothing to include, or it becomes too long
   */
  public Template including(List<IncludedPrompt> includes, long maxCharacters) {
    Expansion.Expanded expanded = Expansion.of(this, includes, maxCharacters);
    return new Template(content, expanded.parsed(), expanded.characters());
  }

  /** The text this was compiled from. */
  public String content() {
    return content;
  }

  /** How many characters it has, with all that it includes. */
  public long length() {
    return length;
  }

  /**
   * Every use of a name, in the order of the text; after them those of included prompts, once they
   * are in place.
   */
  public List<Reference> references() {
    return parsed.references();
  }

  /** Every tag that includes another prompt, in the order of the text. */
  public List<Inclusion> inclusions() {
    return parsed.inclusions();
  }

  TemplateParser.Parsed parsed() {
    return parsed;
  }

  List<Node> nodes() {
    return parsed.nodes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template
        && content.equals(template.content)
        && parsed.equals(template.parsed);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }

  /** The text this was compiled from. */
  @Override
  public String toString() {
    return content;
  }
}
