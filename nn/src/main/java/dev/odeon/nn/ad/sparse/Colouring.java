package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.graph.Interruptible;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Columns of a pattern in groups (colours) of which no two have an entry in the same row, so that
/// one product of the matrix with the sum of a group's unit vectors gives all of its columns.
///
/// Greedy: each column takes the first colour that none of its neighbours has. In their own order
/// that is the method of Curtis, Powell and Reid (On the estimation of sparse Jacobian matrices, J.
/// Inst. Maths Applics 13, 1974, 117-119), optimal for bands; in the order of falling degree it is
/// one of the orderings of Coleman and More (Estimation of sparse Jacobian matrices and graph
/// coloring problems, SIAM J. Numer. Anal. 20, 1983, 187-209). The one with fewer colours is taken.
/// Immutable.
public final class Colouring {
  private final int count;
  private final int[] colours;

  private Colouring(int[] colours) {
    this.colours = colours;
    count = Arrays.stream(colours).max().orElse(-1) + 1;
  }

  /// Colours the columns of `pattern`; for its rows, give the transposed pattern.
  public static Colouring ofColumns(SparsityPattern pattern) {
    SparsityPattern turned = pattern.transpose();
    int[] natural = IntStream.range(0, pattern.columns()).toArray();
    Colouring first = new Colouring(greedy(pattern, turned, natural));
    int[] degree = degrees(pattern, turned);
    int[] falling =
        Arrays.stream(natural)
            .boxed()
            .sorted(Comparator.comparingInt((Integer column) -> -degree[column]))
            .mapToInt(Integer::intValue)
            .toArray();
    Colouring second = new Colouring(greedy(pattern, turned, falling));
    return second.count < first.count ? second : first;
  }

  /// Number of colours.
  public int count() {
    return count;
  }

  /// The colour of a column, 0 to [#count] - 1.
  public int of(int column) {
    return colours[column];
  }

  private static int[] greedy(SparsityPattern pattern, SparsityPattern turned, int[] order) {
    int[] colours = new int[order.length];
    Arrays.fill(colours, -1);
    int[] takenBy = new int[order.length + 1];
    Arrays.fill(takenBy, -1);
    for (int column : order) {
      Interruptible.check();
      for (int i = turned.start(column); i < turned.start(column + 1); i++) {
        int row = turned.column(i);
        for (int k = pattern.start(row); k < pattern.start(row + 1); k++) {
          int colour = colours[pattern.column(k)];
          if (colour >= 0) {
            takenBy[colour] = column;
          }
        }
      }
      int colour = 0;
      while (takenBy[colour] == column) {
        colour++;
      }
      colours[column] = colour;
    }
    return colours;
  }

  /// For each column how many others share a row with it.
  private static int[] degrees(SparsityPattern pattern, SparsityPattern turned) {
    int[] degrees = new int[pattern.columns()];
    int[] seenBy = new int[degrees.length];
    Arrays.fill(seenBy, -1);
    for (int column = 0; column < degrees.length; column++) {
      seenBy[column] = column;
      for (int i = turned.start(column); i < turned.start(column + 1); i++) {
        int row = turned.column(i);
        for (int k = pattern.start(row); k < pattern.start(row + 1); k++) {
          int other = pattern.column(k);
          degrees[column] += seenBy[other] == column ? 0 : 1;
          seenBy[other] = column;
        }
      }
    }
    return degrees;
  }

  @Override
  public String toString() {
    return count + " colours of " + colours.length + " columns";
  }
}
