package dev.odeon.gpu.ensemble;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

/// The program for threads against the lanes solver.
class TrajectoryProgramTest {
  private static final StepControl ADAPTIVE = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));

  private static void check(LanePlan plan, LaneInput input) {
    SameSolve.check(
        new LaneIntegrator(plan, new ReferenceBackend(), 1).run(input, Recording.NONE),
        SolveTwin.run(plan, input));
  }

  @Test
  void fixedSteps() {
    check(
        new LanePlan(
            Ensembles.LORENZ,
            Tsit5.METHOD,
            StepControl.fixed(20),
            TimeSpan.of(0, 1),
            SaveAt.times(0, 0.33, 0.5, 1)),
        Ensembles.lorenz(5));
  }

  @Test
  void adaptiveSteps() {
    check(
        new LanePlan(
            Ensembles.LORENZ,
            Tsit5.METHOD,
            ADAPTIVE,
            TimeSpan.of(0, 1),
            SaveAt.times(0, 0.33, 0.5, 1)),
        Ensembles.lorenz(5));
  }

  @Test
  void stiff() {
    check(
        new LanePlan(
            Ensembles.ROBERTSON,
            Rosenbrock.RODAS_5P,
            ADAPTIVE,
            TimeSpan.of(0, 40),
            SaveAt.times(0, 4, 40)),
        Ensembles.robertson(3));
  }

  @Test
  void events() {
    check(
        new LanePlan(
                Ensembles.FALL, Tsit5.METHOD, ADAPTIVE, TimeSpan.of(0, 3), SaveAt.times(0, 1, 3))
            .withEvents(Ensembles.bounce(0.8)),
        Ensembles.balls(3));
  }
}
