package dev.odeon.nn.function;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Runs expansions, a lane an argument.
final class Evaluation {
  private Evaluation() {}

  static double[] of(UnaryFunction function, DType dtype, double... x) {
    return run(dtype, in -> Expansions.of(function, in.getFirst()).orElseThrow(), x);
  }

  static double[] of(BinaryFunction function, DType dtype, double[] x, double[] y) {
    return run(dtype, in -> Expansions.of(function, in.get(0), in.get(1)).orElseThrow(), x, y);
  }

  private static double[] run(
      DType dtype, Function<List<Tensor>, Tensor> body, double[]... arguments) {
    ValueType scalar = new ValueType(TensorType.scalar(dtype), Scope.PER_LANE);
    List<ValueType> types = Stream.of(arguments).map(_ -> scalar).toList();
    Graph graph = Tracer.trace("f", types, in -> List.of(body.apply(in)));
    double[] y = new double[arguments[0].length];
    new ReferenceBackend().compile(graph).run(arguments, new double[][] {y}, y.length);
    return y;
  }
}
