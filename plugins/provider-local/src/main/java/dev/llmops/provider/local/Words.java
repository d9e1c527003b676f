package dev.llmops.provider.local;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into words: runs of letters and digits in lower case, with apostrophes inside kept
 * ({@code don't}) and the typographic apostrophe read as the plain one.
 */
final class Words {

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]++(?:'[\\p{L}\\p{M}\\p{N}]++)*+");

  private Words() {}

  /** How often each word occurs, in the order of first occurrence. */
  static Map<String, Integer> count(String text) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT).replace('\u2019', '\''));
    while (matcher.find()) {
      counts.merge(matcher.group(), 1, Integer::sum);
    }
    return counts;
  }
}
