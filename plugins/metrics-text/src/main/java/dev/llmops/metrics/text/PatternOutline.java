package dev.llmops.metrics.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * The outline of a pattern: how large it gets with its counts written out, and which group is left
 * open. It reads wrong patterns too, and leaves it to the compiler to say what is wrong.
 *
 * @param size how many elements the pattern has with its counts written out
 * @param largestAt where the element begins that is largest, from 0
 * @param unclosedGroupAt where the innermost group begins that is not closed, from 0
 */
record PatternOutline(long size, int largestAt, OptionalInt unclosedGroupAt) {

  // Far above any limit and far below overflow, as factors never exceed it either.
  private static final long HUGE = 1_000_000_000;

  /** Reads a pattern. */
  static PatternOutline of(String pattern) {
    return new Reader(pattern).read();
  }

  private static final class Group {
    private final int start;
    private long size = 1;
    private long lastElement;
    private int lastStart;

    Group(int start) {
      this.start = start;
    }

    void add(long elementSize, int elementStart) {
      lastElement = elementSize;
      lastStart = elementStart;
      size = Math.min(HUGE, size + elementSize);
    }

    void repeatLast(long times) {
      long repeated = Math.min(HUGE, lastElement * Math.min(HUGE, times));
      size = Math.min(HUGE, size - lastElement + repeated);
      lastElement = repeated;
    }
  }

  private static final class Reader {
    private final String pattern;
    private final Deque<Group> open = new ArrayDeque<>();
    private int at;
    private long largest;
    private int largestAt;

    Reader(String pattern) {
      this.pattern = pattern;
    }

    PatternOutline read() {
      open.push(new Group(0));
      while (at < pattern.length()) {
        step(pattern.charAt(at));
      }
      OptionalInt unclosed =
          open.size() > 1 ? OptionalInt.of(open.peek().start) : OptionalInt.empty();
      while (open.size() > 1) {
        close();
      }
      return new PatternOutline(open.peek().size, largestAt, unclosed);
    }

    private void step(char c) {
      int start = at;
      switch (c) {
        case '\\' -> escape();
        case '[' -> {
          characterClass();
          add(1, start);
        }
        case '(' -> {
          open.push(new Group(start));
          at++;
        }
        case ')' -> {
          if (open.size() > 1) {
            close();
          }
          at++;
        }
        case '{' -> count();
        default -> {
          at++;
          add(1, start);
        }
      }
    }

    private void add(long size, int start) {
      open.peek().add(size, start);
      note(size, start);
    }

    private void note(long size, int start) {
      if (size > largest) {
        largest = size;
        largestAt = start;
      }
    }

    private void close() {
      Group group = open.pop();
      add(group.size, group.start);
    }

    private void escape() {
      int start = at;
      if (pattern.startsWith("\\Q", at)) {
        int end = pattern.indexOf("\\E", at + 2);
        int literalEnd = end < 0 ? pattern.length() : end;
        for (int i = at + 2; i < literalEnd; i++) {
          add(1, i);
        }
        at = end < 0 ? pattern.length() : end + 2;
        return;
      }
      at += 2;
      add(1, start);
      // \p{Greek} and \x{1F600} carry braces that are no counts.
      boolean named = start + 1 < pattern.length() && "pPx".indexOf(pattern.charAt(start + 1)) >= 0;
      if (named && at < pattern.length() && pattern.charAt(at) == '{') {
        int end = pattern.indexOf('}', at);
        at = end < 0 ? pattern.length() : end + 1;
      }
    }

    private void characterClass() {
      at++;
      if (at < pattern.length() && pattern.charAt(at) == '^') {
        at++;
      }
      boolean first = true;
      while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
        first = false;
        if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) >= 0) {
          at = pattern.indexOf(":]", at + 2) + 2;
        } else {
          at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
      }
      at++;
    }

    /** Reads {n}, {n,} or {n,m}; any other brace is a plain character. */
    private void count() {
      int end = pattern.indexOf('}', at);
      String[] bounds = end < 0 ? new String[0] : pattern.substring(at + 1, end).split(",", 2);
      if (bounds.length == 0 || !isNumber(bounds[0]) || !isNumberOrNone(bounds)) {
        add(1, at);
        at++;
        return;
      }
      Group group = open.peek();
      group.repeatLast(Math.max(1, Math.max(number(bounds[0]), number(bounds[bounds.length - 1]))));
      note(group.lastElement, group.lastStart);
      at = end + 1;
    }

    private static boolean isNumberOrNone(String[] bounds) {
      return bounds.length == 1 || bounds[1].isEmpty() || isNumber(bounds[1]);
    }

    private static boolean isNumber(String text) {
      return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long number(String digits) {
      return digits.isEmpty() ? 0 : digits.length() > 9 ? HUGE : Long.parseLong(digits);
    }
  }
}
