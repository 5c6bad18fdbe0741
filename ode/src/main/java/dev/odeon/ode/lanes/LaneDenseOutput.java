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
    double start = start(lane);
    double end = end(lane);
    if (!(time >= Math.min(start, end) && time <= Math.max(start, end))) {
      throw new IllegalArgumentException(
          "time " + time + " is outside of what lane " + lane + " covers, " + start + " to " + end);
    }
    DenseSteps steps = lanes.get(lane);
    double[] y = steps.initial();
    if (time == start) {
      return y;
    }
    int step = steps.find(time);
    List<Value> inputs = program.interpolant().inputs();
    double[][] in = new double[inputs.size()][];
    in[0] = new double[] {(time - steps.t(step)) / steps.h(step)};
    in[1] = new double[] {steps.h(step)};
    int offset = 0;
    for (int i = 2; i < in.length; i++) {
      in[i] = new double[inputs.get(i).type().size()];
      offset = steps.get(step, offset, in[i]);
    }
    Executable known = idle.poll();
    Executable interpolant = known != null ? known : backend.compile(program.interpolant());
    interpolant.run(in, new double[][] {y}, 1);
    idle.add(interpolant);
    return y;
  }
}
