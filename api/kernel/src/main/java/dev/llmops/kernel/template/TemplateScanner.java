package dev.llmops.kernel.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a template into text and tags and applies Mustache's rule of standalone lines: a section,
 * inverted, closing, comment or include tag alone on its line takes the whole line with it. Linear
 * in the length of the template. Used once, by one thread.
 */
final class TemplateScanner {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  private final String content;
  private final SyntaxProblems problems;
  private final List<Token> tokens = new ArrayList<>();

  /**
   * The first {@code "}}"} at or after the place last asked for; remembered so that no text is
   * searched twice.
   */
  private int nextClose = -1;

  /** The first character that does not yet belong to a token. */
  private int position;

  TemplateScanner(String content, SyntaxProblems problems) {
    this.content = content;
    this.problems = problems;
  }

  List<Token> scan() {
    int open = content.indexOf(OPEN);
    while (open >= 0 && !problems.full()) {
      int next = tag(open);
      open = content.indexOf(OPEN, next);
    }
    addText(position, content.length());
    return tokens;
  }

  /** Reads the tag at the offset and returns where to look for the next one. */
  private int tag(int open) {
    boolean triple = content.startsWith("{", open + OPEN.length());
    int start = open + OPEN.length() + (triple ? 1 : 0);
    int close = closeFrom(start);
    if (close < 0) {
      problems.add(open, "the tag is never closed, " + CLOSE + " is missing");
      return content.length();
    }
    String body = content.substring(start, Math.min(close, start + bodyLength(start, close)));
    if (start + body.length() < close) {
      problems.add(
          open, "the tag is not closed before the next one begins, " + CLOSE + " is missing");
      return start + body.length();
    }
    int end = close + CLOSE.length();
    if (triple) {
      if (!content.startsWith("}", end)) {
        problems.add(open, "a tag that begins with {{{ must end with }}}");
        return end;
      }
      end++;
    }
    classify(open, end, body.strip(), triple);
    return end;
  }

  /**
   * The length of the tag's text up to the next opening braces, which only a comment may contain.
   */
  private int bodyLength(int start, int close) {
    if (start < close && isComment(start, close)) {
      return close - start;
    }
    for (int i = start; i < close - 1; i++) {
      if (content.charAt(i) == '{' && content.charAt(i + 1) == '{') {
        return i - start;
      }
    }
    return close - start;
  }

  private boolean isComment(int start, int close) {
    int i = start;
    while (i < close && Character.isWhitespace(content.charAt(i))) {
      i++;
    }
    return i < close && content.charAt(i) == '!';
  }

  private int closeFrom(int offset) {
    if (nextClose < offset) {
      int found = content.indexOf(CLOSE, offset);
      nextClose = found < 0 ? Integer.MAX_VALUE : found;
    }
    return nextClose == Integer.MAX_VALUE ? -1 : nextClose;
  }

  private void classify(int open, int end, String body, boolean triple) {
    if (body.isEmpty()) {
      problems.add(open, "the name is empty");
      return;
    }
    char sign = triple ? '&' : body.charAt(0);
    String name = triple ? body : body.substring(1).strip();
    switch (sign) {
      case '!' -> standalone(open, end, Optional.empty());
      case '#' -> standalone(open, end, path(open, Token.Type.SECTION, name));
      case '^' -> standalone(open, end, path(open, Token.Type.INVERTED, name));
      case '/' -> standalone(open, end, path(open, Token.Type.CLOSE, name));
      case '&' -> inline(open, end, path(open, Token.Type.VARIABLE, name));
      case '>' -> include(open, end, name);
      case '=' -> problems.add(open, "changing the delimiters is not supported");
      case '<', '$' ->
          problems.add(
              open,
              "template inheritance is not supported, found {{"
                  + SyntaxProblems.shown(body)
                  + "}}");
      default -> inline(open, end, path(open, Token.Type.VARIABLE, body));
    }
  }

  private Optional<Token.Tag> path(int open, Token.Type type, String name) {
    Path path = Path.of(name);
    Optional<String> problem = path.problem();
    problem.ifPresent(why -> problems.add(open, why));
    // A section keeps its place in the nesting even when its name is bad, so that its closing tag
    // is no second problem.
    return problem.isPresent() && type == Token.Type.VARIABLE
        ? Optional.empty()
        : Optional.of(new Token.Tag(type, path, open));
  }

  private void include(int open, int end, String text) {
    int at = text.indexOf('@');
    String name = (at < 0 ? text : text.substring(0, at)).strip();
    String ref = at < 0 ? Inclusions.ANY : text.substring(at + 1).strip();
    Optional<String> problem = Inclusions.problem(name, ref);
    if (problem.isPresent()) {
      problems.add(open, problem.get());
      return;
    }
    Line line = line(open, end);
    String indent = line.alone() ? content.substring(line.start(), open) : "";
    String lineBreak = line.alone() ? content.substring(line.blank(), line.end()) : "";
    Token.Include tag = new Token.Include(name, Inclusions.plain(ref), open, indent, lineBreak);
    inline(line.start(), line.end(), Optional.of(tag));
  }

  private void inline(int open, int end, Optional<? extends Token> tag) {
    addText(position, open);
    tag.ifPresent(tokens::add);
    position = end;
  }

  private void standalone(int open, int end, Optional<Token.Tag> tag) {
    Line line = line(open, end);
    inline(line.start(), line.end(), tag);
  }

  /**
   * What goes with a tag.
   *
   * @param alone whether it is the only one on its line, and all of it goes
   * @param start where to begin
   * @param blank the end of the blanks after the tag
   * @param end where to end
   */
  private record Line(boolean alone, int start, int blank, int end) {}

  private Line line(int open, int end) {
    int before = open;
    while (before > position && isBlank(content.charAt(before - 1))) {
      before--;
    }
    int after = end;
    while (after < content.length() && isBlank(content.charAt(after))) {
      after++;
    }
    boolean startsLine = before == 0 || content.charAt(before - 1) == '\n';
    int lineEnd = afterLineBreak(after);
    return startsLine && lineEnd >= 0
        ? new Line(true, before, after, lineEnd)
        : new Line(false, open, end, end);
  }

  /**
   * The offset after a line break or the end of the text at the offset, -1 when there is neither.
   */
  private int afterLineBreak(int offset) {
    if (offset == content.length()) {
      return offset;
    }
    if (content.charAt(offset) == '\n') {
      return offset + 1;
    }
    return content.startsWith("\r\n", offset) ? offset + 2 : -1;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private void addText(int from, int to) {
    if (from < to) {
      tokens.add(new Token.Text(content.substring(from, to)));
    }
  }
}
