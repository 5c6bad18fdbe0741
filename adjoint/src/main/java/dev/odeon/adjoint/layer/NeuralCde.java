package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.path.TracedPath;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A neural controlled differential equation `dy = F(y) dX`: a state driven by a path X of
/// observations, the continuous counterpart of a recurrent network.
///
/// Input: the coefficients of one path, `[knots - 1, 4, c]`, see
/// [dev.odeon.nn.path.ControlPath#stack]. The state starts as `y(t0) = initial(X(t0))`, then `dy/dt
/// = F(y) dX/dt`; output: `readout(y)` at the m save times, `[m, k]`. Parameters under `initial`,
/// `field` and `readout`.
///
/// Kidger, Morrill, Foster, Lyons, Neural controlled differential equations for irregular time
/// series (2020), equation 4.
///
/// @param initial from X(t0) `[c]` to the state `[d]`
/// @param field from the state `[d]` to F(y), `[d c]`, row by row; bounded activations such as TANH
///   last keep the state from exploding
/// @param readout from the state `[d]` to `[k]`; an empty chain for the state itself
/// @param control knots and channels of the paths
/// @param plan how it is solved; the span lies within the knots
public record NeuralCde(
    Layer initial, Layer field, Layer readout, ControlSource.PerSample control, SolvePlan plan)
    implements Layer {
  private static final String CONTROL = "control";

  public NeuralCde {
    control.checkCovers(plan.span().start(), plan.span().end());
    Shape channels = Shape.of(control.channels());
    Shape state = initial.outputShape(channels);
    Shape matrix = field.outputShape(state);
    if (state.rank() != 1 || matrix.size() != state.size() * control.channels()) {
      throw new IllegalArgumentException(
          "neural cde: field has output of shape ["
              + matrix
              + "] for a state of shape ["
              + state
              + "] and "
              + control.channels()
              + " channels");
    }
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    Shape state = state();
    return ParameterSpec.builder()
        .add("initial", initial.parameters(Shape.of(control.channels())))
        .add("field", field.parameters(state))
        .add("readout", readout.parameters(state))
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(plan.saveAt().count(), readout.outputShape(state()).size());
  }

  @Override
  public Tensor apply(Parameters p, Tensor coefficients) {
    check(coefficients.shape());
    TracedPath path = path(coefficients);
    Tensor first = path.value(coefficients.scalar(plan.span().start()));
    Tensor start = initial.apply(p.at("initial"), first);
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : field.parameters(state()).prefixed("field").entries()) {
      needed.put(entry.path(), p.get(entry.path()));
    }
    needed.put(CONTROL, coefficients);
    Tensor states =
        TracedSolve.of(
                "neural_cde", this::rate, plan.withFurtherStops(control.stops()), start, needed)
            .states();
    return readout(p, states);
  }

  private Tensor rate(Tensor t, Tensor y, Parameters q) {
    Tensor matrix =
        field.apply(q.at("field"), y).reshape(Shape.of(y.shape().size(), control.channels()));
    return matrix.dot(path(q.get(CONTROL)).derivative(t));
  }

  private Tensor readout(Parameters p, Tensor states) {
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < states.shape().dim(0); i++) {
      Tensor state = states.slice(i, i + 1).reshape(state());
      rows.add(readout.apply(p.at("readout"), state));
    }
    return Tensor.stack(rows);
  }

  private TracedPath path(Tensor coefficients) {
    return new TracedPath(knots(coefficients, control), coefficients);
  }

  /// The knots as constants of the trace of `near`.
  static Tensor knots(Tensor near, ControlSource control) {
    double[] knots = control.knots().stream().mapToDouble(Double::doubleValue).toArray();
    return near.tracer().constant(Literal.of(TensorType.f64(knots.length), knots));
  }

  private Shape state() {
    return initial.outputShape(Shape.of(control.channels()));
  }

  private void check(Shape input) {
    if (!input.equals(control.shape())) {
      throw new IllegalArgumentException(
          "neural cde: coefficients of shape ["
              + input
              + "], the control needs ["
              + control.shape()
              + "]");
    }
  }
}
