package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;

/// Sums whose order is part of the meaning: over axes, and over lanes.
final class Summation {
  /// Number of interleaved accumulators.
  static final int RESIDUES = 16;

  /// Lanes of one block: the unit of lane sums, of threads and of devices.
  static final int BLOCK = 64;

  private Summation() {}

  /// Adds accumulators 8 apart, then 4, 2 and 1; leaves the sum in the first. Of the sixteen only
  /// the first `used` were added to; the others are +0, which changes -0 alone, and after one such
  /// addition no sum is -0 any more.
  static double tree(double[] accumulators, int used, DType type) {
    if (used == 0) {
      return 0;
    }
    int left = Math.min(used, RESIDUES);
    int apart = RESIDUES / 2;
    for (int r = 0; r < Math.min(left, apart); r++) {
      double partner = r + apart < left ? accumulators[r + apart] : 0;
      accumulators[r] = round(accumulators[r] + partner, type);
    }
    left = Math.min(left, apart);
    for (apart /= 2; apart > 0; apart /= 2) {
      for (int r = 0; r + apart < left; r++) {
        accumulators[r] = round(accumulators[r] + accumulators[r + apart], type);
      }
      left = Math.min(left, apart);
    }
    return accumulators[0];
  }

  static double round(double x, DType type) {
    return type == DType.F32 ? (float) x : x;
  }

  static Instruction reduce(Equation equation, Op.Reduce op) {
    Value operand = equation.operands().getFirst();
    Shape from = operand.type().shape();
    int[] strides = from.strides();
    int[] kept = new int[from.rank() - op.axes().size()];
    int[] folded = op.axes().stream().mapToInt(axis -> strides[axis]).toArray();
    Shape foldedShape = new Shape(op.axes().stream().map(from::dim).toList());
    int k = 0;
    for (int axis = 0; axis < from.rank(); axis++) {
      if (!op.axes().contains(axis)) {
        kept[k++] = strides[axis];
      }
    }
    int[] starts = Sources.walk(equation.result().type().shape(), 0, kept);
    int[] offsets = Sources.walk(foldedShape, 0, folded);
    boolean perLane = operand.scope() == Scope.PER_LANE;
    DType type = operand.type().dtype();
    int in = operand.id();
    int out = equation.result().id();
    double[] accumulators = new double[RESIDUES];
    return (slots, lanes) -> {
      int width = perLane ? lanes : 1;
      for (int e = 0; e < starts.length; e++) {
        for (int lane = 0; lane < width; lane++) {
          slots[out][e * width + lane] =
              fold(op.kind(), slots[in], starts[e], offsets, width, lane, type, accumulators);
        }
      }
    };
  }

  private static double fold(
      Reduction kind,
      double[] x,
      int start,
      int[] offsets,
      int width,
      int lane,
      DType type,
      double[] accumulators) {
    return switch (kind) {
      case SUM -> {
        Arrays.fill(accumulators, 0, Math.min(RESIDUES, offsets.length), 0);
        for (int i = 0; i < offsets.length; i++) {
          int r = i & (RESIDUES - 1);
          accumulators[r] = round(accumulators[r] + x[(start + offsets[i]) * width + lane], type);
        }
        yield tree(accumulators, offsets.length, type);
      }
      case PRODUCT -> {
        double product = 1;
        for (int offset : offsets) {
          product = round(product * x[(start + offset) * width + lane], type);
        }
        yield product;
      }
      case MAX -> {
        double largest = Double.NEGATIVE_INFINITY;
        for (int offset : offsets) {
          double next = x[(start + offset) * width + lane];
          largest = Double.isNaN(next) || next > largest ? next : largest;
        }
        yield largest;
      }
      case MIN -> {
        double smallest = Double.POSITIVE_INFINITY;
        for (int offset : offsets) {
          double next = x[(start + offset) * width + lane];
          smallest = Double.isNaN(next) || next < smallest ? next : smallest;
        }
        yield smallest;
      }
    };
  }

  static Instruction cumulative(Equation equation, Op.CumulativeSum op) {
    Value operand = equation.operands().getFirst();
    Shape shape = operand.type().shape();
    int stride = shape.strides()[op.axis()];
    boolean perLane = operand.scope() == Scope.PER_LANE;
    DType type = operand.type().dtype();
    int in = operand.id();
    int out = equation.result().id();
    int elements = shape.size();
    int extent = shape.dim(op.axis());
    return (slots, lanes) -> {
      int width = perLane ? lanes : 1;
      for (int e = 0; e < elements; e++) {
        boolean first = e / stride % extent == 0;
        for (int i = e * width; i < (e + 1) * width; i++) {
          double x = slots[in][i];
          slots[out][i] = first ? x : round(slots[out][i - stride * width] + x, type);
        }
      }
    };
  }

  static Instruction lanes(Equation equation) {
    Value operand = equation.operands().getFirst();
    boolean perLane = operand.scope() == Scope.PER_LANE;
    DType type = operand.type().dtype();
    int elements = operand.type().size();
    int in = operand.id();
    int out = equation.result().id();
    double[] accumulators = new double[RESIDUES];
    return (slots, lanes) -> {
      int blocks = (lanes + BLOCK - 1) / BLOCK;
      for (int e = 0; e < elements; e++) {
        int start = perLane ? e * lanes : e;
        slots[out][e] =
            blocks(slots[in], start, perLane ? 1 : 0, lanes, 0, blocks, type, accumulators);
      }
    };
  }

  /// The sum of blocks `first` to `last` (exclusive): the larger power of two first, then the rest.
  private static double blocks(
      double[] x,
      int start,
      int stride,
      int lanes,
      int first,
      int last,
      DType type,
      double[] accumulators) {
    if (last - first == 1) {
      int end = Math.min(lanes, last * BLOCK);
      Arrays.fill(accumulators, 0, Math.min(RESIDUES, end - first * BLOCK), 0);
      for (int lane = first * BLOCK; lane < end; lane++) {
        int r = lane & (RESIDUES - 1);
        accumulators[r] = round(accumulators[r] + x[start + lane * stride], type);
      }
      return tree(accumulators, end - first * BLOCK, type);
    }
    int half = Integer.highestOneBit(last - first - 1);
    double left = blocks(x, start, stride, lanes, first, first + half, type, accumulators);
    double right = blocks(x, start, stride, lanes, first + half, last, type, accumulators);
    return round(left + right, type);
  }
}
