package dev.llmops.provider.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Labelled examples, indexed by their words, that say which label a new text would have. Immutable.
 *
 * <p>An example is a vector with one coordinate for each of its words: (1 + ln f) · ln((n + 1) / d)
 * for a word that occurs f times in it and in d of the n examples, scaled to length 1. A text is
 * compared with every example by the cosine of their vectors. The k nearest examples with a cosine
 * above zero vote for their labels with the square of their cosine, so that one close example
 * outweighs several faint ones. The label with the most votes wins; among equals the one whose
 * nearest example is nearer, and examples at the same distance count in the order of the prompt.
 *
 * <p>When no example shares a word with the text the answer is the label that most examples have;
 * among equals the one that occurs first.
 */
final class Examples {

  /** The examples that hold a word, with the word's coordinate in each of them. */
  private record Posting(double inverseFrequency, int[] examples, double[] weights) {}

  private final List<String> labels;
  private final Map<String, Posting> postings;
  private final String commonest;

  private Examples(List<String> labels, Map<String, Posting> postings, String commonest) {
    this.labels = labels;
    this.postings = postings;
    this.commonest = commonest;
  }

  /** Indexes examples, at least one. */
  static Examples of(List<Prompt.Example> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("there are no examples");
    }
    List<Map<String, Integer>> counts =
        examples.stream().map(example -> Words.count(example.text())).toList();
    Map<String, Double> inverse = inverseFrequencies(counts);
    double[] lengths = counts.stream().mapToDouble(words -> length(words, inverse)).toArray();
    Map<String, List<Integer>> holders = new HashMap<>();
    for (int i = 0; i < counts.size(); i++) {
      for (String word : counts.get(i).keySet()) {
        holders.computeIfAbsent(word, any -> new ArrayList<>()).add(i);
      }
    }
    Map<String, Posting> postings = new HashMap<>();
    holders.forEach((word, at) -> {
      int[] indexes = at.stream().mapToInt(Integer::intValue).toArray();
      double idf = inverse.get(word);
      double[] weights =
          IntStream.of(indexes)
              .mapToDouble(i -> damped(counts.get(i).get(word)) * idf / lengths[i])
              .toArray();
      postings.put(word, new Posting(idf, indexes, weights));
    });
    List<String> labels = examples.stream().map(Prompt.Example::label).toList();
    return new Examples(labels, Map.copyOf(postings), commonest(labels));
  }

  /** The label of the text by the vote of its nearest examples, as many as given at most. */
  String label(String text, int neighbours) {
    double[] similarity = similarities(text);
    List<Integer> nearest =
        IntStream.range(0, similarity.length)
            .filter(i -> similarity[i] > 0)
            .boxed()
            .sorted((a, b) -> Double.compare(similarity[b], similarity[a]))
            .limit(neighbours)
            .toList();
    Map<String, Double> votes = new LinkedHashMap<>();
    for (int i : nearest) {
      votes.merge(labels.get(i), similarity[i] * similarity[i], Double::sum);
    }
    return winner(votes, commonest);
  }

  /**
   * The cosine of the text with each example, times the length of the text's own vector: a factor
   * that all share and that therefore changes neither the order nor the vote.
   */
  private double[] similarities(String text) {
    double[] similarity = new double[labels.size()];
    Words.count(text)
        .forEach((word, count) -> {
          Posting posting = postings.get(word);
          if (posting != null) {
            double weight = damped(count) * posting.inverseFrequency();
            for (int j = 0; j < posting.examples().length; j++) {
              similarity[posting.examples()[j]] += weight * posting.weights()[j];
            }
          }
        });
    return similarity;
  }

  private static Map<String, Double> inverseFrequencies(List<Map<String, Integer>> counts) {
    Map<String, Integer> frequencies = new HashMap<>();
    counts.forEach(words -> words.keySet().forEach(w -> frequencies.merge(w, 1, Integer::sum)));
    Map<String, Double> inverse = new HashMap<>();
    frequencies.forEach((word, d) -> inverse.put(word, Math.log((counts.size() + 1.0) / d)));
    return inverse;
  }

  private static double length(Map<String, Integer> words, Map<String, Double> inverse) {
    double squares = 0;
    for (Map.Entry<String, Integer> word : words.entrySet()) {
      double weight = damped(word.getValue()) * inverse.get(word.getKey());
      squares += weight * weight;
    }
    return Math.sqrt(squares);
  }

  private static double damped(int count) {
    return 1 + Math.log(count);
  }

  private static String commonest(List<String> labels) {
    Map<String, Double> counts = new LinkedHashMap<>();
    labels.forEach(label -> counts.merge(label, 1.0, Double::sum));
    return winner(counts, labels.get(0));
  }

  /** The key with the largest value, the first of them among equals. */
  private static String winner(Map<String, Double> votes, String otherwise) {
    String best = otherwise;
    double most = 0;
    for (Map.Entry<String, Double> vote : votes.entrySet()) {
      if (vote.getValue() > most) {
        best = vote.getKey();
        most = vote.getValue();
      }
    }
    return best;
  }
}
