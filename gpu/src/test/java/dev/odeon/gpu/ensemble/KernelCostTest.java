package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.DriverException;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

class KernelCostTest {
  @Test
  void costs() throws DriverException {
    StepControl adaptive = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    for (int generation = 7; generation <= 9; generation++) {
      TimeSpan span = TimeSpan.of(0, 1);
      System.out.println(
          generation
              + " "
              + KernelCost.of(
                  new LanePlan(
                      Ensembles.LORENZ,
                      Tsit5.METHOD,
                      StepControl.fixed(1000),
                      span,
                      SaveAt.end(span)),
                  generation,
                  128)
              + KernelCost.of(
                  new LanePlan(
                      Ensembles.LORENZ, Tsit5.METHOD, adaptive, span, SaveAt.times(0.5, 1)),
                  generation,
                  128)
              + KernelCost.of(
                  new LanePlan(
                      Ensembles.ROBERTSON,
                      Rosenbrock.RODAS_5P,
                      adaptive,
                      span,
                      SaveAt.times(0.5, 1)),
                  generation,
                  128)
              + KernelCost.of(
                  new LanePlan(Ensembles.FALL, Tsit5.METHOD, adaptive, span, SaveAt.times(0.5, 1))
                      .withEvents(Ensembles.bounce(0.8)),
                  generation,
                  128));
    }
  }
}
