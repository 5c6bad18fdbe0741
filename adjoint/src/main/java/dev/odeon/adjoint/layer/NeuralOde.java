package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The flow of a learned field as a layer: input the state `[d]` at the start of the time span,
/// output the states `[m, d]` at the m save times, of `dy/dt = field(y)`. Its parameters are those
/// of the field.
///
/// Chen, Rubanova, Bettencourt, Duvenaud, Neural ordinary differential equations (2018). Gradients
/// are those of the discrete steps taken, unless the plan says otherwise. A trajectory that fails
/// is NaN from there on.
///
/// @param field from `[d]` to `[d]`
/// @param plan method, step sizes, times, sensitivity
public record NeuralOde(Layer field, SolvePlan plan) implements Layer {
  /// Adaptive steps within `tolerances`.
  public static NeuralOde of(
      Layer field, LaneMethod method, TimeSpan span, SaveAt saveAt, Tolerances tolerances) {
    return new NeuralOde(
        field, SolvePlan.of(method, StepControl.adaptive(tolerances), span, saveAt));
  }

  /// With another sensitivity.
  public NeuralOde with(Sensitivity sensitivity) {
    return new NeuralOde(field, plan.with(sensitivity));
  }

  /// With other save times, such as more of them for a smooth picture.
  public NeuralOde savingAt(SaveAt times) {
    return new NeuralOde(field, plan.savingAt(times));
  }

  /// The trajectory from `initial` with given parameters, such as those of a fit, in their
  /// precision.
  ///
  /// @param parameters those of [#parameters]
  /// @param initial the state at the start of the time span, `[d]`
  public Solution solve(ParameterVector parameters, double... initial) {
    Shape state = Shape.of(initial.length);
    ParameterSpec spec = parameters(state);
    if (!spec.hasLayoutOf(parameters.spec())) {
      throw new IllegalArgumentException(
          "parameters "
              + parameters.spec().layout()
              + " are not those of the field, "
              + spec.layout());
    }
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    double[][] values = new double[spec.entries().size()][];
    for (int i = 0; i < values.length; i++) {
      ParameterSpec.Entry entry = spec.entries().get(i);
      TensorType type = TensorType.f64(entry.shape().toArray());
      types.put(entry.path(), new ValueType(type, Scope.SHARED));
      values[i] = new double[entry.shape().size()];
      parameters.view(entry.path()).copyTo(values[i]);
    }
    FieldGraph graph =
        FieldGraph.trace("neural_ode", (_, y, p) -> field.apply(p, y), initial.length, types)
            .in(parameters.dtype());
    return new OdeSolver(plan.backend(), plan.threads())
        .on(plan.device())
        .run(
            OdeProblem.of(graph, plan.span(), initial, values),
            plan.method(),
            plan.control(),
            plan.saveAt());
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return field.parameters(input);
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(plan.saveAt().mostTimes(), input.size());
  }

  @Override
  public Tensor apply(Parameters p, Tensor initial) {
    check(initial.shape());
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : field.parameters(initial.shape()).entries()) {
      needed.put(entry.path(), p.get(entry.path()));
    }
    return TracedSolve.of("neural_ode", (_, y, q) -> field.apply(q, y), plan, initial, needed)
        .states();
  }

  private void check(Shape input) {
    if (input.rank() != 1 || !field.outputShape(input).equals(input)) {
      throw new IllegalArgumentException(
          "neural ode: field must map a state of shape [" + input + "] to the same shape");
    }
  }
}
