package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What has no gradient, and says so.
class SensitivityFaultTest {
  @Test
  void aFailedLaneHasGradientNanAndNoOtherDoes() {
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    LaneIntegrator integrator =
        new LaneIntegrator(
            square,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
            TimeSpan.of(0, 2),
            SaveAt.times(0.25, 2),
            new ReferenceBackend(),
            1);
    double[] initial = {-1, 1, -2};
    LaneRun run = integrator.run(initial, new double[0][], 3, Recording.FULL);
    double[] gradient = new double[3];
    DiscreteAdjoint adjoint = new DiscreteAdjoint(integrator);
    adjoint.run(run, new double[0][], new double[] {0, 0, 0, 1, 1, 1}, gradient, new double[0][]);
    assertEquals(1.0 / 9, gradient[0], 1e-7);
    assertTrue(Double.isNaN(gradient[1]), "lane 1 blew up before the save time that is asked for");
    assertEquals(1.0 / 25, gradient[2], 1e-7);
    adjoint.run(run, new double[0][], new double[] {1, 1, 1, 0, 0, 0}, gradient, new double[0][]);
    assertEquals(1 / (0.75 * 0.75), gradient[1], 1e-6, "what was reached has a gradient");
  }

  /// The NaN of one lane is that of a loss that could not be computed there: lanes of another block
  /// and of its own have nothing to do with it.
  @Test
  void aCotangentThatIsNanGivesNanInItsLaneAlone() {
    int lanes = 70;
    FieldGraph decay = FieldGraph.trace("decay", (t, y, p) -> y.negate(), 1);
    LaneIntegrator integrator =
        new LaneIntegrator(
            decay,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
            TimeSpan.of(0, 1),
            SaveAt.times(0.3, 1),
            new ReferenceBackend(),
            1);
    double[] initial = new double[lanes];
    Arrays.fill(initial, 1);
    double[] w = new double[2 * lanes];
    Arrays.fill(w, lanes, 2 * lanes, 1);
    w[3] = Double.NaN;
    w[lanes + 66] = Double.NaN;
    double[] gradient = new double[lanes];
    LaneRun run = integrator.run(initial, new double[0][], lanes, Recording.FULL);
    new DiscreteAdjoint(integrator).run(run, new double[0][], w, gradient, new double[0][]);
    for (int lane = 0; lane < lanes; lane++) {
      if (lane == 3 || lane == 66) {
        assertTrue(Double.isNaN(gradient[lane]), "lane " + lane + " has a cotangent NaN");
      } else {
        assertEquals(Math.exp(-1), gradient[lane], 1e-8, "lane " + lane);
      }
    }
  }

  /// A number that is missing among the data: loss and gradient are NaN, never plausible, by every
  /// sensitivity.
  @Test
  void dataThatAreNanGiveALossAndAGradientThatAreNan() {
    ParameterSpec spec = ParameterSpec.builder().add("k", Shape.SCALAR, new Constant(1)).build();
    double[] observed = {0.6, 0.37, Double.NaN, 0.3};
    List<Sensitivity> ways =
        List.of(new Sensitivity.Discrete(), new Sensitivity.Forward(), new Sensitivity.Gauss());
    for (Sensitivity way : ways) {
      SolvePlan plan =
          SolvePlan.of(
                  Tsit5.METHOD,
                  StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
                  TimeSpan.of(0, 2),
                  SaveAt.times(1, 2))
              .with(way);
      GraphObjective objective =
          GraphObjective.of(
              spec,
              List.of(new ValueType(TensorType.f64(2), Scope.PER_LANE)),
              List.of(observed),
              2,
              new ReferenceBackend(),
              (p, data) -> {
                Tensor start = p.get("k").tracer().constant(Literal.filled(TensorType.f64(1), 1));
                Tensor rows =
                    TracedSolve.of(
                            "decay",
                            (t, y, q) -> y.times(q.get("k")).negate(),
                            plan,
                            start,
                            new LinkedHashMap<>(Map.of("k", p.get("k"))))
                        .states();
                return Loss.MEAN_SQUARE.mean(rows.reshape(Shape.of(2)), data.get(0));
              });
      double[] gradient = {0};
      double value = objective.valueAndGradient(new double[] {0.5}, gradient);
      assertTrue(Double.isNaN(value), way + ": loss " + value);
      assertTrue(Double.isNaN(gradient[0]), way + ": gradient " + gradient[0]);
    }
  }

  @Test
  void aRunWithoutRecordIsRefused() {
    GradientProblem s = SensitivityTest.lotkaVolterra(1, 1);
    LaneRun run = s.integrator().run(s.initial(), s.parameters(), 1, Recording.NONE);
    double[] w = s.cotangent(run);
    String message =
        assertThrows(IllegalArgumentException.class, () -> s.discrete(run, w)).getMessage();
    assertEquals("run of 1 lanes has no record of its steps: run with Recording.FULL", message);
    assertThrows(IllegalArgumentException.class, () -> s.forward(run, w));
  }

  @Test
  void continuousSensitivitiesRefuseAMassMatrix() {
    FieldGraph field =
        FieldGraph.trace("decay", (t, y, p) -> y.negate(), 1).withMass(MassMatrix.diagonal(2));
    TimeSpan span = TimeSpan.of(0, 1);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Rosenbrock.RODAS_5P,
            StepControl.fixed(5),
            span,
            SaveAt.end(span),
            new ReferenceBackend(),
            1);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ContinuousAdjoint(integrator, new Sensitivity.Gauss()))
            .getMessage();
    assertTrue(
        message.endsWith(
            "does not take the mass matrix of 1 rows, of field 'decay'; take Discrete or Forward"),
        message);
  }
}
