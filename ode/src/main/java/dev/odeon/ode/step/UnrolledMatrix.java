package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A small factored matrix as scalars: elimination with partial pivoting written out, rows
/// exchanged by selects. A matrix that is not singular has the bits of the primitives `LuFactor`
/// and `LuSolve`.
///
/// @param n its size
/// @param elements U on and above the diagonal, L below, by rows
/// @param exchanges for each column k, for each later row, whether it changed places with row k
record UnrolledMatrix(int n, List<Tensor> elements, List<Tensor> exchanges) implements StageMatrix {
  UnrolledMatrix {
    elements = List.copyOf(elements);
    exchanges = List.copyOf(exchanges);
  }

  /// The entries of `matrix`, `[n, n]`, as scalars.
  static Tensor[][] entries(Tensor matrix) {
    int n = matrix.shape().dim(0);
    Tensor flat = matrix.reshape(Shape.of(n * n));
    Tensor[][] a = new Tensor[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = flat.get(i * n + j);
      }
    }
    return a;
  }

  /// Factors the matrix of these entries, which are overwritten.
  static UnrolledMatrix of(Tensor[][] a) {
    int n = a.length;
    List<Tensor> exchanges = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      List<Tensor> best = largest(a, k);
      exchanges.addAll(best);
      for (int j = 0; j < n; j++) {
        Tensor[] column = new Tensor[n];
        for (int i = 0; i < n; i++) {
          column[i] = a[i][j];
        }
        exchange(column, k, best);
        for (int i = 0; i < n; i++) {
          a[i][j] = column[i];
        }
      }
      eliminate(a, k);
    }
    return new UnrolledMatrix(
        n, Arrays.stream(a).flatMap(Arrays::stream).toList(), List.copyOf(exchanges));
  }

  /// For each row after k whether it has the largest element of column k, the first of equals; for
  /// none if that is row k.
  private static List<Tensor> largest(Tensor[][] a, int k) {
    int n = a.length;
    List<Tensor> best = new ArrayList<>();
    Tensor size = a[k][k].abs();
    for (int i = k + 1; i < n; i++) {
      Tensor own = a[i][k].abs();
      Tensor larger = own.compare(Comparison.GT, size);
      size = larger.select(own, size);
      best.replaceAll(before -> before.logical(LogicalFunction.AND, larger.not()));
      best.add(larger);
    }
    return best;
  }

  private static void exchange(Tensor[] column, int k, List<Tensor> best) {
    Tensor moved = column[k];
    for (int i = 0; i < best.size(); i++) {
      Tensor own = column[k + 1 + i];
      column[k + 1 + i] = best.get(i).select(column[k], own);
      moved = best.get(i).select(own, moved);
    }
    column[k] = moved;
  }

  /// A zero pivot has zeros below: they are divided by one.
  private static void eliminate(Tensor[][] a, int k) {
    int n = a.length;
    if (k == n - 1) {
      return;
    }
    Tensor pivot = a[k][k];
    Tensor divisor = pivot.compare(Comparison.EQ, 0).select(pivot.scalar(1), pivot);
    for (int i = k + 1; i < n; i++) {
      a[i][k] = a[i][k].dividedBy(divisor);
      Tensor factor = a[i][k].negate();
      for (int j = k + 1; j < n; j++) {
        a[i][j] = factor.fma(a[k][j], a[i][j]);
      }
    }
  }

  private Tensor at(int i, int j) {
    return elements.get(i * n + j);
  }

  @Override
  public Tensor solve(Tensor b) {
    Tensor[] x = new Tensor[n];
    for (int i = 0; i < n; i++) {
      x[i] = b.get(i);
    }
    int from = 0;
    for (int k = 0; k < n; k++) {
      int count = n - k - 1;
      exchange(x, k, exchanges.subList(from, from + count));
      from += count;
    }
    for (int i = 1; i < n; i++) {
      for (int j = 0; j < i; j++) {
        x[i] = at(i, j).negate().fma(x[j], x[i]);
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        x[i] = at(i, j).negate().fma(x[j], x[i]);
      }
      x[i] = x[i].dividedBy(at(i, i));
    }
    return Tensor.concatenate(List.of(x));
  }

  @Override
  public Tensor singular() {
    Tensor bad = null;
    for (int i = 0; i < n; i++) {
      Tensor regular = at(i, i).abs().compare(Comparison.GT, 0);
      bad = bad == null ? regular.not() : bad.logical(LogicalFunction.OR, regular.not());
    }
    return java.util.Objects.requireNonNull(bad);
  }

  @Override
  public int roundsWrittenOut() {
    return 3;
  }

  @Override
  public List<Tensor> values() {
    List<Tensor> values = new ArrayList<>(elements);
    values.addAll(exchanges);
    return values;
  }

  @Override
  public StageMatrix of(List<Tensor> values) {
    return new UnrolledMatrix(n, values.subList(0, n * n), values.subList(n * n, values.size()));
  }
}
