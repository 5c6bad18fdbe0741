package dev.odeon.adjoint.layer;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.RecurrentCell;
import dev.odeon.nn.layer.RowScan;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A recurrent network whose state follows `dh/dt = field(h)` between observations at irregular
/// times, and is updated by a cell where something is observed. Rubanova, Chen, Duvenaud, Latent
/// ordinary differential equations for irregularly-sampled time series (2019), algorithm 1.
///
/// Input `[n, 2 + k]`, a row an observation: the time since the row before, at least 0; 1 if the
/// row is an observation, 0 if the cell leaves the state as it is; the k observed numbers. Rows
/// that are none fill up sequences of different lengths. Output `[n, state]`, from a state of
/// zeros. Parameters `cell.` and `field.`.
///
/// Each gap is solved on a time of its own from 0 to 1, `dh/ds = gap field(h)`, so that trajectories
/// with different gaps go side by side. A trajectory that fails is NaN from there on.
///
/// @param cell with inputs of length k
/// @param field from `[state]` to `[state]`
/// @param plan how a gap is solved, from 0 to 1
/// @param reading which states come out
public record OdeRnn(RecurrentCell cell, Layer field, SolvePlan plan, Reading reading)
    implements Layer {
  private static final String GAP = "gap";
  private static final int MARKS = 2;

  /// Which state of a row comes out.
  public enum Reading {
    /// After the gap, before the observation: what predicts it.
    BEFORE_UPDATE,
    /// After the observation.
    AFTER_UPDATE
  }

  public OdeRnn {
    Shape state = Shape.of(cell.stateSize());
    if (!field.outputShape(state).equals(state)) {
      throw new IllegalArgumentException(
          "ode-rnn: field must map a state of shape [" + state + "] to the same shape");
    }
    if (plan.span().start() != 0 || plan.span().end() != 1 || plan.saveAt().count() != 1) {
      throw new IllegalArgumentException(
          "ode-rnn: a gap is solved from 0 to 1 and saved at its end, not as by " + plan.span());
    }
  }

  /// Each gap by `control`.
  public static OdeRnn of(
      RecurrentCell cell, Layer field, LaneMethod method, StepControl control, Reading reading) {
    SolvePlan plan = SolvePlan.of(method, control, TimeSpan.of(0, 1), SaveAt.times(1));
    return new OdeRnn(cell, field, plan, reading);
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return ParameterSpec.builder()
        .add("cell", cell.parameters())
        .add("field", field.parameters(Shape.of(cell.stateSize())))
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(input.dim(0), cell.stateSize());
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    parameters(x.shape()).entries().forEach(e -> needed.put(e.path(), p.get(e.path())));
    Tensor zeros = x.tracer().constant(Literal.filled(TensorType.f64(cell.stateSize()), 0));
    return RowScan.outputs(needed, zeros, x, ScanOrder.FORWARD, this::step);
  }

  private RowScan.Step step(Parameters p, Tensor state, Tensor row) {
    Tensor before = across(p.at("field"), state, row.get(0));
    Tensor observation = row.slice(MARKS, MARKS + cell.inputSize());
    Tensor updated = cell.step(p.at("cell"), before, observation);
    Tensor seen = row.get(1).compare(Comparison.GT, 0);
    Tensor after = seen.select(updated, before);
    return new RowScan.Step(
        after,
        switch (reading) {
          case BEFORE_UPDATE -> before;
          case AFTER_UPDATE -> after;
        });
  }

  private Tensor across(Parameters p, Tensor state, Tensor gap) {
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : field.parameters(state.shape()).entries()) {
      needed.put("field." + entry.path(), p.get(entry.path()));
    }
    needed.put(GAP, gap);
    return TracedSolve.of(
            "gap",
            (_, h, q) -> field.apply(q.at("field"), h).times(q.get(GAP)),
            plan,
            state,
            needed)
        .states()
        .reshape(state.shape());
  }

  private void check(Shape input) {
    int width = MARKS + cell.inputSize();
    if (input.rank() != 2 || input.dim(1) != width) {
      throw new IllegalArgumentException(
          "ode-rnn: input of shape [" + input + "] is not [n x " + width + "]");
    }
  }
}
