package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
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
      Layer field, ExplicitRungeKutta method, TimeSpan span, SaveAt saveAt, Tolerances tolerances) {
    return new NeuralOde(
        field, SolvePlan.of(method, StepControl.adaptive(tolerances), span, saveAt));
  }

  /// With another sensitivity.
  public NeuralOde with(Sensitivity sensitivity) {
    return new NeuralOde(field, plan.with(sensitivity));
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return field.parameters(input);
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(plan.saveAt().count(), input.size());
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
