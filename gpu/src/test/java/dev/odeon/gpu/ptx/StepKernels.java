package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.StepGraphs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Graphs of fields and of steps that tests write as PTX.
final class StepKernels {
  private StepKernels() {}

  private static FieldGraph field(
      String name, VectorField field, int dimension, SequencedMap<String, ValueType> parameters) {
    return FieldGraph.trace(name, field, dimension, parameters);
  }

  /// Lorenz (1963) with its three parameters per trajectory.
  static FieldGraph lorenz() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    for (String name : List.of("sigma", "rho", "beta")) {
      parameters.put(name, new ValueType(TensorType.f64(), Scope.PER_LANE));
    }
    return field(
        "lorenz",
        (_, y, p) -> {
          Tensor x0 = y.get(0);
          Tensor x1 = y.get(1);
          Tensor x2 = y.get(2);
          return Tensor.concatenate(
              p.get("sigma").times(x1.minus(x0)),
              x0.times(p.get("rho").minus(x2)).minus(x1),
              x0.times(x1).minus(p.get("beta").times(x2)));
        },
        3,
        parameters);
  }

  /// Robertson (1966).
  static FieldGraph robertson() {
    return field(
        "robertson",
        (_, y, _) -> {
          Tensor slow = y.get(0).times(0.04);
          Tensor fast = y.get(1).times(y.get(2)).times(1e4);
          Tensor quadratic = y.get(1).times(y.get(1)).times(3e7);
          return Tensor.concatenate(fast.minus(slow), slow.minus(fast).minus(quadratic), quadratic);
        },
        3,
        new LinkedHashMap<>());
  }

  /// The neural field of the spiral: `dy/dt = W2 tanh(W1 y^3 + b1) + b2` with 8 hidden units.
  static FieldGraph spiral() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("w1", new ValueType(TensorType.f64(8, 2), Scope.SHARED));
    parameters.put("b1", new ValueType(TensorType.f64(8), Scope.SHARED));
    parameters.put("w2", new ValueType(TensorType.f64(2, 8), Scope.SHARED));
    parameters.put("b2", new ValueType(TensorType.f64(2), Scope.SHARED));
    return field("spiral", StepKernels::network, 2, parameters);
  }

  private static Tensor network(Tensor t, Tensor y, Parameters p) {
    Tensor cube = y.times(y).times(y);
    Tensor hidden =
        p.get("w1")
            .matmul(cube.reshape(Shape.of(2, 1)))
            .reshape(Shape.of(8))
            .plus(p.get("b1"))
            .tanh();
    return p.get("w2")
        .matmul(hidden.reshape(Shape.of(8, 1)))
        .reshape(Shape.of(2))
        .plus(p.get("b2"));
  }

  /// One attempt of an adaptive step, the decision included.
  static Graph attempt(FieldGraph field, LaneMethod method) {
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    return new StepGraphs(field, method).attempt(control, Attempt.Detail.NONE);
  }

  /// The new state alone.
  static Graph step(FieldGraph field, LaneMethod method) {
    Graph step = new StepGraphs(field, method).step();
    return new DeadCode()
        .apply(
            new Graph("step", step.inputs(), step.equations(), List.of(step.outputs().getFirst())));
  }

  static Shape state(FieldGraph field) {
    return field.graph().inputs().get(1).type().shape();
  }
}
