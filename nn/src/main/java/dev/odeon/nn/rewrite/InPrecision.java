package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The same program in one floating-point type: inputs, constants and all between them are of that
/// type, constants rounded to it; whole numbers and truth values stay what they are.
///
/// It computes other numbers, so it belongs to the making of a graph, not among the simplifications
/// of one.
///
/// @param type `F32` or `F64`
public record InPrecision(DType type) implements Rewrite {
  public InPrecision {
    if (!type.isFloating()) {
      throw new IllegalArgumentException("precision " + type.text() + " is neither f32 nor f64");
    }
  }

  /// @throws IllegalArgumentException if a constant is beyond what the type holds, or an operation
  ///   has no counterpart: user code, and the bits of floating-point numbers
  @Override
  public Graph apply(Graph graph) {
    Tracer tracer = new Tracer();
    Map<Value, Tensor> ours = new HashMap<>();
    graph.inputs().forEach(x -> ours.put(x, tracer.input(of(x.type()), x.scope())));
    for (Equation equation : graph.equations()) {
      // A checked graph uses only what it defines.
      List<Tensor> operands =
          equation.operands().stream().map(x -> Objects.requireNonNull(ours.get(x))).toList();
      Op op = of(graph, equation);
      List<Tensor> results = tracer.at(equation.origin(), () -> tracer.apply(op, operands));
      for (int i = 0; i < results.size(); i++) {
        ours.put(equation.results().get(i), results.get(i));
      }
    }
    return tracer.graph(
        graph.name(),
        graph.outputs().stream().map(y -> Objects.requireNonNull(ours.get(y))).toList());
  }

  private TensorType of(TensorType other) {
    return other.dtype().isFloating() ? other.withDType(type) : other;
  }

  private Op of(Graph graph, Equation equation) {
    return switch (equation.op()) {
      case Op.Constant(Literal value) -> new Op.Constant(rounded(graph, value));
      case Op.Convert(DType to) -> new Op.Convert(to.isFloating() ? type : to);
      case Op.BitcastConvert _, Op.Custom _ ->
          throw new IllegalArgumentException(
              "graph "
                  + graph.name()
                  + ": "
                  + equation.op().name()
                  + " has no counterpart in "
                  + type.text()
                  + equation.origin().suffix());
      case Op.Cond _, Op.While _, Op.Scan _ -> Subgraphs.rewrite(equation.op(), this);
      case Op.Elementwise _, Op.Rearrangement _, Op.Combination _ -> equation.op();
    };
  }

  private Literal rounded(Graph graph, Literal value) {
    if (!value.type().dtype().isFloating()) {
      return value;
    }
    double[] elements = value.toArray();
    for (double element : elements) {
      if (type == DType.F32 && Double.isFinite(element) && Float.isInfinite((float) element)) {
        throw new IllegalArgumentException(
            "graph " + graph.name() + ": constant " + element + " is beyond what f32 holds");
      }
    }
    return Literal.of(of(value.type()), elements);
  }
}
