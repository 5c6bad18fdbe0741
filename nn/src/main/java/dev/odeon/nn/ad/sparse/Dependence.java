package dev.odeon.nn.ad.sparse;

import java.util.Arrays;

/// For each element of a value the ascending numbers of the input's elements on which its
/// derivative can depend. The sets are shared between values and never written.
final class Dependence {
  static final int[] NONE = {};

  private final int[][] sets;

  Dependence(int[][] sets) {
    this.sets = sets;
  }

  static Dependence none(int size) {
    int[][] sets = new int[size][];
    Arrays.fill(sets, NONE);
    return new Dependence(sets);
  }

  /// Element i on element i.
  static Dependence identity(int size) {
    int[][] sets = new int[size][];
    Arrays.setAll(sets, i -> new int[] {i});
    return new Dependence(sets);
  }

  static Dependence filled(int size, int[] set) {
    int[][] sets = new int[size][];
    Arrays.fill(sets, set);
    return new Dependence(sets);
  }

  int size() {
    return sets.length;
  }

  int[] get(int element) {
    return sets[element];
  }

  int[][] toRows() {
    return sets.clone();
  }

  /// Element by element the union.
  Dependence union(Dependence other) {
    int[][] both = new int[sets.length][];
    Arrays.setAll(both, i -> union(sets[i], other.sets[i]));
    return new Dependence(both);
  }

  /// The union over all elements.
  int[] all() {
    int[] all = NONE;
    for (int[] set : sets) {
      all = union(all, set);
    }
    return all;
  }

  /// Element i of the result is element `source[i]`, or none if that is negative.
  Dependence gather(int[] source) {
    int[][] moved = new int[source.length][];
    Arrays.setAll(moved, i -> source[i] < 0 ? NONE : sets[source[i]]);
    return new Dependence(moved);
  }

  /// The part of `length` elements from `from` on.
  Dependence part(int from, int length) {
    return new Dependence(Arrays.copyOfRange(sets, from, from + length));
  }

  boolean sameAs(Dependence other) {
    return Arrays.deepEquals(sets, other.sets);
  }

  @SuppressWarnings("ReferenceEquality") // the quick test; unequal arrays are merged below
  static int[] union(int[] x, int[] y) {
    if (x == y || y.length == 0) {
      return x;
    }
    if (x.length == 0) {
      return y;
    }
    int[] merged = new int[x.length + y.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < x.length || j < y.length) {
      int next = j == y.length || (i < x.length && x[i] <= y[j]) ? x[i] : y[j];
      i += i < x.length && x[i] == next ? 1 : 0;
      j += j < y.length && y[j] == next ? 1 : 0;
      merged[count++] = next;
    }
    return count == x.length ? x : count == y.length ? y : Arrays.copyOf(merged, count);
  }
}
