package dev.llmops.stats.frequentist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.PairedTable;
import dev.llmops.spi.stats.TestRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes requests from the inputs of a case. An input that is not known is an error. */
final class VectorInputs {

  private final JsonNode inputs;
  private final Set<String> unread = new TreeSet<>();

  private VectorInputs(JsonNode inputs) {
    this.inputs = inputs;
    inputs.fieldNames().forEachRemaining(unread::add);
  }

  /** Where a case has raw values and aggregates, both make a request. */
  static List<TestRequest> requests(VectorFile.Case one, AggregateKind kind) {
    VectorInputs inputs = new VectorInputs(one.inputs());
    List<TestRequest.Builder> builders =
        switch (kind) {
          case COUNTS -> List.of(TestRequest.counts(inputs.counts("a"), inputs.counts("b")));
          case PAIRED_TABLE -> List.of(TestRequest.paired(inputs.table()));
          case MOMENTS -> inputs.moments();
          case PAIRED_MOMENTS -> inputs.differences();
        };
    double alpha = inputs.has("alpha") ? inputs.read("alpha").doubleValue() : 0.05;
    double nullDifference = inputs.has("null_diff") ? inputs.read("null_diff").doubleValue() : 0;
    assertThat(builders).as("requests made of the inputs").isNotEmpty();
    assertThat(inputs.unread).as("inputs that this test does not understand").isEmpty();
    return builders.stream()
        .map(builder -> builder.confidence(1 - alpha).nullDifference(nullDifference).build())
        .toList();
  }

  static double[] values(VectorFile.Case one, String name) {
    return new VectorInputs(one.inputs()).values(name);
  }

  private List<TestRequest.Builder> moments() {
    List<TestRequest.Builder> builders = new ArrayList<>();
    if (has("aggregates_a")) {
      builders.add(TestRequest.moments(aggregates("aggregates_a"), aggregates("aggregates_b")));
    }
    if (has("a")) {
      builders.add(TestRequest.moments(of(values("a")), of(values("b"))));
    }
    return builders;
  }

  private List<TestRequest.Builder> differences() {
    List<TestRequest.Builder> builders = new ArrayList<>();
    if (has("diff_aggregates")) {
      builders.add(TestRequest.paired(aggregates("diff_aggregates")));
    }
    if (has("a")) {
      double[] differences = values("b");
      double[] a = values("a");
      for (int i = 0; i < a.length; i++) {
        differences[i] -= a[i];
      }
      builders.add(TestRequest.paired(of(differences)));
    }
    return builders;
  }

  private PairedTable table() {
    return new PairedTable(
        read("both_pass").longValue(),
        read("only_a_pass").longValue(),
        read("only_b_pass").longValue(),
        read("both_fail").longValue());
  }

  private Counts counts(String arm) {
    return new Counts(read("n_" + arm).longValue(), read("x_" + arm).longValue());
  }

  private Moments aggregates(String name) {
    JsonNode sums = read(name);
    return new Moments(
        sums.required("n").longValue(),
        sums.required("mean").doubleValue(),
        sums.required("m2").doubleValue());
  }

  private double[] values(String name) {
    List<Double> list = new ArrayList<>();
    read(name).forEach(value -> list.add(value.doubleValue()));
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Moments of(double[] values) {
    Moments moments = Moments.EMPTY;
    for (double value : values) {
      moments = moments.plus(value);
    }
    return moments;
  }

  private boolean has(String name) {
    return inputs.has(name);
  }

  private JsonNode read(String name) {
    unread.remove(name);
    return inputs.required(name);
  }
}
