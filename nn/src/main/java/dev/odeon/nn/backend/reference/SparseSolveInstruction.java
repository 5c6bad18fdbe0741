package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// [dev.odeon.nn.graph.Op.SparseLuSolve], one lane and one column after another.
final class SparseSolveInstruction implements Instruction {
  private final Value factors;
  private final Value right;
  private final Value result;
  private final MatrixForm form;
  private final int columns;
  private final DType type;
  private final SparseRows rows;
  private final double[] m;
  private final double[] x;

  SparseSolveInstruction(Equation equation, Op.SparseLuSolve op) {
    form = op.form();
    factors = equation.operands().get(0);
    right = equation.operands().get(2);
    result = equation.result();
    columns = right.type().shape().rank() == 1 ? 1 : right.type().shape().dim(1);
    type = factors.type().dtype();
    rows = SparseRows.of(op.elimination());
    m = new double[op.elimination().factorSize()];
    x = new double[op.elimination().size()];
  }

  @Override
  public void run(double[][] slots, int lanes) {
    int width = SubgraphCall.width(result.scope(), lanes);
    int[] order = rows.order();
    for (int lane = 0; lane < width; lane++) {
      if (lane == 0 || factors.scope() == Scope.PER_LANE) {
        for (int e = 0; e < m.length; e++) {
          m[e] = slots[factors.id()][at(factors, e, width, lane)];
        }
      }
      for (int c = 0; c < columns; c++) {
        for (int i = 0; i < x.length; i++) {
          x[i] = slots[right.id()][at(right, order[i] * columns + c, width, lane)];
        }
        switch (form) {
          case PLAIN -> plain();
          case TRANSPOSED -> transposed();
        }
        for (int i = 0; i < x.length; i++) {
          slots[result.id()][(order[i] * columns + c) * width + lane] = x[i];
        }
      }
    }
  }

  private static int at(Value value, int element, int width, int lane) {
    return value.scope() == Scope.PER_LANE ? element * width + lane : element;
  }

  private void plain() {
    for (int i = 0; i < x.length; i++) {
      x[i] = reduced(i, rows.starts()[i], rows.diagonal()[i]);
    }
    for (int i = x.length - 1; i >= 0; i--) {
      int diagonal = rows.diagonal()[i];
      x[i] = Rounding.divide(reduced(i, diagonal + 1, rows.starts()[i + 1]), m[diagonal], type);
    }
  }

  /// Element i less the elements of its row from `first` to `last` (exclusive) times the known x.
  private double reduced(int i, int first, int last) {
    double sum = x[i];
    for (int e = first; e < last; e++) {
      sum = Rounding.fma(-m[e], x[rows.columns()[e]], sum, type);
    }
    return sum;
  }

  private void transposed() {
    for (int i = 0; i < x.length; i++) {
      int diagonal = rows.diagonal()[i];
      x[i] = Rounding.divide(x[i], m[diagonal], type);
      subtract(i, diagonal + 1, rows.starts()[i + 1]);
    }
    for (int i = x.length - 1; i >= 0; i--) {
      subtract(i, rows.starts()[i], rows.diagonal()[i]);
    }
  }

  /// Takes the elements of row i from `first` to `last` (exclusive) times x_i from the other x.
  private void subtract(int i, int first, int last) {
    for (int e = first; e < last; e++) {
      int j = rows.columns()[e];
      x[j] = Rounding.fma(-m[e], x[i], x[j], type);
    }
  }
}
