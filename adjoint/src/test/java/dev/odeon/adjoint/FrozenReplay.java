package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.StepRecord;
import java.util.Arrays;

/// Runs the recorded steps of one lane again, from another initial state and with other parameters:
/// what the discrete sensitivities differentiate.
final class FrozenReplay {
  private final LaneIntegrator integrator;
  private final Executable stages;
  private final Executable interpolant;
  private final int dimension;

  FrozenReplay(LaneIntegrator integrator) {
    this.integrator = integrator;
    stages = integrator.backend().compile(integrator.steps().step());
    interpolant = integrator.backend().compile(integrator.steps().interpolant());
    dimension = integrator.steps().field().dimension();
  }

  /// The saved states `[time * d + component]` of lane `lane`.
  double[] run(LaneRun run, int lane, double[] initial, double[][] parameters) {
    StepRecord record = run.records().get(lane);
    double[] saved = new double[integrator.saveAt().count() * dimension];
    double[] y = initial.clone();
    int next = 0;
    for (; next < record.savedAtStart(); next++) {
      System.arraycopy(y, 0, saved, next * dimension, dimension);
    }
    for (int step = 0; step < record.steps(); step++) {
      double[] t = {record.t(step)};
      double[] h = {record.h(step)};
      int constants = integrator.steps().stepConstants();
      double[][] in = new double[constants + 1 + parameters.length][];
      in[0] = t;
      in[1] = h;
      in[constants - 1] = constants == 3 ? new double[] {record.choice(step)} : h;
      in[constants] = y;
      System.arraycopy(parameters, 0, in, constants + 1, parameters.length);
      double[][] out = new double[stages.graph().outputs().size()][dimension];
      stages.run(in, out, 1);
      for (; next < record.saved() && record.stepOfSave(next) <= step; next++) {
        double[] state = out[0];
        double time = integrator.saveAt().time(next);
        double end = step + 1 < record.steps() ? record.t(step + 1) : record.reached();
        if (time != end) {
          double[][] dense = new double[2 + out.length][];
          dense[0] = new double[] {(time - t[0]) / h[0]};
          dense[1] = h;
          dense[2] = y;
          System.arraycopy(out, 1, dense, 3, out.length - 1);
          state = new double[dimension];
          interpolant.run(dense, new double[][] {state}, 1);
        }
        System.arraycopy(state, 0, saved, next * dimension, dimension);
      }
      y = out[0];
    }
    return Arrays.copyOf(saved, saved.length);
  }
}
