package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
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
