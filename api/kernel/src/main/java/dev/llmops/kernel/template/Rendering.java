package dev.llmops.kernel.template;

import dev.llmops.kernel.template.RenderProblem.Code;
import dev.llmops.model.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Walks the templates of a prompt once with one set of values. Used by one thread. */
final class Rendering {

  private final Map<String, Json> root;
  private final RenderLimits limits;
  private final RenderMode mode;
  private final BoundedText out;

  /** The values of the enclosing sections, innermost last. */
  private final List<Json> contexts = new ArrayList<>();

  private final Set<RenderProblem> unresolved = new LinkedHashSet<>();
  private String place = "";
  private int steps;
  private String exceeded = "";

  /**
   * Prepares a rendering.
   *
   * @param root the value of every declared variable, JSON null for one without a value
   */
  Rendering(Map<String, Json> root, RenderLimits limits, RenderMode mode) {
    this.root = root;
    this.mode = mode;
    this.limits = limits;
    this.out = new BoundedText(limits.maxOutputBytes());
  }

  /**
   * Renders one template.
   *
   * @param where what problems add to the line and column; may be empty
   */
  String render(List<Node> nodes, String where) {
    place = where;
    int start = out.length();
    walk(nodes);
    return out.since(start);
  }

  List<RenderProblem> problems() {
    List<RenderProblem> problems = new ArrayList<>(unresolved);
    if (stopped()) {
      problems.add(RenderProblem.of("", Code.TOO_LARGE, exceeded));
    }
    return problems;
  }

  private void walk(List<Node> nodes) {
    for (Node node : nodes) {
      if (stopped() || !step()) {
        return;
      }
      if (node instanceof Node.Text text) {
        write(text.text());
      } else if (node instanceof Node.Variable variable) {
        insert(variable);
      } else if (node instanceof Node.Section section) {
        enter(section);
      } else if (node instanceof Node.Included included) {
        String outside = place;
        place = " of " + included.prompt() + outside;
        walk(included.body());
        place = outside;
      } else if (node instanceof Node.Include tag) {
        throw new ExpansionException(tag.inclusion() + " has nothing to include");
      }
    }
  }

  private void insert(Node.Variable variable) {
    Optional<Json> value = find(variable.path());
    if (value.isEmpty()) {
      reportUnresolved(variable.path(), variable.line(), variable.column());
    } else if (!value.get().isNull()) {
      write(ValueText.of(value.get()));
    }
  }

  private void enter(Node.Section section) {
    if (contexts.isEmpty() && !root.containsKey(section.path().root())) {
      reportUnresolved(section.path(), section.line(), section.column());
      if (mode == RenderMode.STRICT) {
        return;
      }
    }
    Json value = find(section.path()).orElse(Json.NULL);
    if (section.inverted()) {
      if (isFalsy(value)) {
        walk(section.body());
      }
    } else if (value.isArray()) {
      for (Json element : value.elements()) {
        if (stopped() || !step()) {
          return;
        }
        walkWith(element, section.body());
      }
    } else if (!isFalsy(value)) {
      walkWith(value, section.body());
    }
  }

  private void walkWith(Json context, List<Node> body) {
    contexts.add(context);
    walk(body);
    contexts.remove(contexts.size() - 1);
  }

  /**
   * Falsy by the specification: nothing, null, false and the empty list. The empty string and 0 are
   * truthy.
   */
  private static boolean isFalsy(Json value) {
    return switch (value.kind()) {
      case NULL -> true;
      case BOOLEAN -> !value.asBoolean();
      case ARRAY -> value.elements().isEmpty();
      case NUMBER, STRING, OBJECT -> false;
    };
  }

  /**
   * Finds the value of a path: empty when there is none, JSON null for an optional variable without
   * a value and all below it. The innermost context that has the first name decides; the rest of
   * the path is looked for in its value alone.
   */
  private Optional<Json> find(Path path) {
    if (path.isCurrent()) {
      return present(Optional.of(contexts.get(contexts.size() - 1)));
    }
    for (int i = contexts.size() - 1; i >= 0; i--) {
      Optional<Json> field = contexts.get(i).get(path.root());
      if (field.isPresent()) {
        return below(field.get(), path);
      }
    }
    Json variable = root.get(path.root());
    if (variable == null) {
      return Optional.empty();
    }
    return variable.isNull() ? Optional.of(variable) : below(variable, path);
  }

  private static Optional<Json> below(Json first, Path path) {
    Optional<Json> value = Optional.of(first);
    for (String segment : path.segments().subList(1, path.segments().size())) {
      value = value.flatMap(json -> json.get(segment));
    }
    return present(value);
  }

  private static Optional<Json> present(Optional<Json> value) {
    return value.filter(json -> !json.isNull());
  }

  private void reportUnresolved(Path path, int line, int column) {
    if (mode == RenderMode.LENIENT) {
      return;
    }
    String name = path.text();
    String why =
        root.containsKey(path.root()) || path.isCurrent()
            ? " has no value"
            : " is neither a declared variable nor a field of an enclosing section";
    unresolved.add(
        new RenderProblem(
            name,
            Code.UNRESOLVED,
            "{{" + name + "}} at " + line + ":" + column + place + why,
            line,
            column));
  }

  private void write(String text) {
    if (!out.append(text)) {
      exceeded = "the output exceeds " + limits.maxOutputBytes() + " bytes";
    }
  }

  private boolean step() {
    if (steps == limits.maxSteps()) {
      exceeded = "rendering exceeds " + limits.maxSteps() + " steps";
      return false;
    }
    steps++;
    return true;
  }

  private boolean stopped() {
    return !exceeded.isEmpty();
  }
}
