package dev.odeon.nn.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/// An order of elimination that keeps factors sparse: at each step a row with the fewest neighbours
/// among those left, the first of equals (Tinney and Walker, Direct solutions of sparse network
/// equations by optimally ordered triangular factorization, Proc. IEEE 55, 1967).
///
/// Rows are neighbours if an entry links them in either direction; the neighbours of an eliminated
/// row become neighbours of each other.
final class MinimumDegree {
  private MinimumDegree() {}

  private record Candidate(int degree, int row) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return degree == other.degree
          ? Integer.compare(row, other.row)
          : Integer.compare(degree, other.degree);
    }
  }

  /// The order for a matrix of `size` rows with entries at (`rows[k]`, `columns[k]`).
  static int[] order(int size, int[] rows, int[] columns) {
    List<Set<Integer>> neighbours = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      neighbours.add(new HashSet<>());
    }
    for (int k = 0; k < rows.length; k++) {
      if (rows[k] != columns[k]) {
        neighbours.get(rows[k]).add(columns[k]);
        neighbours.get(columns[k]).add(rows[k]);
      }
    }
    NavigableSet<Candidate> queue = new TreeSet<>();
    for (int i = 0; i < size; i++) {
      queue.add(new Candidate(neighbours.get(i).size(), i));
    }
    int[] order = new int[size];
    for (int step = 0; step < size; step++) {
      Candidate next = queue.first();
      queue.remove(next);
      order[step] = next.row();
      eliminate(next.row(), neighbours, queue);
    }
    return order;
  }

  private static void eliminate(
      int row, List<Set<Integer>> neighbours, NavigableSet<Candidate> queue) {
    Set<Integer> clique = neighbours.get(row);
    for (int other : clique) {
      Set<Integer> own = neighbours.get(other);
      queue.remove(new Candidate(own.size(), other));
      own.addAll(clique);
      own.remove(other);
      own.remove(row);
      queue.add(new Candidate(own.size(), other));
    }
    neighbours.set(row, Set.of());
  }
}
