package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;

/// [dev.odeon.nn.graph.Op.SparseLuFactor], one lane after another.
final class SparseFactorInstruction implements Instruction {
  private final Value entries;
  private final int result;
  private final DType type;
  private final SparseRows rows;
  private final int[] places;
  private final double[] factors;
  private final double[] row;

  SparseFactorInstruction(Equation equation, Op.SparseLuFactor op) {
    SparseElimination elimination = op.elimination();
    entries = equation.operands().getFirst();
    result = equation.result().id();
    type = entries.type().dtype();
    rows = SparseRows.of(elimination);
    places = new int[elimination.entries()];
    Arrays.setAll(places, elimination::place);
    factors = new double[elimination.factorSize()];
    row = new double[elimination.size()];
  }

  @Override
  public void run(double[][] slots, int lanes) {
    int width = SubgraphCall.width(entries.scope(), lanes);
    for (int lane = 0; lane < width; lane++) {
      Arrays.fill(factors, 0);
      for (int k = 0; k < places.length; k++) {
        factors[places[k]] = slots[entries.id()][k * width + lane];
      }
      for (int i = 0; i < row.length; i++) {
        eliminate(i);
      }
      for (int e = 0; e < factors.length; e++) {
        slots[result][e * width + lane] = factors[e];
      }
    }
  }

  private void eliminate(int i) {
    int first = rows.starts()[i];
    int last = rows.starts()[i + 1];
    int[] columns = rows.columns();
    for (int e = first; e < last; e++) {
      row[columns[e]] = factors[e];
    }
    for (int e = first; e < rows.diagonal()[i]; e++) {
      int k = columns[e];
      double factor = Rounding.divide(row[k], factors[rows.diagonal()[k]], type);
      row[k] = factor;
      for (int u = rows.diagonal()[k] + 1; u < rows.starts()[k + 1]; u++) {
        int j = columns[u];
        row[j] = Rounding.fma(-factor, factors[u], row[j], type);
      }
    }
    for (int e = first; e < last; e++) {
      factors[e] = row[columns[e]];
    }
  }
}
