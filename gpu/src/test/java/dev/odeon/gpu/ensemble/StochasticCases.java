package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// Batched solves with noise.
public final class StochasticCases {
  private static final TimeSpan UNIT = TimeSpan.of(0, 1);
  private static final VectorField SPRING =
      (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).times(p.get("stiffness")).negate());
  private static final StateFunction OWN = (t, y, p) -> y.times(p.get("sigma"));
  private static final StateFunction CONSTANT = (t, y, p) -> y.zeros().plus(t.plus(1).cos());
  private static final StateFunction MATRIX =
      (t, y, p) ->
          Tensor.concatenate(y.times(p.get("sigma")), y.reverse(0), y.zeros().plus(0.1))
              .reshape(Shape.of(3, 2))
              .transpose();

  private StochasticCases() {}

  /// Every method, and everything that a step may meet.
  public static Stream<SolveCase> all() {
    FieldGraph walk = field(StochasticField.ito(SPRING, OWN));
    LanePlan walks = plan(walk, StochasticMethod.EULER_MARUYAMA, SaveAt.times(0, 0.3, 1));
    Event level = Event.of("level", (t, y, p) -> y.get(0).minus(1.1)).terminating();
    return Stream.concat(
        smooth(),
        Stream.of(
            new SolveCase("noise until a level", walks.withEvents(level), input(5)),
            new SolveCase(
                "noise with ends of their own",
                walks,
                input(3).withEnds(new double[] {0.5, 1, 0.2}))));
  }

  /// Those without events and own ends: what devices differentiate.
  public static Stream<SolveCase> smooth() {
    FieldGraph walk = field(StochasticField.ito(SPRING, OWN));
    FieldGraph middle = field(StochasticField.stratonovich(SPRING, MATRIX));
    FieldGraph constant = field(StochasticField.ito(SPRING, CONSTANT));
    FieldGraph path =
        field(StochasticField.stratonovich(SPRING, OWN).along(new BrownianMotion.Tree(UNIT, 3)));
    return Stream.of(
        new SolveCase(
            "euler_maruyama",
            plan(walk, StochasticMethod.EULER_MARUYAMA, SaveAt.times(0, 0.3, 1)),
            input(70)),
        new SolveCase(
            "milstein", plan(walk, StochasticMethod.MILSTEIN, SaveAt.times(0.5, 1)), input(3)),
        new SolveCase(
            "euler_heun", plan(middle, StochasticMethod.EULER_HEUN, SaveAt.times(1)), input(3)),
        new SolveCase(
            "stratonovich_heun", plan(middle, StochasticMethod.HEUN, SaveAt.times(1)), input(3)),
        new SolveCase(
            "sra1", plan(constant, StochasticMethod.SRA1, SaveAt.times(0.4, 1)), input(3)),
        new SolveCase("one path", plan(path, StochasticMethod.HEUN, SaveAt.times(1)), input(3)));
  }

  private static LanePlan plan(FieldGraph field, StochasticMethod method, SaveAt saveAt) {
    return new LanePlan(field, method, StepControl.fixed(6), UNIT, saveAt);
  }

  private static FieldGraph field(StochasticField field) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("stiffness", new ValueType(TensorType.f64(), Scope.PER_LANE));
    types.put("sigma", new ValueType(TensorType.f64(), Scope.SHARED));
    return field.trace("spring", 2, types);
  }

  private static LaneInput input(int lanes) {
    double[] stiffness = new double[lanes];
    Arrays.setAll(stiffness, lane -> 1 + 0.1 * lane);
    double[] initial = new double[2 * lanes];
    Arrays.fill(initial, 1);
    List<double[]> paths = Diffusion.paths(-7, 100, lanes);
    return LaneInput.of(
        initial, new double[][] {stiffness, {0.4}, paths.getFirst(), paths.getLast()}, lanes);
  }
}
