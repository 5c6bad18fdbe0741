package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import java.util.ArrayList;
import java.util.List;

/// Elimination with partial pivoting of a matrix in registers, unrolled.
record DenseFactorCode(PtxCode code, DType dtype) {
  List<LaneTensor> factor(List<PtxOperand> matrix) {
    int n = (int) Math.round(Math.sqrt(matrix.size()));
    List<PtxOperand> a = new ArrayList<>(matrix);
    List<PtxOperand> rows = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      PtxOperand row = pivotRow(a, n, k);
      rows.add(row);
      for (int i = k + 1; i < n; i++) {
        exchange(a, n, k, i, row);
      }
      eliminate(a, n, k);
    }
    return List.of(new RegisterTensor(dtype, a), new RegisterTensor(DType.I32, rows));
  }

  private PtxOperand pivotRow(List<PtxOperand> a, int n, int k) {
    ElementCode element = new ElementCode(code);
    PtxOperand row = PtxImmediate.of(k);
    PtxOperand largest = element.absolute(a.get(k * n + k));
    for (int i = k + 1; i < n; i++) {
      PtxOperand size = element.absolute(a.get(i * n + k));
      PtxRegister larger = element.compare("gt", size, largest);
      largest = Selection.of(code, larger, size, largest);
      row = Selection.of(code, larger, PtxImmediate.of(i), row);
    }
    return row;
  }

  private void exchange(List<PtxOperand> a, int n, int k, int i, PtxOperand row) {
    PtxRegister here = code.value(PtxType.PRED, "setp.eq.s32", row, PtxImmediate.of(i));
    for (int j = 0; j < n; j++) {
      PtxOperand above = a.get(k * n + j);
      PtxOperand below = a.get(i * n + j);
      a.set(k * n + j, Selection.of(code, here, below, above));
      a.set(i * n + j, Selection.of(code, here, above, below));
    }
  }

  /// A zero pivot is not eliminated with: the rows below stay.
  private void eliminate(List<PtxOperand> a, int n, int k) {
    if (k + 1 == n) {
      return;
    }
    ElementCode element = new ElementCode(code);
    PtxOperand pivot = a.get(k * n + k);
    List<PtxRegister> below = new ArrayList<>();
    for (int i = k + 1; i < n; i++) {
      for (int j = k; j < n; j++) {
        PtxRegister changing = code.variable(a.get(i * n + j));
        below.add(changing);
        a.set(i * n + j, changing);
      }
    }
    PtxRegister singular =
        element.compare("eq", pivot, PtxImmediate.floating(PtxType.of(dtype), 0));
    PtxLabel end = code.label();
    code.branchIf(singular, end);
    String suffix = ".rn." + PtxType.of(dtype).text();
    int width = n - k;
    for (int i = 0; i < n - k - 1; i++) {
      PtxRegister factor = below.get(i * width);
      code.assign(factor, "div" + suffix, factor, pivot);
      PtxRegister minus = code.register(factor.type());
      code.assign(minus, "neg." + factor.type().text(), factor);
      for (int j = 1; j < width; j++) {
        PtxRegister changing = below.get(i * width + j);
        code.assign(changing, "fma" + suffix, minus, a.get(k * n + k + j), changing);
      }
    }
    code.place(end);
  }
}
