package dev.odeon.gpu.ptx;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Instructions of sums and other folds, in their stated order.
final class SumCode {
  /// Number of interleaved accumulators of a sum.
  static final int RESIDUES = 16;

  private final ElementCode elements;
  private final DType dtype;
  private final PtxType type;

  SumCode(PtxCode code, DType dtype) {
    elements = new ElementCode(code);
    this.dtype = dtype;
    type = PtxType.of(dtype);
  }

  private PtxImmediate number(double x) {
    return PtxImmediate.floating(type, x);
  }

  RegisterTensor reduce(Equation equation, Op.Reduce op, List<PtxOperand> x) {
    Shape from = equation.operands().getFirst().type().shape();
    int[] starts = Sources.offsets(from, others(from, op.axes()));
    int[] offsets = Sources.offsets(from, op.axes());
    List<PtxOperand> results = new ArrayList<>();
    for (int start : starts) {
      results.add(fold(op.kind(), Arrays.stream(offsets).mapToObj(o -> x.get(start + o)).toList()));
    }
    return new RegisterTensor(dtype, results);
  }

  private static List<Integer> others(Shape shape, List<Integer> axes) {
    return IntStream.range(0, shape.rank()).boxed().filter(axis -> !axes.contains(axis)).toList();
  }

  PtxOperand fold(Reduction kind, List<PtxOperand> x) {
    return switch (kind) {
      case SUM -> {
        List<PtxOperand> accumulators = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
          accumulate(accumulators, i, elements.add(before(accumulators, i), x.get(i)));
        }
        yield tree(accumulators);
      }
      // One times the first is the first.
      case PRODUCT -> x.stream().reduce(elements::multiply).orElse(number(1));
      // The first wins over an infinity, unless it is that.
      case MAX ->
          x.stream()
              .reduce((held, next) -> elements.fold("gt", next, held))
              .orElse(number(Double.NEGATIVE_INFINITY));
      case MIN ->
          x.stream()
              .reduce((held, next) -> elements.fold("lt", next, held))
              .orElse(number(Double.POSITIVE_INFINITY));
    };
  }

  private PtxOperand before(List<PtxOperand> accumulators, int i) {
    int r = i % RESIDUES;
    return r < accumulators.size() ? accumulators.get(r) : number(0);
  }

  private static void accumulate(List<PtxOperand> accumulators, int i, PtxOperand sum) {
    int r = i % RESIDUES;
    if (r < accumulators.size()) {
      accumulators.set(r, sum);
    } else {
      accumulators.add(sum);
    }
  }

  /// Adds accumulators 8, 4, 2 and 1 apart. Missing ones are +0, which changes -0 alone; after one
  /// such addition no sum is -0 any more.
  PtxOperand tree(List<PtxOperand> accumulators) {
    if (accumulators.isEmpty()) {
      return number(0);
    }
    List<PtxOperand> sums = new ArrayList<>(accumulators);
    int half = RESIDUES / 2;
    for (int r = 0; r < Math.min(sums.size(), half); r++) {
      PtxOperand partner = r + half < accumulators.size() ? accumulators.get(r + half) : number(0);
      sums.set(r, elements.add(sums.get(r), partner));
    }
    int left = Math.min(sums.size(), half);
    for (int apart = half / 2; apart > 0; apart /= 2) {
      for (int r = 0; r + apart < left; r++) {
        sums.set(r, elements.add(sums.get(r), sums.get(r + apart)));
      }
      left = Math.min(left, apart);
    }
    return sums.getFirst();
  }

  RegisterTensor cumulative(Equation equation, Op.CumulativeSum op, List<PtxOperand> x) {
    Shape shape = equation.result().type().shape();
    int stride = shape.strides()[op.axis()];
    int extent = shape.dim(op.axis());
    List<PtxOperand> sums = new ArrayList<>();
    for (int e = 0; e < shape.size(); e++) {
      boolean first = e / stride % extent == 0;
      sums.add(first ? x.get(e) : elements.add(sums.get(e - stride), x.get(e)));
    }
    return new RegisterTensor(dtype, sums);
  }

  RegisterTensor dot(Equation equation, Op.DotGeneral op, List<PtxOperand> x, List<PtxOperand> y) {
    Shape left = equation.operands().get(0).type().shape();
    Shape right = equation.operands().get(1).type().shape();
    int[] leftOffsets = Sources.offsets(left, op.leftContracting());
    int[] rightOffsets = Sources.offsets(right, op.rightContracting());
    int[] leftBatch = Sources.offsets(left, op.leftBatch());
    int[] rightBatch = Sources.offsets(right, op.rightBatch());
    int[] leftFree = Sources.offsets(left, free(left, op.leftBatch(), op.leftContracting()));
    int[] rightFree = Sources.offsets(right, free(right, op.rightBatch(), op.rightContracting()));
    int size = equation.result().type().size();
    List<PtxOperand> results = new ArrayList<>();
    for (int batch = 0; batch < leftBatch.length; batch++) {
      for (int i : leftFree) {
        for (int j : rightFree) {
          int a = leftBatch[batch] + i;
          int b = rightBatch[batch] + j;
          List<PtxOperand> first = Arrays.stream(leftOffsets).mapToObj(o -> x.get(a + o)).toList();
          List<PtxOperand> second =
              Arrays.stream(rightOffsets).mapToObj(o -> y.get(b + o)).toList();
          results.add(size == 1 ? byResidues(first, second) : ascending(first, second));
        }
      }
    }
    return new RegisterTensor(dtype, results);
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    return IntStream.range(0, shape.rank())
        .boxed()
        .filter(axis -> !batch.contains(axis) && !contracting.contains(axis))
        .toList();
  }

  private PtxOperand ascending(List<PtxOperand> x, List<PtxOperand> y) {
    PtxOperand sum = number(0);
    for (int k = 0; k < x.size(); k++) {
      sum = elements.fma(x.get(k), y.get(k), sum);
    }
    return sum;
  }

  private PtxOperand byResidues(List<PtxOperand> x, List<PtxOperand> y) {
    List<PtxOperand> accumulators = new ArrayList<>();
    for (int k = 0; k < x.size(); k++) {
      accumulate(accumulators, k, elements.fma(x.get(k), y.get(k), before(accumulators, k)));
    }
    return tree(accumulators);
  }
}
