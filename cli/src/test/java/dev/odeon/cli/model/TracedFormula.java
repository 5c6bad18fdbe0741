package dev.odeon.cli.model;

import dev.odeon.cli.expression.Expression;
import dev.odeon.cli.expression.MathConstant;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.nn.train.GraphObjective;
import java.util.List;

/// A formula of x and y, traced; with its derivatives in reverse mode.
record TracedFormula(GraphObjective objective) {
  /// Value and derivatives at a point.
  record At(double value, double dx, double dy) {}

  static TracedFormula of(Expression formula) {
    Tracer tracer = new Tracer();
    Tensor x = tracer.input(TensorType.f64(), Scope.SHARED);
    Tensor y = tracer.input(TensorType.f64(), Scope.SHARED);
    Tensor value = new FormulaTracer(tracer, new Names(tracer, x, y)).trace(formula);
    ParameterSpec spec =
        ParameterSpec.builder()
            .add("x", Shape.SCALAR, new Constant(0))
            .add("y", Shape.SCALAR, new Constant(0))
            .build();
    return new TracedFormula(
        new GraphObjective(
            spec,
            Pipeline.standard().apply(tracer.graph("formula", List.of(value))),
            List.of(),
            1,
            new ReferenceBackend()));
  }

  At at(double x, double y) {
    double[] gradient = new double[2];
    double value = objective.valueAndGradient(new double[] {x, y}, gradient);
    return new At(value, gradient[0], gradient[1]);
  }

  private record Names(Tracer tracer, Tensor x, Tensor y) implements Bindings {
    @Override
    public Tensor name(String name) {
      return switch (name) {
        case "x" -> x;
        case "y" -> y;
        default -> literal(MathConstant.named(name).orElseThrow().value());
      };
    }

    @Override
    public Tensor network(String network, List<Tensor> arguments, int output) {
      throw new IllegalArgumentException("no network '" + network + "' here");
    }

    @Override
    public Tensor literal(double value) {
      return tracer.constant(DType.F64, value);
    }
  }
}
