package dev.llmops.kernel.template;

import java.util.List;
import java.util.Objects;

/**
 * A compiled prompt template in a subset of <a
 * href="https://mustache.github.io/mustache.5.html">Mustache</a>: variables {@code {{name}}},
 * {@code {{order.id}}} and {@code {{.}}}, sections {@code {{#x}}…{{/x}}}, inverted sections {@code
 * {{^x}}…{{/x}}} and comments {@code {{! … }}}, with the specification's rule of standalone lines.
 *
 * <p>Other than in Mustache nothing is escaped for HTML ({@code {{{name}}}} and {@code {{&name}}}
 * mean the same as {@code {{name}}}), and there are no partials, delimiter changes and lambdas.
 * Values are inserted as they are and never read as templates.
 *
 * <p>Immutable and thread-safe.
 */
public final class Template {

  /** How deep sections may be nested. */
  public static final int MAX_DEPTH = 100;

  private final String content;
  private final TemplateParser.Parsed parsed;

  private Template(String content, TemplateParser.Parsed parsed) {
    this.content = content;
    this.parsed = parsed;
  }

  /**
   * Compiles a template, in time linear in its length.
   *
   * @throws TemplateSyntaxException with every problem that can sensibly be told
   */
  public static Template parse(String content) {
    Objects.requireNonNull(content, "content is null");
    return new Template(content, TemplateParser.parse(content));
  }

  /** The text this was compiled from. */
  public String content() {
    return content;
  }

  /** Every use of a name, in the order of the text. */
  public List<Reference> references() {
    return parsed.references();
  }

  List<Node> nodes() {
    return parsed.nodes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && content.equals(template.content);
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
