package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Elimination and substitutions of sparse matrices, unrolled.
record SparseCode(PtxCode code, DType dtype, SparseElimination rows) {
  LaneTensor factor(List<PtxOperand> entries) {
    PtxOperand zero = PtxImmediate.element(dtype, 0);
    PtxOperand[] factors = new PtxOperand[rows.factorSize()];
    Arrays.fill(factors, zero);
    for (int k = 0; k < entries.size(); k++) {
      factors[rows.place(k)] = entries.get(k);
    }
    PtxOperand[] row = new PtxOperand[rows.size()];
    for (int i = 0; i < row.length; i++) {
      eliminate(i, factors, row);
    }
    return new RegisterTensor(dtype, Arrays.asList(factors));
  }

  private void eliminate(int i, PtxOperand[] factors, PtxOperand[] row) {
    ElementCode element = new ElementCode(code);
    int first = rows.start(i);
    int last = rows.start(i + 1);
    for (int e = first; e < last; e++) {
      row[rows.factorColumn(e)] = factors[e];
    }
    for (int e = first; e < rows.diagonal(i); e++) {
      int k = rows.factorColumn(e);
      PtxRegister factor = element.divide(row[k], factors[rows.diagonal(k)]);
      row[k] = factor;
      PtxRegister minus = element.negate(factor);
      for (int u = rows.diagonal(k) + 1; u < rows.start(k + 1); u++) {
        int j = rows.factorColumn(u);
        row[j] = element.fma(minus, factors[u], row[j]);
      }
    }
    for (int e = first; e < last; e++) {
      factors[e] = row[rows.factorColumn(e)];
    }
  }

  LaneTensor solve(Equation equation, MatrixForm form, List<PtxOperand> m, List<PtxOperand> right) {
    int n = rows.size();
    Shape shape = equation.operands().get(2).type().shape();
    int columns = shape.rank() == 1 ? 1 : shape.dim(1);
    PtxOperand[] solution = new PtxOperand[right.size()];
    for (int c = 0; c < columns; c++) {
      List<PtxOperand> x = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        x.add(right.get(rows.order(i) * columns + c));
      }
      switch (form) {
        case PLAIN -> plain(m, x);
        case TRANSPOSED -> transposed(m, x);
      }
      for (int i = 0; i < n; i++) {
        solution[rows.order(i) * columns + c] = x.get(i);
      }
    }
    return new RegisterTensor(dtype, Arrays.asList(solution));
  }

  private void plain(List<PtxOperand> m, List<PtxOperand> x) {
    for (int i = 0; i < x.size(); i++) {
      reduce(i, rows.start(i), rows.diagonal(i), m, x);
    }
    for (int i = x.size() - 1; i >= 0; i--) {
      reduce(i, rows.diagonal(i) + 1, rows.start(i + 1), m, x);
      divide(i, m, x);
    }
  }

  private void divide(int i, List<PtxOperand> m, List<PtxOperand> x) {
    x.set(i, new ElementCode(code).divide(x.get(i), m.get(rows.diagonal(i))));
  }

  private void reduce(int i, int first, int last, List<PtxOperand> m, List<PtxOperand> x) {
    ElementCode element = new ElementCode(code);
    for (int e = first; e < last; e++) {
      x.set(i, element.fma(element.negate(m.get(e)), x.get(rows.factorColumn(e)), x.get(i)));
    }
  }

  private void transposed(List<PtxOperand> m, List<PtxOperand> x) {
    for (int i = 0; i < x.size(); i++) {
      divide(i, m, x);
      subtract(i, rows.diagonal(i) + 1, rows.start(i + 1), m, x);
    }
    for (int i = x.size() - 1; i >= 0; i--) {
      subtract(i, rows.start(i), rows.diagonal(i), m, x);
    }
  }

  private void subtract(int i, int first, int last, List<PtxOperand> m, List<PtxOperand> x) {
    ElementCode element = new ElementCode(code);
    for (int e = first; e < last; e++) {
      int j = rows.factorColumn(e);
      x.set(j, element.fma(element.negate(m.get(e)), x.get(i), x.get(j)));
    }
  }
}
