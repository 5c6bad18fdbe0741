package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;

/// Robertson's kinetics, one trajectory to 1e5 with 100 outputs at 1e-8 and 1e-8.
record RobertsonTrajectory(String id, LaneMethod method) implements Workload {
  @Override
  public String metric() {
    return "ms for a trajectory with 100 outputs, " + method.name();
  }

  @Override
  public Timing measure() {
    FieldGraph field =
        FieldGraph.trace(
            "robertson",
            (t, y, p) -> {
              Tensor a = y.get(0).times(0.04);
              Tensor b = y.get(1).times(y.get(1)).times(3e7);
              Tensor c = y.get(1).times(y.get(2)).times(1e4);
              return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
            },
            3);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            method,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
            TimeSpan.of(0, 1e5),
            SaveAt.linspace(1e3, 1e5, 100),
            Backends.preferred(),
            1);
    double[] initial = {1, 0, 0};
    return Timing.of(
            8,
            9,
            20,
            () -> {
              if (!integrator
                  .run(initial, new double[0][], 1, Recording.NONE)
                  .solution()
                  .isSuccess()) {
                throw new IllegalStateException("the trajectory did not reach its end");
              }
            })
        .times(1e-6);
  }
}
