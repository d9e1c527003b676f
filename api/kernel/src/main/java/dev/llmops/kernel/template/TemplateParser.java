package dev.llmops.kernel.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** Builds the tree of a template from its tokens, without recursion. Used once, by one thread. */
final class TemplateParser {

  private final LineIndex lines;
  private final SyntaxProblems problems;
  private final List<Reference> references = new ArrayList<>();
  private final List<Inclusion> inclusions = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();

  /**
   * A section whose closing tag was not seen yet; the outermost one stands for the template itself
   * and has no tag.
   */
  private record Open(Token.Tag tag, List<String> sections, List<Node> body) {}

  /** What was read. */
  record Parsed(List<Node> nodes, List<Reference> references, List<Inclusion> inclusions) {}

  private TemplateParser(LineIndex lines, SyntaxProblems problems) {
    this.lines = lines;
    this.problems = problems;
  }

  /**
   * Parses a template.
   *
   * @param indent how many characters every line was moved to the right; columns are told as they
   *     were before
   */
  static Parsed parse(String content, int indent) {
    LineIndex lines = new LineIndex(content, indent);
    SyntaxProblems problems = new SyntaxProblems(lines);
    List<Token> tokens = new TemplateScanner(content, problems).scan();
    Parsed parsed = new TemplateParser(lines, problems).build(tokens);
    problems.throwIfAny();
    return parsed;
  }

  private Parsed build(List<Token> tokens) {
    Open root = new Open(null, List.of(), new ArrayList<>());
    open.push(root);
    for (Token token : tokens) {
      if (token instanceof Token.Text text) {
        open.element().body().add(new Node.Text(text.text()));
      } else if (token instanceof Token.Tag tag && !accept(tag)) {
        return new Parsed(List.of(), List.of(), List.of());
      } else if (token instanceof Token.Include include) {
        include(include);
      }
    }
    while (open.size() > 1) {
      reportUnclosed(open.pop());
    }
    return new Parsed(List.copyOf(root.body()), List.copyOf(references), List.copyOf(inclusions));
  }

  /** Takes a tag into the tree; false when nothing that follows can make sense. */
  private boolean accept(Token.Tag tag) {
    switch (tag.type()) {
      case VARIABLE -> variable(tag);
      case SECTION, INVERTED -> {
        if (open.size() > Template.MAX_DEPTH) {
          problems.add(
              tag.offset(), "sections are nested more than " + Template.MAX_DEPTH + " deep");
          return false;
        }
        openSection(tag);
      }
      case CLOSE -> close(tag);
    }
    return true;
  }

  private void variable(Token.Tag tag) {
    refer(tag, Reference.Kind.VARIABLE);
    open.element().body().add(new Node.Variable(tag.path(), line(tag), column(tag)));
  }

  private void include(Token.Include tag) {
    Inclusion inclusion =
        new Inclusion(
            tag.name(),
            tag.ref(),
            lines.line(tag.offset()),
            lines.column(tag.offset()),
            open.element().sections());
    inclusions.add(inclusion);
    open.element().body().add(new Node.Include(inclusion, tag.indent(), tag.lineBreak()));
  }

  private void openSection(Token.Tag tag) {
    boolean inverted = tag.type() == Token.Type.INVERTED;
    refer(tag, inverted ? Reference.Kind.INVERTED : Reference.Kind.SECTION);
    List<String> sections = open.element().sections();
    List<String> inner =
        inverted
            ? sections
            : Stream.concat(sections.stream(), Stream.of(tag.path().text())).toList();
    open.push(new Open(tag, inner, new ArrayList<>()));
  }

  private void refer(Token.Tag tag, Reference.Kind kind) {
    List<String> sections = open.element().sections();
    if (tag.path().isCurrent() && sections.isEmpty()) {
      problems.add(
          tag.offset(), "{{.}} stands for the current element and so must be inside a section");
    }
    references.add(new Reference(tag.path().text(), kind, line(tag), column(tag), sections, ""));
  }

  private void close(Token.Tag tag) {
    String name = tag.path().text();
    if (open.stream()
        .noneMatch(section -> section.tag() != null && section.tag().path().text().equals(name))) {
      problems.add(
          tag.offset(),
          "{{/" + SyntaxProblems.shown(name) + "}} closes no open section" + expected());
      return;
    }
    while (!open.element().tag().path().text().equals(name)) {
      reportUnclosed(open.pop());
    }
    Open closed = open.pop();
    Token.Tag opening = closed.tag();
    open.element()
        .body()
        .add(
            new Node.Section(
                opening.path(),
                line(opening),
                column(opening),
                opening.type() == Token.Type.INVERTED,
                List.copyOf(closed.body())));
  }

  private String expected() {
    return open.size() == 1
        ? ""
        : "; the innermost one is \""
            + SyntaxProblems.shown(open.element().tag().path().text())
            + "\"";
  }

  private void reportUnclosed(Open section) {
    String name = SyntaxProblems.shown(section.tag().path().text());
    problems.add(
        section.tag().offset(),
        "section \"" + name + "\" is never closed, {{/" + name + "}} is missing");
  }

  private int line(Token.Tag tag) {
    return lines.line(tag.offset());
  }

  private int column(Token.Tag tag) {
    return lines.column(tag.offset());
  }
}
