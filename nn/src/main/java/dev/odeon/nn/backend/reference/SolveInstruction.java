package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// [dev.odeon.nn.graph.Op.LuSolve], one lane and one column after another.
final class SolveInstruction implements Instruction {
  private final Value factors;
  private final Value pivots;
  private final Value right;
  private final Value result;
  private final MatrixForm form;
  private final int n;
  private final int columns;
  private final DType type;
  private final double[] m;
  private final int[] rows;
  private final double[] x;

  SolveInstruction(Equation equation, MatrixForm form) {
    this.form = form;
    factors = equation.operands().get(0);
    pivots = equation.operands().get(1);
    right = equation.operands().get(2);
    result = equation.result();
    n = factors.type().shape().dim(0);
    columns = right.type().shape().rank() == 1 ? 1 : right.type().shape().dim(1);
    type = factors.type().dtype();
    m = new double[n * n];
    rows = new int[n];
    x = new double[n];
  }

  @Override
  public void run(double[][] slots, int lanes) {
    int width = SubgraphCall.width(result.scope(), lanes);
    for (int lane = 0; lane < width; lane++) {
      for (int e = 0; e < m.length; e++) {
        m[e] = slots[factors.id()][at(factors, e, width, lane)];
      }
      for (int k = 0; k < n; k++) {
        long row = Double.doubleToRawLongBits(slots[pivots.id()][at(pivots, k, width, lane)]);
        rows[k] = Math.clamp(row, 0, n - 1);
      }
      for (int c = 0; c < columns; c++) {
        for (int i = 0; i < n; i++) {
          x[i] = slots[right.id()][at(right, i * columns + c, width, lane)];
        }
        solve();
        for (int i = 0; i < n; i++) {
          slots[result.id()][(i * columns + c) * width + lane] = x[i];
        }
      }
    }
  }

  private static int at(Value value, int element, int width, int lane) {
    return value.scope() == Scope.PER_LANE ? element * width + lane : element;
  }

  private void solve() {
    switch (form) {
      case PLAIN -> {
        for (int k = 0; k < n; k++) {
          swap(k);
        }
        for (int i = 0; i < n; i++) {
          subtract(i, i * n, 1, 0, i);
        }
        for (int i = n - 1; i >= 0; i--) {
          subtract(i, i * n, 1, i + 1, n);
          x[i] = Rounding.divide(x[i], m[i * n + i], type);
        }
      }
      case TRANSPOSED -> {
        for (int i = 0; i < n; i++) {
          subtract(i, i, n, 0, i);
          x[i] = Rounding.divide(x[i], m[i * n + i], type);
        }
        for (int i = n - 1; i >= 0; i--) {
          subtract(i, i, n, i + 1, n);
        }
        for (int k = n - 1; k >= 0; k--) {
          swap(k);
        }
      }
    }
  }

  /// Subtracts from element i the known elements `first` to `last` (exclusive), element j times the
  /// coefficient at `start + j * stride`.
  private void subtract(int i, int start, int stride, int first, int last) {
    for (int j = first; j < last; j++) {
      x[i] = Rounding.fma(-m[start + j * stride], x[j], x[i], type);
    }
  }

  private void swap(int k) {
    double held = x[k];
    x[k] = x[rows[k]];
    x[rows[k]] = held;
  }
}
