package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;
import java.util.List;

/// [Op.DotGeneral]: for each result element, a sum of products over the contracted index in the
/// stated order.
final class Contraction implements Instruction {
  private final int left;
  private final int right;
  private final int result;
  private final boolean leftLanes;
  private final boolean rightLanes;
  private final boolean resultLanes;
  private final DType type;
  private final int[] leftStarts;
  private final int[] rightStarts;
  private final int[] leftOffsets;
  private final int[] rightOffsets;
  private final double[] accumulators = new double[Summation.RESIDUES];

  private Contraction(Equation equation, Op.DotGeneral op) {
    Value a = equation.operands().get(0);
    Value b = equation.operands().get(1);
    left = a.id();
    right = b.id();
    result = equation.result().id();
    leftLanes = a.scope() == Scope.PER_LANE;
    rightLanes = b.scope() == Scope.PER_LANE;
    resultLanes = equation.result().scope() == Scope.PER_LANE;
    type = a.type().dtype();
    Shape x = a.type().shape();
    Shape y = b.type().shape();
    leftOffsets = axes(x, op.leftContracting());
    rightOffsets = axes(y, op.rightContracting());
    int[] leftBatch = axes(x, op.leftBatch());
    int[] rightBatch = axes(y, op.rightBatch());
    int[] leftFree = axes(x, free(x, op.leftBatch(), op.leftContracting()));
    int[] rightFree = axes(y, free(y, op.rightBatch(), op.rightContracting()));
    leftStarts = new int[leftBatch.length * leftFree.length * rightFree.length];
    rightStarts = new int[leftStarts.length];
    int e = 0;
    for (int batch = 0; batch < leftBatch.length; batch++) {
      for (int i : leftFree) {
        for (int j : rightFree) {
          leftStarts[e] = leftBatch[batch] + i;
          rightStarts[e++] = rightBatch[batch] + j;
        }
      }
    }
  }

  static Instruction of(Equation equation, Op.DotGeneral op) {
    return new Contraction(equation, op);
  }

  private static int[] axes(Shape shape, List<Integer> axes) {
    int[] strides = shape.strides();
    return Sources.walk(
        new Shape(axes.stream().map(shape::dim).toList()),
        0,
        axes.stream().mapToInt(axis -> strides[axis]).toArray());
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    return java.util.stream.IntStream.range(0, shape.rank())
        .boxed()
        .filter(axis -> !batch.contains(axis) && !contracting.contains(axis))
        .toList();
  }

  @Override
  public void run(double[][] slots, int lanes) {
    double[] a = slots[left];
    double[] b = slots[right];
    double[] out = slots[result];
    int width = resultLanes ? lanes : 1;
    if (leftStarts.length == 1) {
      for (int lane = 0; lane < width; lane++) {
        out[lane] = inner(a, b, lanes, lane);
      }
    } else if (width == 1) {
      scalar(a, b, out);
    } else {
      lanes(a, b, out, lanes);
    }
  }

  private double inner(double[] a, double[] b, int lanes, int lane) {
    Arrays.fill(accumulators, 0, Math.min(Summation.RESIDUES, leftOffsets.length), 0);
    for (int k = 0; k < leftOffsets.length; k++) {
      double x = leftLanes ? a[leftOffsets[k] * lanes + lane] : a[leftOffsets[k]];
      double y = rightLanes ? b[rightOffsets[k] * lanes + lane] : b[rightOffsets[k]];
      int r = k & (Summation.RESIDUES - 1);
      accumulators[r] = fma(x, y, accumulators[r]);
    }
    return Summation.tree(accumulators, leftOffsets.length, type);
  }

  /// Four elements at a time: their sums do not wait for each other.
  private void scalar(double[] a, double[] b, double[] out) {
    int e = 0;
    if (type != DType.F32) {
      for (; e + 4 <= leftStarts.length; e += 4) {
        four(a, b, out, e);
      }
    }
    for (; e < leftStarts.length; e++) {
      double sum = 0;
      for (int k = 0; k < leftOffsets.length; k++) {
        sum = fma(a[leftStarts[e] + leftOffsets[k]], b[rightStarts[e] + rightOffsets[k]], sum);
      }
      out[e] = sum;
    }
  }

