package dev.odeon.nn.ad.sparse;

import java.util.Arrays;
import java.util.List;

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
    return union(List.of(sets));
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

  /// The union of all, pairs of like sizes first, so that each number is merged few times.
  static int[] union(List<int[]> sets) {
    if (sets.isEmpty()) {
      return NONE;
    }
    if (sets.size() == 1) {
      return sets.getFirst();
    }
    int half = sets.size() / 2;
    return union(union(sets.subList(0, half)), union(sets.subList(half, sets.size())));
  }

  @SuppressWarnings("ReferenceEquality") // the quick test; unequal arrays are merged below
  static int[] union(int[] x, int[] y) {
    if (x == y || y.length == 0) {
      return x;
    }
    if (x.length == 0) {
      return y;
    }
    if (isWithin(y, x)) {
      return x;
    }
    if (isWithin(x, y)) {
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

  /// Whether `part` is so much smaller than `whole` that looking its numbers up is quick, and all
  /// are there: so large sets stay shared.
  private static boolean isWithin(int[] part, int[] whole) {
    if (part.length > whole.length / 32) {
      return false;
    }
    for (int number : part) {
      if (Arrays.binarySearch(whole, number) < 0) {
        return false;
      }
    }
    return true;
  }
}
