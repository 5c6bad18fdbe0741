package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// [Op.DotGeneral].
final class ProductKernel implements SumKernel {
  private final int left;
  private final int right;
  private final int result;
  private final boolean leftLanes;
  private final boolean rightLanes;
  private final Precision precision;
  private final Side a;
  private final Side b;
  private final InnerProduct inner;
  private final LaneProduct both;
  private final MatrixVector leftMatrix;
  private final MatrixVector rightMatrix;
  private final TiledProduct leftRows;
  private final TiledProduct rightRows;

  ProductKernel(Equation equation, Op.DotGeneral op) {
    Value x = equation.operands().get(0);
    Value y = equation.operands().get(1);
    left = x.id();
    right = y.id();
    result = equation.result().id();
    leftLanes = x.scope() == Scope.PER_LANE;
    rightLanes = y.scope() == Scope.PER_LANE;
    precision = Precision.of(x.type().dtype());
    a = new Side(x.type().shape(), op.leftBatch(), op.leftContracting());
    b = new Side(y.type().shape(), op.rightBatch(), op.rightContracting());
    inner = new InnerProduct(precision, a, b);
    both = new LaneProduct(precision, a, b);
    leftMatrix = new MatrixVector(precision, a, b);
    rightMatrix = new MatrixVector(precision, b, a);
    leftRows = new TiledProduct(precision, a, b, TiledProduct.Order.ROWS_FIRST);
    rightRows = new TiledProduct(precision, b, a, TiledProduct.Order.COLUMNS_FIRST);
  }

  @Override
  public void run(double[][] slots, int lanes, Preference preference) {
    double[] x = slots[left];
    double[] y = slots[right];
    double[] out = slots[result];
    int xLanes = leftLanes ? lanes : 1;
    int yLanes = rightLanes ? lanes : 1;
    int width = Math.max(xLanes, yLanes);
    if (size() == 1) {
      inner.run(x, xLanes, y, yLanes, out, width);
    } else if (width == 1) {
      shared(x, y, out, preference);
    } else if (leftLanes && rightLanes) {
      both.run(x, y, out, lanes, preference);
    } else if (rightLanes) {
      leftRows.run(x, y, out, width, Tiles.of(precision, preference));
    } else {
      rightRows.run(y, x, out, width, Tiles.of(precision, preference));
    }
  }

  /// One copy of all operands: vectors run over free elements.
  private void shared(double[] x, double[] y, double[] out, Preference preference) {
    if (b.free.length == 1 && !a.isContiguous()) {
      leftMatrix.run(x, y, out);
    } else if (a.free.length == 1 && !b.isContiguous()) {
      rightMatrix.run(y, x, out);
    } else if (b.free.length == 1) {
      rightRows.run(y, x, out, 1, Tiles.of(precision, preference));
    } else {
      leftRows.run(x, y, out, 1, Tiles.of(precision, preference));
    }
  }

  private int size() {
    return a.batch.length * a.free.length * b.free.length;
  }
}