  private void four(double[] a, double[] b, double[] out, int e) {
    int i0 = leftStarts[e];
    int i1 = leftStarts[e + 1];
    int i2 = leftStarts[e + 2];
    int i3 = leftStarts[e + 3];
    int j0 = rightStarts[e];
    int j1 = rightStarts[e + 1];
    int j2 = rightStarts[e + 2];
    int j3 = rightStarts[e + 3];
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int k = 0; k < leftOffsets.length; k++) {
      int i = leftOffsets[k];
      int j = rightOffsets[k];
      s0 = Math.fma(a[i0 + i], b[j0 + j], s0);
      s1 = Math.fma(a[i1 + i], b[j1 + j], s1);
      s2 = Math.fma(a[i2 + i], b[j2 + j], s2);
      s3 = Math.fma(a[i3 + i], b[j3 + j], s3);
    }
    out[e] = s0;
    out[e + 1] = s1;
    out[e + 2] = s2;
    out[e + 3] = s3;
  }

  private void lanes(double[] a, double[] b, double[] out, int lanes) {
    for (int e = 0; e < leftStarts.length; e++) {
      int o = e * lanes;
      Arrays.fill(out, o, o + lanes, 0);
      if (type == DType.F32) {
        single(a, b, out, e, lanes);
      } else if (leftLanes && rightLanes) {
        for (int k = 0; k < leftOffsets.length; k++) {
          int i = (leftStarts[e] + leftOffsets[k]) * lanes;
          int j = (rightStarts[e] + rightOffsets[k]) * lanes;
          for (int lane = 0; lane < lanes; lane++) {
            out[o + lane] = Math.fma(a[i + lane], b[j + lane], out[o + lane]);
          }
        }
      } else if (leftLanes) {
        accumulate(out, o, b, rightStarts[e], rightOffsets, a, leftStarts[e], leftOffsets, lanes);
      } else {
        accumulate(out, o, a, leftStarts[e], leftOffsets, b, rightStarts[e], rightOffsets, lanes);
      }
    }
  }

  private void single(double[] a, double[] b, double[] out, int e, int lanes) {
    int o = e * lanes;
    for (int k = 0; k < leftOffsets.length; k++) {
      int i = leftStarts[e] + leftOffsets[k];
      int j = rightStarts[e] + rightOffsets[k];
      for (int lane = 0; lane < lanes; lane++) {
        double x = leftLanes ? a[i * lanes + lane] : a[i];
        double y = rightLanes ? b[j * lanes + lane] : b[j];
        out[o + lane] = fma(x, y, out[o + lane]);
      }
    }
  }

  /// A shared factor times a row of lanes, four at a time in their order: the row of results is
  /// read and written once for four of them.
  private static void accumulate(
      double[] out,
      int o,
      double[] factors,
      int factorStart,
      int[] factorOffsets,
      double[] x,
      int xStart,
      int[] xOffsets,
      int lanes) {
    int k = 0;
    for (; k + 4 <= factorOffsets.length; k += 4) {
      double f0 = factors[factorStart + factorOffsets[k]];
      double f1 = factors[factorStart + factorOffsets[k + 1]];
      double f2 = factors[factorStart + factorOffsets[k + 2]];
      double f3 = factors[factorStart + factorOffsets[k + 3]];
      int x0 = (xStart + xOffsets[k]) * lanes;
      int x1 = (xStart + xOffsets[k + 1]) * lanes;
      int x2 = (xStart + xOffsets[k + 2]) * lanes;
      int x3 = (xStart + xOffsets[k + 3]) * lanes;
      for (int lane = 0; lane < lanes; lane++) {
        double sum = Math.fma(f0, x[x0 + lane], out[o + lane]);
        sum = Math.fma(f1, x[x1 + lane], sum);
        sum = Math.fma(f2, x[x2 + lane], sum);
        out[o + lane] = Math.fma(f3, x[x3 + lane], sum);
      }
    }
    for (; k < factorOffsets.length; k++) {
      double factor = factors[factorStart + factorOffsets[k]];
      int from = (xStart + xOffsets[k]) * lanes;
      for (int lane = 0; lane < lanes; lane++) {
        out[o + lane] = Math.fma(factor, x[from + lane], out[o + lane]);
      }
    }
  }

  private double fma(double x, double y, double z) {
    return type == DType.F32 ? Math.fma((float) x, (float) y, (float) z) : Math.fma(x, y, z);
  }
}
