package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// What a run keeps beside its record, and who has it.
final class KeptRunsTest {
  private static final TimeSpan SPAN = TimeSpan.of(0, 2);
  private static final double[][] A = {{0.7}};

  private static FieldGraph field() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("a", new ValueType(TensorType.f64(), Scope.SHARED));
    return FieldGraph.trace("sines", (t, y, p) -> y.sin().times(p.get("a")), 1, types);
  }

  private static double[] sweep(DiscreteAdjoint adjoint, LaneRun run) {
    double[] initial = new double[1];
    double[][] gradient = {{0}};
    adjoint.run(run, A, new double[] {1}, initial, gradient);
    return new double[] {initial[0], gradient[0][0]};
  }

  /// The second sweep of a run must not read what another run has kept since.
  @Test
  void aRunIsSweptAgainAfterAnother() {
    LaneIntegrator integrator =
        new LaneIntegrator(
            field(),
            Tsit5.METHOD,
            StepControl.fixed(20),
            SPAN,
            SaveAt.end(SPAN),
            Backends.preferred(),
            1);
    DiscreteAdjoint adjoint = new DiscreteAdjoint(integrator);
    Recording recording = adjoint.recording(1 << 20);
    LaneRun one = integrator.run(new double[] {0.5}, A, 1, recording);
    double[] first = sweep(adjoint, one);
    LaneRun other = integrator.run(new double[] {2.5}, A, 1, recording);
    assertArrayEquals(first, sweep(adjoint, one), 0.0, "the first run, swept again");
    double[] ofOther = sweep(adjoint, other);
    assertArrayEquals(ofOther, sweep(adjoint, other), 0.0, "the other run, swept again");
    assertEquals(2.0846, first[0], 1e-4, "dy(2)/dy(0)");
  }

  /// Where gradients are made on a device, forward solves stay there: nothing of them is recorded.
  @Test
  void solvesWithGradientsElsewhereRecordNothing() {
    SolvePlan plan = SolvePlan.of(Tsit5.METHOD, StepControl.fixed(5), SPAN, SaveAt.times(0.3, 1));
    Solve solve =
        new Solve(
            plan,
            plan.integrator(field()),
            Optional.of(
                (input, cotangent, initial, gradients) ->
                    plan.integrator(field()).run(input, Recording.FULL)));
    List<ValueType> operands =
        List.of(
            new ValueType(TensorType.f64(1), Scope.PER_LANE),
            new ValueType(TensorType.f64(), Scope.SHARED));
    List<ValueType> all = new ArrayList<>(operands);
    all.addAll(solve.infer(operands));
    var _ = solve.vjp().bind(all);
    solve.bind(operands).run(new double[][] {{1, 2, 4}, {0.5}}, new double[][] {new double[6]}, 3);
    assertEquals(0, solve.lastRun().orElseThrow().records().size(), "records of steps");
  }

  /// What lanes share counts once.
  @Test
  void largeSharedParametersNeedNoRoomInBlocks() {
    int n = 2000;
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("w", new ValueType(TensorType.f64(n, n), Scope.SHARED));
    FieldGraph field = FieldGraph.trace("wide", (t, y, p) -> y.times(p.get("w").sum()), 2, types);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Tsit5.METHOD,
            StepControl.fixed(1),
            SPAN,
            SaveAt.end(SPAN),
            Backends.preferred(),
            1);
    double[] ones = new double[2 * 64];
    Arrays.fill(ones, 1);
    LaneRun run = integrator.run(ones, new double[][] {new double[n * n]}, 64, Recording.NONE);
    assertEquals(1, run.solution().state(63, 0, 1), "a state that stands still");
  }
}
