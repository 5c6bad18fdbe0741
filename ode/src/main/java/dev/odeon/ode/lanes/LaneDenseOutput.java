package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.solution.DenseOutput;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Trajectories of the lanes solver between their steps.
final class LaneDenseOutput implements DenseOutput {
  private final LaneProgram program;
  private final Backend backend;
  private final List<DenseSteps> lanes;
  private final ConcurrentLinkedQueue<Executable> idle = new ConcurrentLinkedQueue<>();

  LaneDenseOutput(LaneProgram program, Backend backend, List<DenseSteps> lanes) {
    this.program = program;
    this.backend = backend;
    this.lanes = lanes;
  }

  @Override
  public int lanes() {
    return lanes.size();
  }

  @Override
  public double start(int lane) {
    return program.span().start();
  }

  @Override
  public double end(int lane) {
    DenseSteps steps = lanes.get(lane);
    return steps.steps() == 0 ? start(lane) : steps.end(steps.steps() - 1);
  }

  @Override
  public double[] state(int lane, double time) {
    double[] y = new double[lanes.get(lane).initial().length];
    states(lane, new double[] {time}, y);
    return y;
  }

  @Override
  public void states(int lane, double[] times, double[] target) {
    double start = start(lane);
    double end = end(lane);
    for (double time : times) {
      if (!(time >= Math.min(start, end) && time <= Math.max(start, end))) {
        throw new IllegalArgumentException(
            "time "
                + time
                + " is outside of what lane "
                + lane
                + " covers, "
                + start
                + " to "
                + end);
      }
    }
    Executable known = idle.poll();
    Executable interpolant = known != null ? known : backend.compile(program.interpolant());
    for (int first = 0; first < times.length; first += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, times.length - first);
      interpolate(interpolant, lanes.get(lane), times, first, count, target);
    }
    idle.add(interpolant);
  }

  /// Evaluates `count` times, one a column.
  private void interpolate(
      Executable interpolant,
      DenseSteps steps,
      double[] times,
      int first,
      int count,
      double[] target) {
    double[] initial = steps.initial();
    int dimension = initial.length;
    double[] y = new double[dimension * count];
    if (steps.steps() > 0) {
      List<Value> inputs = program.interpolant().inputs();
      double[][] in = new double[inputs.size()][];
      for (int i = 0; i < in.length; i++) {
        in[i] = new double[inputs.get(i).type().size() * count];
      }
      for (int column = 0; column < count; column++) {
        double time = times[first + column];
        int step = steps.find(time);
        in[0][column] = (time - steps.t(step)) / steps.h(step);
        in[1][column] = steps.h(step);
        int offset = 0;
        for (int i = 2; i < in.length; i++) {
          offset = steps.get(step, offset, in[i], column, count);
        }
      }
      interpolant.run(in, new double[][] {y}, count);
    }
    double start = program.span().start();
    for (int column = 0; column < count; column++) {
      boolean atStart = times[first + column] == start;
      for (int i = 0; i < dimension; i++) {
        target[(first + column) * dimension + i] = atStart ? initial[i] : y[i * count + column];
      }
    }
  }
}
