package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Lorenz trajectories with rho from 0 to 21, 1000 equal Tsit5 steps on [0, 1], one core.
record LorenzEnsemble(int lanes) implements Workload {
  @Override
  public String id() {
    return "L2";
  }

  @Override
  public String metric() {
    return "ns per lane and step, " + lanes + " lanes, fixed steps, one core";
  }

  @Override
  public Timing measure() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("rho", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "lorenz",
            (t, y, p) -> {
              Tensor a = y.get(0);
              Tensor b = y.get(1);
              Tensor c = y.get(2);
              return Tensor.concatenate(
                  b.minus(a).times(10),
                  a.times(p.get("rho").minus(c)).minus(b),
                  a.times(b).minus(c.times(8.0 / 3)));
            },
            3,
            parameters);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Tsit5.METHOD,
            StepControl.fixed(1000),
            TimeSpan.of(0, 1),
            SaveAt.times(1),
            Backends.preferred(),
            1);
    double[] initial = new double[3 * lanes];
    double[] rho = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1;
      rho[lane] = 21.0 * lane / (lanes - 1);
    }
    return Timing.of(
            10, 7, 1, () -> integrator.run(initial, new double[][] {rho}, lanes, Recording.NONE))
        .times(1.0 / (1000.0 * lanes));
  }
}
