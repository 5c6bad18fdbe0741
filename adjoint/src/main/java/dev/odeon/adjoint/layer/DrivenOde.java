package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.path.TracedPath;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A neural differential equation with an input from outside, `dy/dt = field(y, u(t))`: output the
/// states `[m, d]` at the save times.
///
/// Input with a common path: the initial state `[d]`. With a path a sample: the initial state, then
/// the path's coefficients in row-major order, `[d + 4 (knots - 1) c]`. Time itself is an input
/// like any other: a path whose values are its times. Parameters: those of the field.
///
/// @param dimension d
/// @param field from the state and the input, `[d + c]`, to `[d]`
/// @param control u
/// @param plan how it is solved; the span lies within the knots
public record DrivenOde(int dimension, Layer field, ControlSource control, SolvePlan plan)
    implements Layer {
  private static final String CONTROL = "control";

  public DrivenOde {
    control.checkCovers(plan.span().start(), plan.span().end());
    Shape output = field.outputShape(Shape.of(dimension + control.channels()));
    if (output.size() != dimension) {
      throw new IllegalArgumentException(
          "driven ode: field has output of shape ["
              + output
              + "] for a state of dimension "
              + dimension);
    }
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return field.parameters(Shape.of(dimension + control.channels()));
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(plan.saveAt().mostTimes(), dimension);
  }

  @Override
  public Tensor apply(Parameters p, Tensor input) {
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : parameters(input.shape()).prefixed("field").entries()) {
      needed.put(entry.path(), p.get(entry.path().substring("field.".length())));
    }
    Tensor start =
        switch (control) {
          case ControlSource.Common _ -> input;
          case ControlSource.PerSample own -> {
            Tensor coefficients = input.slice(dimension, input.shape().size());
            needed.put(CONTROL, coefficients.reshape(own.shape()));
            yield input.slice(0, dimension);
          }
        };
    return TracedSolve.of(
            "driven_ode", this::rate, plan.withFurtherStops(control.stops()), start, needed)
        .states();
  }

  private Tensor rate(Tensor t, Tensor y, Parameters q) {
    TracedPath path =
        switch (control) {
          case ControlSource.Common common -> common.path().traced(t.tracer());
          case ControlSource.PerSample own ->
              new TracedPath(NeuralCde.knots(t, own), q.get(CONTROL));
        };
    return field.apply(q.at("field"), Tensor.concatenate(y, path.value(t)));
  }

  private void check(Shape input) {
    int size =
        switch (control) {
          case ControlSource.Common _ -> dimension;
          case ControlSource.PerSample own -> dimension + own.shape().size();
        };
    if (!input.equals(Shape.of(size))) {
      throw new IllegalArgumentException(
          "driven ode: input of shape [" + input + "] is not [" + size + "]");
    }
  }
}
