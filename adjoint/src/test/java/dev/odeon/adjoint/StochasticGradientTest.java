package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients along paths: those of the steps, with the noise a constant.
class StochasticGradientTest {
  private static final TimeSpan UNIT = TimeSpan.of(0, 1);
  private static final VectorField SPRING =
      (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).sin().times(p.get("stiffness")).negate());
  private static final StateFunction OWN = (t, y, p) -> y.sin().times(p.get("sigma"));
  private static final StateFunction CONSTANT =
      (t, y, p) -> y.zeros().plus(t.plus(1)).times(p.get("sigma"));
  private static final StateFunction MATRIX =
      (t, y, p) ->
          Tensor.concatenate(y.times(p.get("sigma")), y.reverse(0).cos(), y.zeros().plus(0.1))
              .reshape(Shape.of(3, 2))
              .transpose();

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(StochasticMethod.EULER_MARUYAMA, StochasticField.ito(SPRING, MATRIX)),
        Arguments.of(StochasticMethod.MILSTEIN, StochasticField.ito(SPRING, OWN)),
        Arguments.of(
            StochasticMethod.MILSTEIN,
            StochasticField.stratonovich(SPRING, OWN).along(new BrownianMotion.Tree(UNIT, 5))),
        Arguments.of(StochasticMethod.EULER_HEUN, StochasticField.stratonovich(SPRING, MATRIX)),
        Arguments.of(StochasticMethod.HEUN, StochasticField.stratonovich(SPRING, MATRIX)),
        Arguments.of(StochasticMethod.SRA1, StochasticField.ito(SPRING, CONSTANT)));
  }

  private static FieldGraph trace(StochasticField equation) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("stiffness", new ValueType(TensorType.f64(), Scope.PER_LANE));
    types.put("sigma", new ValueType(TensorType.f64(), Scope.SHARED));
    return equation.trace("spring", 2, types);
  }

  private static GradientProblem problem(StochasticMethod method, StochasticField equation) {
    LaneIntegrator integrator =
        new LaneIntegrator(
            trace(equation),
            method,
            StepControl.fixed(12),
            UNIT,
            SaveAt.times(0.31, 1),
            Backends.preferred(),
            1);
    // Halves make seeds and numbers whole numbers that small changes leave as they are.
    double[][] parameters = {{1, 1.2}, {0.4}, {7.5}, {0.5, 3.5}};
    return new GradientProblem(integrator, 2, new double[] {1, 0.8, 0.2, 0.4}, parameters);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void areThoseOfTheStepsAlongTheSamePath(StochasticMethod method, StochasticField equation) {
    GradientProblem problem = problem(method, equation);
    problem.checkAgainstDifferencesOfRuns(1e-3, 1e-8);
    problem.checkAgainstForward();
  }

  @Test
  void sensitivitiesThatIntegrateAnEquationAreRefused() {
    SolvePlan plan =
        SolvePlan.of(StochasticMethod.HEUN, StepControl.fixed(4), UNIT, SaveAt.times(1));
    assertEquals(new Sensitivity.Discrete(), plan.sensitivity());
    String message =
        assertThrows(IllegalArgumentException.class, () -> plan.with(new Sensitivity.Gauss()))
            .getMessage();
    assertTrue(message.contains("take Discrete or Forward"), message);
  }

  /// A step is a straight line, of a slope that is not the drift, and the noise after an event
  /// depends on the bits of its time.
  @Test
  void gradientsThroughEventsThatActAreRefused() {
    StateFunction level = (t, y, p) -> y.get(0).minus(0.9);
    Event seen = Event.of("seen", level);
    for (Event acting : List.of(seen.changing((t, y, p) -> y.times(0.5)), seen.terminating())) {
      GradientProblem problem = eventful(acting);
      LaneIntegrator integrator = problem.integrator();
      LaneRun run = integrator.run(problem.initial(), problem.parameters(), 2, Recording.FULL);
      double[] w = problem.cotangent(run);
      refused(() -> problem.discrete(run, w));
      refused(() -> problem.forward(run, w));
      assertTrue(BackwardGraphs.hasNoJumps(integrator));
    }
    eventful(seen).checkAgainstDifferencesOfRuns(1e-3, 1e-8);
  }

  private static void refused(Executable gradient) {
    String message = assertThrows(IllegalArgumentException.class, gradient).getMessage();
    assertTrue(message.startsWith("event 'seen' changes or ends trajectories"), message);
  }

  private static GradientProblem eventful(Event event) {
    LanePlan plan =
        new LanePlan(
            trace(StochasticField.ito(SPRING, OWN)),
            StochasticMethod.EULER_MARUYAMA,
            StepControl.fixed(12),
            UNIT,
            SaveAt.times(0.31, 1));
    double[][] parameters = {{1, 1.2}, {0.4}, {7.5}, {0.5, 3.5}};
    return new GradientProblem(
        new LaneIntegrator(plan.withEvents(event), Backends.preferred(), 1),
        2,
        new double[] {1, 0.8, 0.2, 0.4},
        parameters);
  }
}
