package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.DeviceException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Solves whose gradients are computed elsewhere than on the processor.
class DeviceGradientTest {
  private static final int LANES = 3;
  private static final SolvePlan PLAN =
      SolvePlan.of(Tsit5.METHOD, StepControl.fixed(5), TimeSpan.of(0, 1), SaveAt.times(0.3, 1));
  private static final FieldGraph FIELD = field();
  private static final double[] INITIAL = {1, 2, 3};
  private static final double[] RATE = {-0.5};
  private static final double[] COTANGENT = {1, -1, 0.5, 0.25, 2, 1};

  private static FieldGraph field() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("rate", new ValueType(TensorType.f64(), Scope.SHARED));
    return FieldGraph.trace("growth", (t, y, p) -> y.times(p.get("rate")), 1, parameters);
  }

  private static final class Broken extends DeviceException {
    private static final long serialVersionUID = 1;

    Broken() {
      super("it broke", new IllegalStateException("broken"));
    }
  }

  /// The cotangents of initial state and rate, and the run of the last evaluation.
  private static double[][] gradient(Solve solve) {
    List<ValueType> operands =
        List.of(
            new ValueType(TensorType.f64(1), Scope.PER_LANE),
            new ValueType(TensorType.f64(), Scope.SHARED));
    double[][] states = {new double[2 * LANES]};
    solve.bind(operands).run(new double[][] {INITIAL, RATE}, states, LANES);
    List<ValueType> all = new ArrayList<>(operands);
    all.addAll(solve.infer(operands));
    double[][] out = {new double[LANES], new double[1]};
    solve.vjp().bind(all).run(new double[][] {INITIAL, RATE, COTANGENT}, out, LANES);
    return new double[][] {states[0], out[0], out[1]};
  }

  private static void assertSameGradient(double[][] expected, double[][] actual) {
    assertArrayEquals(expected[0], actual[0], "states");
    assertArrayEquals(expected[1], actual[1], "cotangent of the initial state");
    assertArrayEquals(expected[2], actual[2], "cotangent of the rate");
    assertTrue(expected[2][0] != 0, "there is a gradient");
  }

  private static Solve elsewhere(GradientExecutable code) {
    return new Solve(PLAN, PLAN.integrator(FIELD), Optional.of(code));
  }

  @Test
  void theDeviceIsAskedWithWhatTheSolveWasGiven() {
    GradientExecutable code =
        (input, cotangents, initial, gradients) -> {
          assertSame(INITIAL, input.initial());
          assertSame(RATE, input.parameters()[0]);
          assertSame(COTANGENT, cotangents[0]);
          LaneIntegrator here = PLAN.integrator(FIELD);
          LaneRun run = here.run(input, Recording.FULL);
          new DiscreteAdjoint(here).run(run, input.parameters(), cotangents, initial, gradients);
          return run;
        };
    Solve solve = elsewhere(code);
    assertSameGradient(gradient(new Solve(FIELD, PLAN)), gradient(solve));
    assertTrue(solve.lastRun().orElseThrow().records().isEmpty(), "steps are kept on the device");
  }

  @Test
  void theProcessorTakesOverWhereTheDeviceBreaks() {
    GradientExecutable broken =
        (input, cotangents, initial, gradients) -> {
          throw new Broken();
        };
    assertSameGradient(gradient(new Solve(FIELD, PLAN)), gradient(elsewhere(broken)));
  }

  @Test
  void whatNoCompilerTakesIsLeftToTheProcessor() {
    GradientCompiler refusing =
        (integrator, device) -> new GradientCompiler.Compilation.Refused("too large");
    assertEquals(
        Optional.empty(),
        GradientPlacement.of(PLAN.integrator(FIELD), new Device.Cuda(0), List.of(refusing)));
    GradientExecutable code =
        (input, cotangents, initial, gradients) -> {
          throw new IllegalStateException("not to be run");
        };
    GradientCompiler taking =
        (integrator, device) -> new GradientCompiler.Compilation.Compiled(code);
    assertSame(
        code,
        GradientPlacement.of(PLAN.integrator(FIELD), new Device.Cuda(0), List.of(refusing, taking))
            .orElseThrow());
  }
}
