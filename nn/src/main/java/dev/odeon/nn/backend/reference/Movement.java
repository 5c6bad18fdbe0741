package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;

/// Primitives that only move elements: each is a table of where the elements of the result come
/// from.
final class Movement {
  private Movement() {}

  /// `result[e] = operand[source[e]]`, or zero where the source is -1.
  static Instruction gather(Equation equation, int[] source) {
    int from = equation.operands().getFirst().id();
    int to = equation.result().id();
    boolean fromLanes = equation.operands().getFirst().scope() == Scope.PER_LANE;
    boolean toLanes = equation.result().scope() == Scope.PER_LANE;
    return (slots, lanes) -> {
      double[] in = slots[from];
      double[] out = slots[to];
      int width = toLanes ? lanes : 1;
      for (int e = 0; e < source.length; e++) {
        int s = source[e];
        if (s == Sources.ZERO) {
          Arrays.fill(out, e * width, (e + 1) * width, 0);
        } else {
          copy(in, s, fromLanes, out, e, width);
        }
      }
    };
  }

  private static void copy(double[] in, int s, boolean fromLanes, double[] out, int e, int width) {
    if (fromLanes && width > 8) {
      System.arraycopy(in, s * width, out, e * width, width);
    } else if (fromLanes) {
      for (int l = 0; l < width; l++) {
        out[e * width + l] = in[s * width + l];
      }
    } else {
      Arrays.fill(out, e * width, (e + 1) * width, in[s]);
    }
  }

  static Instruction concatenate(Equation equation, Op.Concatenate op) {
    Shape shape = equation.result().type().shape();
    int inner = 1;
    for (int axis = op.axis() + 1; axis < shape.rank(); axis++) {
      inner *= shape.dim(axis);
    }
    int rows = 1;
    for (int axis = 0; axis < op.axis(); axis++) {
      rows *= shape.dim(axis);
    }
    int rowSize = shape.dim(op.axis()) * inner;
    int outer = rows;
    int[] chunks = new int[equation.operands().size()];
    for (int k = 0; k < chunks.length; k++) {
      chunks[k] = equation.operands().get(k).type().shape().dim(op.axis()) * inner;
    }
    int[] from = equation.operands().stream().mapToInt(Value::id).toArray();
    boolean[] fromLanes = new boolean[from.length];
    for (int k = 0; k < from.length; k++) {
      fromLanes[k] = equation.operands().get(k).scope() == Scope.PER_LANE;
    }
    int to = equation.result().id();
    boolean toLanes = equation.result().scope() == Scope.PER_LANE;
    return (slots, lanes) -> {
      int width = toLanes ? lanes : 1;
      int target = 0;
      for (int k = 0; k < from.length; k++) {
        for (int row = 0; row < outer; row++) {
          for (int c = 0; c < chunks[k]; c++) {
            int e = row * rowSize + target + c;
            copy(slots[from[k]], row * chunks[k] + c, fromLanes[k], slots[to], e, width);
          }
        }
        target += chunks[k];
      }
    };
  }
}
