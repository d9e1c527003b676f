package dev.llmops.kernel.template;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many elements a regular expression has once its counts are written out: {@code (ab{3}){10}}
 * has about 40. Nested counts multiply, so that a short text can stand for a huge expression. Reads
 * wrong expressions too and leaves it to the compiler to refuse them.
 */
final class PatternSize {

  // Far above any limit, and its square is far below overflow.
  private static final long HUGE = 1_000_000_000;

  private final String text;
  private final Deque<Long> outer = new ArrayDeque<>();
  private long group;
  private long last;
  private int at;

  private PatternSize(String text) {
    this.text = text;
  }

  static long of(String expression) {
    PatternSize size = new PatternSize(expression);
    while (size.at < expression.length()) {
      size.step(expression.charAt(size.at));
    }
    while (!size.outer.isEmpty()) {
      size.close();
    }
    return size.group;
  }

  private void step(char c) {
    switch (c) {
      case '\\' -> escape();
      case '[' -> characterClass();
      case '{' -> count();
      case '(' -> {
        outer.push(group);
        group = 1;
        at++;
      }
      case ')' -> {
        close();
        at++;
      }
      default -> element(1);
    }
  }

  private void element(int length) {
    at += length;
    add(1);
  }

  private void add(long size) {
    last = Math.min(HUGE, size);
    group = Math.min(HUGE, group + last);
  }

  private void close() {
    if (!outer.isEmpty()) {
      long inner = group;
      group = outer.pop();
      add(inner);
    }
  }

  private void escape() {
    if (text.startsWith("\\Q", at)) {
      int end = text.indexOf("\\E", at + 2);
      int quoted = (end < 0 ? text.length() : end) - at - 2;
      at = end < 0 ? text.length() : end + 2;
      // A count after it repeats the last of the quoted characters only.
      group += Math.max(0, quoted - 1);
      add(Math.min(1, quoted));
      return;
    }
    boolean named = at + 2 < text.length() && text.charAt(at + 2) == '{';
    int end = named && "pPx".indexOf(text.charAt(at + 1)) >= 0 ? text.indexOf('}', at) : -1;
    element(end < 0 ? 2 : end + 1 - at);
  }

  private void characterClass() {
    int end = at + 1;
    if (end < text.length() && text.charAt(end) == '^') {
      end++;
    }
    // A bracket that comes first is a member of the class.
    end++;
    while (end < text.length() && text.charAt(end) != ']') {
      int named = text.startsWith("[:", end) ? text.indexOf(":]", end + 2) : -1;
      end += named >= 0 ? named + 2 - end : text.charAt(end) == '\\' ? 2 : 1;
    }
    element(end + 1 - at);
  }

  /** Reads {n}, {n,} and {n,m}; any other brace is a plain character. */
  private void count() {
    int end = at + 1;
    long number = 0;
    long greatest = 0;
    while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == ',')) {
      number = text.charAt(end) == ',' ? 0 : Math.min(HUGE, number * 10 + text.charAt(end) - '0');
      greatest = Math.max(greatest, number);
      end++;
    }
    if (end == at + 1 || end == text.length() || text.charAt(end) != '}') {
      element(1);
      return;
    }
    at = end + 1;
    group -= last;
    add(last * Math.max(1, greatest));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
