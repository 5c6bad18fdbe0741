package dev.odeon.gpu.tile;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Origin;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// Single equations as graphs.
final class Alone {
  private Alone() {}

  /// The equation, with its operands as inputs, each once.
  static Graph graph(Equation equation) {
    return new Graph(
        "alone",
        equation.operands().stream().distinct().toList(),
        List.of(equation),
        equation.results());
  }

  /// The sum of all elements of a vector.
  static Graph sum(DType dtype, int size) {
    Value x =
        new Value(0, new TensorType(dtype, dev.odeon.nn.graph.Shape.of(size)), Scope.PER_LANE);
    Value sum = new Value(1, TensorType.scalar(dtype), Scope.PER_LANE);
    Op op = new Op.Reduce(Reduction.SUM, List.of(0));
    return graph(new Equation(op, List.of(x), List.of(sum), Origin.UNKNOWN));
  }
}
