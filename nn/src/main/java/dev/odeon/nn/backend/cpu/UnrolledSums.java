package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Nodes of sums and of sums of products, in their stated order.
///
/// @param type of what is added
/// @param builder takes the nodes
record UnrolledSums(DType type, LaneProgram.Builder builder) {
  private static final int RESIDUES = 16;

  static UnrolledSums of(Equation equation, LaneProgram.Builder builder) {
    return new UnrolledSums(equation.result().type().dtype(), builder);
  }

  private int zero() {
    return builder.add(new Node.Constant(type, 0));
  }

  private int add(int x, int y) {
    return builder.add(new Node.Binary(BinaryFunction.ADD, type, x, y));
  }

  int[] reduce(Equation equation, Op.Reduce op, int[] x) {
    Shape from = equation.operands().getFirst().type().shape();
    List<Integer> kept =
        IntStream.range(0, from.rank()).boxed().filter(axis -> !op.axes().contains(axis)).toList();
    int[] starts = Sources.offsets(from, kept);
    int[] offsets = Sources.offsets(from, op.axes());
    int[] registers = new int[starts.length];
    for (int e = 0; e < starts.length; e++) {
      List<Integer> accumulators = new ArrayList<>();
      for (int i = 0; i < offsets.length; i++) {
        int r = i % RESIDUES;
        int before = r < accumulators.size() ? accumulators.get(r) : zero();
        int sum = add(before, x[starts[e] + offsets[i]]);
        put(accumulators, r, sum);
      }
      registers[e] = tree(accumulators);
    }
    return registers;
  }

  private static void put(List<Integer> accumulators, int r, int register) {
    if (r < accumulators.size()) {
      accumulators.set(r, register);
    } else {
      accumulators.add(register);
    }
  }

  /// Adds accumulators 8, 4, 2 and 1 apart. Missing ones are +0, which changes -0 alone; after one
  /// such addition no sum is -0 any more.
  private int tree(List<Integer> accumulators) {
    int zero = zero();
    int[] sums = new int[RESIDUES];
    for (int r = 0; r < RESIDUES; r++) {
      sums[r] = r < accumulators.size() ? accumulators.get(r) : zero;
    }
    boolean first = true;
    for (int apart = RESIDUES / 2; apart > 0; apart /= 2) {
      for (int r = 0; r < apart; r++) {
        if (sums[r] != zero && (first || sums[r + apart] != zero)) {
          sums[r] = add(sums[r], sums[r + apart]);
        }
      }
      first = false;
    }
    return sums[0];
  }

  int[] dot(Equation equation, Op.DotGeneral op, List<int[]> x) {
    Value a = equation.operands().get(0);
    Value b = equation.operands().get(1);
    Shape left = a.type().shape();
    Shape right = b.type().shape();
    int[] leftOffsets = Sources.offsets(left, op.leftContracting());
    int[] rightOffsets = Sources.offsets(right, op.rightContracting());
    int[] leftBatch = Sources.offsets(left, op.leftBatch());
    int[] rightBatch = Sources.offsets(right, op.rightBatch());
    int[] leftFree = Sources.offsets(left, free(left, op.leftBatch(), op.leftContracting()));
    int[] rightFree = Sources.offsets(right, free(right, op.rightBatch(), op.rightContracting()));
    int size = equation.result().type().size();
    int[] registers = new int[size];
    int e = 0;
    for (int batch = 0; batch < leftBatch.length; batch++) {
      for (int i : leftFree) {
        for (int j : rightFree) {
          registers[e++] =
              inner(
                  x,
                  leftBatch[batch] + i,
                  leftOffsets,
                  rightBatch[batch] + j,
                  rightOffsets,
                  size == 1);
        }
      }
    }
    return registers;
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    return IntStream.range(0, shape.rank())
        .boxed()
        .filter(axis -> !batch.contains(axis) && !contracting.contains(axis))
        .toList();
  }

  /// In ascending order from zero, or by residues where the product has a single element.
  private int inner(
      List<int[]> x, int left, int[] leftOffsets, int right, int[] rightOffsets, boolean single) {
    List<Integer> accumulators = new ArrayList<>();
    int residues = single ? RESIDUES : 1;
    for (int k = 0; k < leftOffsets.length; k++) {
      int r = k % residues;
      int before = r < accumulators.size() ? accumulators.get(r) : zero();
      int a = x.get(0)[left + leftOffsets[k]];
      int b = x.get(1)[right + rightOffsets[k]];
      put(accumulators, r, builder.add(new Node.Fma(type, a, b, before)));
    }
    return single ? tree(accumulators) : accumulators.isEmpty() ? zero() : accumulators.getFirst();
  }
}
