package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Substitutions with factors in registers, unrolled.
///
/// @param ordered whether row k is known to change places with no row above
record DenseSolveCode(PtxCode code, DType dtype, boolean ordered) {
  LaneTensor solve(
      Equation equation,
      MatrixForm form,
      List<PtxOperand> m,
      List<PtxOperand> pivots,
      List<PtxOperand> right) {
    int n = pivots.size();
    Shape shape = equation.operands().get(2).type().shape();
    int columns = shape.rank() == 1 ? 1 : shape.dim(1);
    List<PtxOperand> rows = pivots.stream().map(row -> clamped(row, n)).toList();
    PtxOperand[] solution = new PtxOperand[right.size()];
    for (int c = 0; c < columns; c++) {
      List<PtxOperand> x = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        x.add(right.get(i * columns + c));
      }
      switch (form) {
        case PLAIN -> plain(n, m, rows, x);
        case TRANSPOSED -> transposed(n, m, rows, x);
      }
      for (int i = 0; i < n; i++) {
        solution[i * columns + c] = x.get(i);
      }
    }
    return new RegisterTensor(dtype, Arrays.asList(solution));
  }

  private PtxOperand clamped(PtxOperand row, int n) {
    if (ordered) {
      return row;
    }
    PtxType type = row.type();
    String suffix = type.arithmetic();
    PtxRegister most = code.value(type, "min." + suffix, row, new PtxImmediate(type, n - 1));
    return code.value(type, "max." + suffix, most, new PtxImmediate(type, 0));
  }

  private void plain(int n, List<PtxOperand> m, List<PtxOperand> rows, List<PtxOperand> x) {
    for (int k = 0; k < n; k++) {
      exchange(n, k, rows.get(k), x);
    }
    for (int i = 0; i < n; i++) {
      subtract(i, i * n, 1, 0, i, m, x);
    }
    for (int i = n - 1; i >= 0; i--) {
      subtract(i, i * n, 1, i + 1, n, m, x);
      divide(i, n, m, x);
    }
  }

  private void transposed(int n, List<PtxOperand> m, List<PtxOperand> rows, List<PtxOperand> x) {
    for (int i = 0; i < n; i++) {
      subtract(i, i, n, 0, i, m, x);
      divide(i, n, m, x);
    }
    for (int i = n - 1; i >= 0; i--) {
      subtract(i, i, n, i + 1, n, m, x);
    }
    for (int k = n - 1; k >= 0; k--) {
      exchange(n, k, rows.get(k), x);
    }
  }

  private void divide(int i, int n, List<PtxOperand> m, List<PtxOperand> x) {
    x.set(i, new ElementCode(code).divide(x.get(i), m.get(i * n + i)));
  }

  private void subtract(
      int i, int start, int stride, int first, int last, List<PtxOperand> m, List<PtxOperand> x) {
    ElementCode element = new ElementCode(code);
    for (int j = first; j < last; j++) {
      x.set(i, element.fma(element.negate(m.get(start + j * stride)), x.get(j), x.get(i)));
    }
  }

  private void exchange(int n, int k, PtxOperand row, List<PtxOperand> x) {
    PtxOperand held = x.get(k);
    for (int i = ordered ? k + 1 : 0; i < n; i++) {
      if (i != k) {
        PtxRegister here =
            code.value(
                PtxType.PRED,
                "setp.eq." + row.type().arithmetic(),
                row,
                new PtxImmediate(row.type(), i));
        PtxOperand other = x.get(i);
        x.set(k, Selection.of(code, here, other, x.get(k)));
        x.set(i, Selection.of(code, here, held, other));
      }
    }
  }
}
