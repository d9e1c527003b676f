package dev.llmops.kernel.version;

import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.semver4j.Semver;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/**
 * A set of versions in npm's notation: {@code ^1.2.0}, {@code ~1.2}, {@code 1.x}, {@code *}, {@code
 * 1.2.0 - 2.0.0}, {@code >=1.0.0 <2.0.0}, alternatives with {@code ||}.
 *
 * <p>A pre-release is in the range only when one of the comparators it satisfies together names a
 * pre-release of the same major.minor.patch: {@code >=1.2.0-rc.1} contains {@code 1.2.0-rc.2} and
 * {@code 1.3.0}, not {@code 1.3.0-rc.1}. Build metadata is ignored. Immutable and thread-safe.
 */
public final class VersionRange {

  private final String text;
  private final RangeList ranges;

  private VersionRange(String text, RangeList ranges) {
    this.text = text;
    this.ranges = ranges;
  }

  /**
   * Reads a range.
   *
   * @throws VersionSyntaxException saying what is wrong
   */
  public static VersionRange parse(String text) {
    RangeGrammar.Checked range = RangeGrammar.read(Objects.requireNonNull(text, "text is null"));
    return new VersionRange(range.text(), RangeListFactory.create(range.comparators()));
  }

  /** Whether the version is in this range. */
  public boolean contains(SemanticVersion version) {
    return new Semver(version.toString()).satisfies(ranges);
  }

  /** The greatest of the versions that are in this range, empty when none is. */
  public Optional<SemanticVersion> highestIn(Collection<SemanticVersion> versions) {
    return versions.stream().filter(this::contains).max(Comparator.naturalOrder());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionRange range && text.equals(range.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The range as it was written, with single blanks. */
  @Override
  public String toString() {
    return text;
  }
}
