package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Value;

/// [dev.odeon.nn.graph.Op.LuFactor], one lane after another.
final class FactorInstruction implements Instruction {
  private final Value matrix;
  private final int factors;
  private final int pivots;
  private final int n;
  private final DType type;
  private final double[] a;

  FactorInstruction(Equation equation) {
    matrix = equation.operands().getFirst();
    factors = equation.results().get(0).id();
    pivots = equation.results().get(1).id();
    n = matrix.type().shape().dim(0);
    type = matrix.type().dtype();
    a = new double[n * n];
  }

  @Override
  public void run(double[][] slots, int lanes) {
    int width = SubgraphCall.width(matrix.scope(), lanes);
    for (int lane = 0; lane < width; lane++) {
      for (int e = 0; e < a.length; e++) {
        a[e] = slots[matrix.id()][e * width + lane];
      }
      for (int k = 0; k < n; k++) {
        int row = pivotRow(k);
        slots[pivots][k * width + lane] = Double.longBitsToDouble(row);
        swap(k, row);
        eliminate(k);
      }
      for (int e = 0; e < a.length; e++) {
        slots[factors][e * width + lane] = a[e];
      }
    }
  }

  private int pivotRow(int k) {
    int best = k;
    for (int i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[best * n + k])) {
        best = i;
      }
    }
    return best;
  }

  private void swap(int k, int row) {
    for (int j = 0; j < n; j++) {
      double held = a[k * n + j];
      a[k * n + j] = a[row * n + j];
      a[row * n + j] = held;
    }
  }

  private void eliminate(int k) {
    double pivot = a[k * n + k];
    if (pivot == 0) {
      return;
    }
    for (int i = k + 1; i < n; i++) {
      double factor = Rounding.divide(a[i * n + k], pivot, type);
      a[i * n + k] = factor;
      for (int j = k + 1; j < n; j++) {
        a[i * n + j] = Rounding.fma(-factor, a[k * n + j], a[i * n + j], type);
      }
    }
  }
}
