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
    Arrays.fill(accumulators, 0);
    for (int k = 0; k < leftOffsets.length; k++) {
      double x = leftLanes ? a[leftOffsets[k] * lanes + lane] : a[leftOffsets[k]];
      double y = rightLanes ? b[rightOffsets[k] * lanes + lane] : b[rightOffsets[k]];
      int r = k & (Summation.RESIDUES - 1);
      accumulators[r] = fma(x, y, accumulators[r]);
    }
    return Summation.tree(accumulators, type);
  }

  private void scalar(double[] a, double[] b, double[] out) {
    for (int e = 0; e < leftStarts.length; e++) {
      double sum = 0;
      for (int k = 0; k < leftOffsets.length; k++) {
        sum = fma(a[leftStarts[e] + leftOffsets[k]], b[rightStarts[e] + rightOffsets[k]], sum);
      }
      out[e] = sum;
    }
  }

  private void lanes(double[] a, double[] b, double[] out, int lanes) {
    for (int e = 0; e < leftStarts.length; e++) {
      int o = e * lanes;
      Arrays.fill(out, o, o + lanes, 0);
      for (int k = 0; k < leftOffsets.length; k++) {
        int i = leftStarts[e] + leftOffsets[k];
        int j = rightStarts[e] + rightOffsets[k];
        if (type == DType.F32) {
          for (int lane = 0; lane < lanes; lane++) {
            double x = leftLanes ? a[i * lanes + lane] : a[i];
            double y = rightLanes ? b[j * lanes + lane] : b[j];
            out[o + lane] = fma(x, y, out[o + lane]);
          }
        } else if (leftLanes && rightLanes) {
          for (int lane = 0; lane < lanes; lane++) {
            out[o + lane] = Math.fma(a[i * lanes + lane], b[j * lanes + lane], out[o + lane]);
          }
        } else if (leftLanes) {
          accumulate(out, o, b[j], a, i * lanes, lanes);
        } else {
          accumulate(out, o, a[i], b, j * lanes, lanes);
        }
      }
    }
  }

  private static void accumulate(
      double[] out, int o, double factor, double[] x, int from, int lanes) {
    for (int lane = 0; lane < lanes; lane++) {
      out[o + lane] = Math.fma(factor, x[from + lane], out[o + lane]);
    }
  }

  private double fma(double x, double y, double z) {
    return type == DType.F32 ? Math.fma((float) x, (float) y, (float) z) : Math.fma(x, y, z);
  }
}
