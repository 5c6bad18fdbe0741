package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Nodes of one equation, element by element, in the interpreter's order of operations.
final class Unroller {
  private static final int RESIDUES = 16;

  private Unroller() {}

  /// @param x registers of the elements of the operands
  /// @param count number of elements of the result
  static int[] unroll(Equation equation, List<int[]> x, LaneProgram.Builder builder, int count) {
    return switch (equation.op()) {
      case Op.Unary _,
          Op.Binary _,
          Op.Fma _,
          Op.Compare _,
          Op.Logical _,
          Op.Not _,
          Op.ShiftBits _,
          Op.Select _,
          Op.Convert _,
          Op.BitcastConvert _ -> {
        int[] registers = new int[count];
        for (int i = 0; i < count; i++) {
          registers[i] = builder.add(node(equation, x, i));
        }
        yield registers;
      }
      case Op.Reshape _, Op.StopGradient _, Op.LaneBroadcast _ -> x.getFirst();
      case Op.BroadcastInDim broadcast ->
          gather(x.getFirst(), Sources.broadcast(equation, broadcast));
      case Op.Transpose transpose -> gather(x.getFirst(), Sources.transpose(equation, transpose));
      case Op.Slice slice -> gather(x.getFirst(), Sources.slice(equation, slice));
      case Op.Pad pad -> pad(equation, pad, x.getFirst(), builder);
      case Op.Concatenate concatenate -> concatenate(equation, concatenate, x);
      case Op.Reduce reduce -> reduce(equation, reduce, x.getFirst(), builder);
      case Op.DotGeneral dot -> dot(equation, dot, x, builder);
      case Op.Reverse reverse -> gather(x.getFirst(), Sources.reverse(equation, reverse));
      case Op.Constant _,
          Op.Gather _,
          Op.ScatterAdd _,
          Op.CumulativeSum _,
          Op.LuFactor _,
          Op.LuSolve _,
          Op.SparseLuFactor _,
          Op.SparseLuSolve _,
          Op.Convolution _,
          Op.ReduceWindow _,
          Op.ArgMaxWindow _,
          Op.LaneReduce _,
          Op.Cond _,
          Op.While _,
          Op.Scan _,
          Op.Custom _ ->
          throw new IllegalStateException(equation.op().name() + " is not unrolled");
    };
  }

  private static Node node(Equation equation, List<int[]> x, int i) {
    DType type = equation.operands().getFirst().type().dtype();
    Kind from = Kind.of(type);
    Kind to = Kind.of(equation.result().type().dtype());
    int a = x.get(0)[i];
    int b = x.size() > 1 ? x.get(1)[i] : -1;
    int c = x.size() > 2 ? x.get(2)[i] : -1;
    return switch (equation.op()) {
      case Op.Unary unary -> new Node.Unary(unary.function(), a);
      case Op.Binary binary ->
          from == Kind.WHOLE
              ? new Node.WholeBinary(binary.function(), a, b)
              : new Node.Binary(binary.function(), a, b);
      case Op.Fma _ -> new Node.Fma(a, b, c);
      case Op.Compare compare -> new Node.Compare(compare.direction(), from, a, b);
      case Op.Logical logical -> new Node.Logical(logical.function(), from, a, b);
      case Op.Not _ -> new Node.Not(from, a);
      case Op.ShiftBits shift -> new Node.WholeShift(shift.shift(), a, b);
      case Op.Select _ -> new Node.Select(to, a, b, c);
      case Op.Convert _ -> new Node.Convert(from, to, a);
      case Op.BitcastConvert _ -> new Node.Bitcast(to, a);
      case Op.Constant _,
          Op.BroadcastInDim _,
          Op.Reshape _,
          Op.Transpose _,
          Op.Slice _,
          Op.Pad _,
          Op.Concatenate _,
          Op.Reduce _,
          Op.DotGeneral _,
          Op.Reverse _,
          Op.Gather _,
          Op.ScatterAdd _,
          Op.CumulativeSum _,
          Op.LuFactor _,
          Op.LuSolve _,
          Op.SparseLuFactor _,
          Op.SparseLuSolve _,
          Op.Convolution _,
          Op.ReduceWindow _,
          Op.ArgMaxWindow _,
          Op.LaneReduce _,
          Op.LaneBroadcast _,
          Op.StopGradient _,
          Op.Cond _,
          Op.While _,
          Op.Scan _,
          Op.Custom _ ->
          throw new IllegalStateException(equation.op().name() + " is not elementwise");
    };
  }

