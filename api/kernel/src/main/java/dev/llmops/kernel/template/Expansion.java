package dev.llmops.kernel.template;

import dev.llmops.model.prompt.IncludedPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts included prompts in the place of the tags that include them, on the level of the tree: what
 * is included sees the values of the sections around its tag, and no text of it is taken for part
 * of another tag. Used once, by one thread.
 *
 * <p>As in Mustache, what a tag alone on its line includes is indented like the tag, line by line,
 * before it is rendered, so that lines of values are not. Other than there, empty lines are not
 * indented, and the line break after the tag stays when the included text does not end with one:
 * text that was registered without a line break at its end is not glued to the next line.
 */
final class Expansion {

  private final long maxCharacters;
  private final List<Reference> references = new ArrayList<>();
  private long characters;

  private Expansion(long maxCharacters) {
    this.maxCharacters = maxCharacters;
  }

  /** What a template becomes. */
  record Expanded(TemplateParser.Parsed parsed, long characters) {}

  /**
   * Expands a template.
   *
   * @throws ExpansionException when a tag has nothing to include or the whole is too long
   */
  static Expanded of(Template template, List<IncludedPrompt> includes, long maxCharacters) {
    Expansion expansion = new Expansion(maxCharacters);
    TemplateParser.Parsed own = template.parsed();
    expansion.count(template.content());
    expansion.references.addAll(own.references());
    List<Node> nodes = expansion.nodes(own.nodes(), includes, List.of());
    return new Expanded(
        new TemplateParser.Parsed(nodes, List.copyOf(expansion.references), own.inclusions()),
        expansion.characters);
  }

  private List<Node> nodes(List<Node> nodes, List<IncludedPrompt> includes, List<Tag> way) {
    return nodes.stream().flatMap(node -> expanded(node, includes, way)).toList();
  }

  private Stream<Node> expanded(Node node, List<IncludedPrompt> includes, List<Tag> way) {
    if (node instanceof Node.Include tag) {
      return included(tag, includes, way);
    }
    return node instanceof Node.Section section
        ? Stream.of(
            new Node.Section(
                section.path(),
                section.line(),
                section.column(),
                section.inverted(),
                nodes(section.body(), includes, way)))
        : Stream.of(node);
  }

  /** A tag that led to where the expansion is, and the prompt that it includes. */
  private record Tag(Inclusion inclusion, String prompt) {}

  private Stream<Node> included(Node.Include tag, List<IncludedPrompt> includes, List<Tag> way) {
    Inclusion inclusion = tag.inclusion();
    IncludedPrompt prompt =
        includes.stream()
            .filter(it -> it.name().equals(inclusion.name()) && it.ref().equals(inclusion.ref()))
            .findFirst()
            .orElseThrow(() -> new ExpansionException(inclusion + " has nothing to include"));
    String content = indented(prompt.content(), tag.indent());
    count(content);
    String title = prompt.name() + " " + prompt.version();
    List<Tag> inside = Stream.concat(way.stream(), Stream.of(new Tag(inclusion, title))).toList();
    TemplateParser.Parsed parsed = TemplateParser.parse(content, tag.indent().length());
    parsed.references().forEach(reference -> references.add(seen(reference, inside)));
    Node body = new Node.Included(title, nodes(parsed.nodes(), prompt.includes(), inside));
    return tag.lineBreak().isEmpty() || content.endsWith("\n")
        ? Stream.of(body)
        : Stream.of(body, new Node.Text(tag.lineBreak()));
  }

  /** A name of an included prompt as the outermost template sees it. */
  private static Reference seen(Reference reference, List<Tag> way) {
    Inclusion outermost = way.get(0).inclusion();
    List<String> sections =
        Stream.concat(
                way.stream().flatMap(tag -> tag.inclusion().sections().stream()),
                reference.sections().stream())
            .toList();
    return new Reference(
        reference.name(),
        reference.kind(),
        outermost.line(),
        outermost.column(),
        sections,
        reference.line() + ":" + reference.column() + " of " + way.get(way.size() - 1).prompt());
  }

  private static String indented(String content, String indent) {
    return indent.isEmpty()
        ? content
        : Arrays.stream(content.split("\n", -1))
            .map(line -> line.isEmpty() || line.equals("\r") ? line : indent + line)
            .collect(Collectors.joining("\n"));
  }

  private void count(String content) {
    characters += content.length();
    if (characters > maxCharacters) {
      throw new ExpansionException(
          "with everything that it includes, it has more than "
              + maxCharacters
              + " characters; include less");
    }
  }
}
