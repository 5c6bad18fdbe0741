package dev.odeon.nn.params;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which elements of a flat parameter vector keep their values during training.
///
/// Frozen are the tensors whose path matches a glob, where `*` stands for any characters, dots
/// included, and `?` for one. Immutable.
public final class FreezeMask {
  private final ParameterSpec spec;
  private final List<String> globs;
  private final boolean[] frozen;
  private final int[] free;

  private FreezeMask(ParameterSpec spec, List<String> globs) {
    this.spec = spec;
    this.globs = List.copyOf(globs);
    frozen = new boolean[spec.size()];
    globs.forEach(this::freeze);
    free = IntStream.range(0, frozen.length).filter(i -> !frozen[i]).toArray();
  }

  /// The mask that freezes what `globs` match, nothing if there are none.
  ///
  /// @throws IllegalArgumentException if a glob matches no path
  public static FreezeMask of(ParameterSpec spec, List<String> globs) {
    return new FreezeMask(spec, globs);
  }

  /// See [#of(ParameterSpec, List)].
  public static FreezeMask of(ParameterSpec spec, String... globs) {
    return new FreezeMask(spec, List.of(globs));
  }

  private void freeze(String glob) {
    Pattern pattern = pattern(glob);
    boolean matched = false;
    for (ParameterSpec.Entry entry : spec.entries()) {
      if (pattern.matcher(entry.path()).matches()) {
        matched = true;
        int from = spec.offset(entry.path());
        Arrays.fill(frozen, from, from + entry.shape().size(), true);
      }
    }
    if (!matched) {
      throw new IllegalArgumentException("'" + glob + "' matches no parameter of: " + spec);
    }
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile(
        glob.chars()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
            .collect(Collectors.joining()));
  }

  /// The globs.
  public List<String> globs() {
    return globs;
  }

  /// Whether the element at `index` of the flat vector is frozen.
  public boolean isFrozen(int index) {
    return frozen[index];
  }

  /// Number of elements that are not frozen.
  public int freeSize() {
    return free.length;
  }

  /// Sets the frozen elements of a flat gradient to 0, whatever they held.
  ///
  /// @throws IllegalArgumentException if its length is not the spec's size
  public void zero(double[] gradient) {
    requireLength("gradient", gradient, frozen.length);
    for (int i = 0; i < frozen.length; i++) {
      if (frozen[i]) {
        gradient[i] = 0;
      }
    }
  }

  /// Copies the elements that are not frozen, in order, from a flat vector to `target` of length
  /// [#freeSize].
  public void gather(double[] flat, double[] target) {
    requireLength("flat vector", flat, frozen.length);
    requireLength("target", target, free.length);
    for (int i = 0; i < free.length; i++) {
      target[i] = flat[free[i]];
    }
  }

  /// Writes `source` of length [#freeSize] over the elements of a flat vector that are not frozen.
  public void scatter(double[] source, double[] flat) {
    requireLength("source", source, free.length);
    requireLength("flat vector", flat, frozen.length);
    for (int i = 0; i < free.length; i++) {
      flat[free[i]] = source[i];
    }
  }

  private static void requireLength(String name, double[] array, int length) {
    if (array.length != length) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " elements, expected " + length);
    }
  }
}
