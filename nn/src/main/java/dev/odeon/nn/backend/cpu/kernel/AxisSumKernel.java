package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;

/// Sums over axes: sixteen rows of accumulators, one number a lane, in loops that HotSpot turns
/// into vector code by itself.
final class AxisSumKernel implements SumKernel {
  private final int in;
  private final int out;
  private final boolean perLane;
  private final Precision precision;
  private final Side side;
  private double[] accumulators = new double[Residues.COUNT];

  AxisSumKernel(Equation equation, Op.Reduce op) {
    Value x = equation.operands().getFirst();
    in = x.id();
    out = equation.result().id();
    perLane = x.scope() == Scope.PER_LANE;
    precision = Precision.of(x.type().dtype());
    side = new Side(x.type().shape(), java.util.List.of(), op.axes());
  }

  @Override
  public void run(double[][] slots, int lanes, Preference preference) {
    int width = perLane ? lanes : 1;
    double[] to = slots[out];
    if (side.depth() == 0) {
      Arrays.fill(to, 0, side.free.length * width, 0);
      return;
    }
    int size = Residues.COUNT * width;
    if (accumulators.length < size) {
      accumulators = new double[size];
    }
    for (int e = 0; e < side.free.length; e++) {
      if (width == 1) {
        to[e] = single(slots[in], side.free[e]);
      } else {
        rows(slots[in], side.free[e], to, e * width, width);
      }
    }
  }

  private void rows(double[] x, int start, double[] to, int at, int width) {
    Arrays.fill(accumulators, 0, Residues.COUNT * width, 0);
    for (int k = 0; k < side.depth(); k++) {
      int row = k % Residues.COUNT * width;
      int from = (start + side.contracted[k]) * width;
      Residues.addRow(accumulators, row, x, from, accumulators, row, width, precision);
    }
    Residues.rows(accumulators, width, to, at, precision);
  }

  private double single(double[] x, int start) {
    Arrays.fill(accumulators, 0, Residues.COUNT, 0);
    for (int k0 = 0; k0 < side.depth(); k0 += Residues.COUNT) {
      int end = Math.min(Residues.COUNT, side.depth() - k0);
      for (int r = 0; r < end; r++) {
        double next = x[start + side.contracted[k0 + r]];
        accumulators[r] = precision.round(accumulators[r] + next);
      }
    }
    return Residues.tree(accumulators, 0, precision);
  }
}
