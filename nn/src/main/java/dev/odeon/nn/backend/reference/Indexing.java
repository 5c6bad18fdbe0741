package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// [dev.odeon.nn.graph.Op.Gather] and [dev.odeon.nn.graph.Op.ScatterAdd].
final class Indexing {
  private Indexing() {}

  static Instruction gather(Equation equation) {
    Value x = equation.operands().get(0);
    Value index = equation.operands().get(1);
    int out = equation.result().id();
    boolean lanesOut = equation.result().scope() == Scope.PER_LANE;
    int slices = x.type().shape().dim(0);
    int size = slices == 0 ? 0 : x.type().size() / slices;
    int positions = index.type().size();
    return (slots, lanes) -> {
      int width = lanesOut ? lanes : 1;
      for (int p = 0; p < positions; p++) {
        for (int lane = 0; lane < width; lane++) {
          int slice = slice(slots[index.id()][at(index, p, width, lane)], slices);
          for (int c = 0; c < size; c++) {
            slots[out][(p * size + c) * width + lane] =
                slots[x.id()][at(x, slice * size + c, width, lane)];
          }
        }
      }
    };
  }

  static Instruction scatterAdd(Equation equation) {
    Value x = equation.operands().get(0);
    Value index = equation.operands().get(1);
    Value updates = equation.operands().get(2);
    Value result = equation.result();
    DType type = x.type().dtype();
    int slices = x.type().shape().dim(0);
    int size = slices == 0 ? 0 : x.type().size() / slices;
    int positions = index.type().size();
    return (slots, lanes) -> {
      double[] out = slots[result.id()];
      int elements = x.type().size();
      SubgraphCall.spread(slots[x.id()], 0, x.scope(), out, 0, result.scope(), elements, lanes);
      int width = SubgraphCall.width(result.scope(), lanes);
      for (int p = 0; p < positions; p++) {
        for (int lane = 0; lane < width; lane++) {
          int slice = slice(slots[index.id()][at(index, p, width, lane)], slices);
          for (int c = 0; c < size; c++) {
            int to = (slice * size + c) * width + lane;
            double update = slots[updates.id()][at(updates, p * size + c, width, lane)];
            out[to] = Summation.round(out[to] + update, type);
          }
        }
      }
    };
  }

  private static int at(Value value, int element, int width, int lane) {
    return value.scope() == Scope.PER_LANE ? element * width + lane : element;
  }

  private static int slice(double carrier, int slices) {
    return Math.clamp(Double.doubleToRawLongBits(carrier), 0, slices - 1);
  }
}