  private static int[] gather(int[] x, int[] sources) {
    int[] registers = new int[sources.length];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = x[sources[i]];
    }
    return registers;
  }

  private static int[] pad(Equation equation, Op.Pad op, int[] x, LaneProgram.Builder builder) {
    Node zero =
        switch (Kind.of(equation.result().type().dtype())) {
          case REAL -> new Node.Real(0);
          case WHOLE -> new Node.Whole(0);
          case TRUTH -> new Node.Truth(false);
        };
    return Arrays.stream(Sources.pad(equation, op))
        .map(source -> source < 0 ? builder.add(zero) : x[source])
        .toArray();
  }

  private static int[] concatenate(Equation equation, Op.Concatenate op, List<int[]> x) {
    Shape shape = equation.result().type().shape();
    int inner = 1;
    for (int axis = op.axis() + 1; axis < shape.rank(); axis++) {
      inner *= shape.dim(axis);
    }
    int[] registers = new int[shape.size()];
    int rowSize = shape.dim(op.axis()) * inner;
    int at = 0;
    for (int k = 0; k < x.size(); k++) {
      int chunk = equation.operands().get(k).type().shape().dim(op.axis()) * inner;
      for (int i = 0; i < x.get(k).length; i++) {
        registers[i / chunk * rowSize + at + i % chunk] = x.get(k)[i];
      }
      at += chunk;
    }
    return registers;
  }

  private static int[] reduce(
      Equation equation, Op.Reduce op, int[] x, LaneProgram.Builder builder) {
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
        int before = r < accumulators.size() ? accumulators.get(r) : builder.add(new Node.Real(0));
        int sum =
            builder.add(new Node.Binary(BinaryFunction.ADD, before, x[starts[e] + offsets[i]]));
        put(accumulators, r, sum);
      }
      registers[e] = tree(accumulators, builder);
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
  private static int tree(List<Integer> accumulators, LaneProgram.Builder builder) {
    int zero = builder.add(new Node.Real(0));
    int[] sums = new int[RESIDUES];
    for (int r = 0; r < RESIDUES; r++) {
      sums[r] = r < accumulators.size() ? accumulators.get(r) : zero;
    }
    boolean first = true;
    for (int apart = RESIDUES / 2; apart > 0; apart /= 2) {
      for (int r = 0; r < apart; r++) {
        if (sums[r] != zero && (first || sums[r + apart] != zero)) {
          sums[r] = builder.add(new Node.Binary(BinaryFunction.ADD, sums[r], sums[r + apart]));
        }
      }
      first = false;
    }
    return sums[0];
  }

  private static int[] dot(
      Equation equation, Op.DotGeneral op, List<int[]> x, LaneProgram.Builder builder) {
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
                  size == 1,
                  builder);
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
  private static int inner(
      List<int[]> x,
      int left,
      int[] leftOffsets,
      int right,
      int[] rightOffsets,
      boolean single,
      LaneProgram.Builder builder) {
    List<Integer> accumulators = new ArrayList<>();
    int residues = single ? RESIDUES : 1;
    for (int k = 0; k < leftOffsets.length; k++) {
      int r = k % residues;
      int before = r < accumulators.size() ? accumulators.get(r) : builder.add(new Node.Real(0));
      int a = x.get(0)[left + leftOffsets[k]];
      int b = x.get(1)[right + rightOffsets[k]];
      put(accumulators, r, builder.add(new Node.Fma(a, b, before)));
    }
    return single
        ? tree(accumulators, builder)
        : accumulators.isEmpty() ? builder.add(new Node.Real(0)) : accumulators.getFirst();
  }
}
