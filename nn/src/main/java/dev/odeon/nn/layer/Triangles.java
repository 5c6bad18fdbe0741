package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Square matrices written as the vector of their independent entries, row by row.
final class Triangles {
  private Triangles() {}

  /// Number of entries of a lower triangle with its diagonal.
  static int withDiagonal(int n) {
    return Math.toIntExact((long) n * (n + 1) / 2);
  }

  /// Number of entries of a lower triangle without its diagonal.
  static int strict(int n) {
    return Math.toIntExact((long) n * (n - 1) / 2);
  }

  /// The lower triangular matrix `[n, n]` of `withDiagonal(n)` entries.
  static Tensor lower(Tensor entries, int n) {
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int from = withDiagonal(i);
      rows.add(padded(entries.slice(from, from + i + 1), n));
    }
    return Tensor.stack(rows);
  }

  /// The antisymmetric matrix `[n, n]` of `strict(n)` entries below the diagonal, n at least 2.
  static Tensor antisymmetric(Tensor entries, int n) {
    List<Tensor> rows = new ArrayList<>(List.of(zeros(entries, n)));
    for (int i = 1; i < n; i++) {
      int from = strict(i);
      rows.add(padded(entries.slice(from, from + i), n));
    }
    Tensor below = Tensor.stack(rows);
    return below.minus(below.transpose());
  }

  private static Tensor padded(Tensor row, int n) {
    int missing = n - row.shape().size();
    return missing == 0 ? row : Tensor.concatenate(row, zeros(row, missing));
  }

  private static Tensor zeros(Tensor like, int n) {
    return like.tracer().constant(Literal.filled(new TensorType(like.dtype(), Shape.of(n)), 0));
  }
}
