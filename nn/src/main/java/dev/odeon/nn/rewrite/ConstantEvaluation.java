package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Which primitives [ConstantFolding] folds, and what they mean. [Literal#of] rounds `f32` results.
final class ConstantEvaluation {
  private ConstantEvaluation() {}

  /// The value of `op` for constant operands; null if it is not folded.
  ///
  /// @param type type of the result
  static @Nullable Literal evaluate(Op op, List<Literal> x, TensorType type) {
    IntToDoubleFunction element = element(op, x, type);
    if (element == null) {
      return null;
    }
    double[] elements = new double[type.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = element.applyAsDouble(i);
    }
    return Literal.of(type, elements);
  }

  private static @Nullable IntToDoubleFunction element(Op op, List<Literal> x, TensorType type) {
    if (x.isEmpty()) {
      return null;
    }
    Literal a = x.getFirst();
    return switch (op) {
      case Op.Unary(var function) -> function.isExact() ? i -> function.apply(a.get(i)) : null;
      case Op.Binary(var function) ->
          function.isExact() ? i -> function.apply(a.get(i), x.get(1).get(i)) : null;
      case Op.Fma _ -> i -> fma(type.dtype(), a.get(i), x.get(1).get(i), x.get(2).get(i));
      case Op.Compare compare -> i -> truth(compare.direction().test(a.get(i), x.get(1).get(i)));
      case Op.Logical logical ->
          i -> truth(logical.function().apply(a.get(i) != 0, x.get(1).get(i) != 0));
      case Op.Not _ -> i -> truth(a.get(i) == 0);
      case Op.Select _ -> i -> a.get(i) != 0 ? x.get(1).get(i) : x.get(2).get(i);
      case Op.Convert convert -> i -> convert.to() == DType.BOOL ? truth(a.get(i) != 0) : a.get(i);
      case Op.Reshape _ -> a::get;
      case Op.Transpose transpose -> {
        int[] strides = a.type().shape().strides();
        int[] step = transpose.permutation().stream().mapToInt(axis -> strides[axis]).toArray();
        yield gather(a, type.shape(), 0, step);
      }
      case Op.Slice slice -> {
        int[] strides = a.type().shape().strides();
        int[] step = new int[strides.length];
        int first = 0;
        for (int axis = 0; axis < step.length; axis++) {
          first += slice.start().get(axis) * strides[axis];
          step[axis] = slice.stride().get(axis) * strides[axis];
        }
        yield gather(a, type.shape(), first, step);
      }
      case Op.Reverse reverse -> {
        int[] step = a.type().shape().strides();
        int first = 0;
        for (int axis : reverse.axes()) {
          first += (type.shape().dim(axis) - 1) * step[axis];
          step[axis] = -step[axis];
        }
        yield gather(a, type.shape(), first, step);
      }
      case Op.BroadcastInDim broadcast -> {
        if (type.size() > ConstantFolding.LARGEST) {
          yield null;
        }
        Shape from = a.type().shape();
        int[] step = new int[type.shape().rank()];
        for (int axis = 0; axis < from.rank(); axis++) {
          if (from.dim(axis) != 1) {
            step[broadcast.axes().get(axis)] = from.strides()[axis];
          }
        }
        yield gather(a, type.shape(), 0, step);
      }
      case Op.Constant _,
          Op.ShiftBits _,
          Op.BitcastConvert _,
          Op.Pad _,
          Op.Concatenate _,
          Op.LaneBroadcast _,
          Op.StopGradient _,
          Op.Combination _,
          Op.Call _ ->
          null;
    };
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  private static double fma(DType dtype, double x, double y, double z) {
    return dtype == DType.F32 ? Math.fma((float) x, (float) y, (float) z) : Math.fma(x, y, z);
  }

  /// Element i of the result is the element of `from` at `first` plus the sum of index times `step`
  /// over the axes of `to`.
  private static IntToDoubleFunction gather(Literal from, Shape to, int first, int[] step) {
    return i -> {
      int rest = i;
      int at = first;
      for (int axis = to.rank() - 1; axis >= 0; axis--) {
        at += rest % to.dim(axis) * step[axis];
        rest /= to.dim(axis);
      }
      return from.get(at);
    };
  }
}
