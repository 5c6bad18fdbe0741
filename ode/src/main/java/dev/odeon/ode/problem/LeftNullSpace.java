package dev.odeon.ode.problem;

import java.util.ArrayList;
import java.util.List;

/// The row vectors n with `n M = 0`, by elimination with complete pivoting, made orthonormal.
final class LeftNullSpace {
  /// A pivot below this part of the first counts as zero; rows are scaled to equal size before.
  private static final double RELATIVE = 1e-12;

  private LeftNullSpace() {}

  /// The orthogonal projector onto them, `d x d` by rows.
  static double[] projector(int d, double[] matrix) {
    List<double[]> basis = orthonormal(basis(d, matrix));
    double[] projector = new double[d * d];
    for (double[] n : basis) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          projector[i * d + j] += n[i] * n[j];
        }
      }
    }
    return projector;
  }

  /// Eliminates rows, and remembers in `t` which combination of the given rows each has become:
  /// those that end as zero are the combinations looked for.
  private static List<double[]> basis(int d, double[] matrix) {
    double[][] rows = new double[d][d];
    double[][] t = new double[d][d];
    for (int i = 0; i < d; i++) {
      double size = 0;
      for (int j = 0; j < d; j++) {
        size = Math.max(size, Math.abs(matrix[i * d + j]));
      }
      double scale = size == 0 ? 1 : 1 / size;
      t[i][i] = scale;
      for (int j = 0; j < d; j++) {
        rows[i][j] = scale * matrix[i * d + j];
      }
    }
    int rank = 0;
    double first = 0;
    while (rank < d) {
      int[] pivot = largest(rows, rank);
      double size = Math.abs(rows[pivot[0]][pivot[1]]);
      first = rank == 0 ? size : first;
      if (size <= RELATIVE * first) {
        break;
      }
      exchange(rows, rank, pivot[0]);
      exchange(t, rank, pivot[0]);
      for (int i = rank + 1; i < d; i++) {
        double factor = rows[i][pivot[1]] / rows[rank][pivot[1]];
        subtract(rows[i], factor, rows[rank]);
        subtract(t[i], factor, t[rank]);
        rows[i][pivot[1]] = 0;
      }
      rank++;
    }
    return List.of(t).subList(rank, d);
  }

  private static int[] largest(double[][] rows, int from) {
    int[] best = {from, 0};
    for (int i = from; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        if (Math.abs(rows[i][j]) > Math.abs(rows[best[0]][best[1]])) {
          best = new int[] {i, j};
        }
      }
    }
    return best;
  }

  private static void exchange(double[][] rows, int i, int j) {
    double[] row = rows[i];
    rows[i] = rows[j];
    rows[j] = row;
  }

  private static void subtract(double[] row, double factor, double[] other) {
    for (int j = 0; j < row.length; j++) {
      row[j] -= factor * other[j];
    }
  }

  /// By Gram and Schmidt, twice for rounding.
  private static List<double[]> orthonormal(List<double[]> vectors) {
    List<double[]> done = new ArrayList<>();
    for (double[] vector : vectors) {
      double[] v = vector.clone();
      for (int round = 0; round < 2; round++) {
        for (double[] other : done) {
          subtract(v, dot(v, other), other);
        }
        double size = Math.sqrt(dot(v, v));
        for (int i = 0; i < v.length; i++) {
          v[i] /= size;
        }
      }
      done.add(v);
    }
    return done;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
