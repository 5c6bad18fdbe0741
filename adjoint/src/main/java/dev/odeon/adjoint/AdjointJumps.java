package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import java.util.List;
import java.util.Optional;

/// Pulls adjoint states back through the events that changed or ended trajectories, one at a time:
/// lambda before an event is that after it times the saltation matrix, see [EventJump], and what
/// the event and its change read of the parameters gets its share of the gradient.
final class AdjointJumps {
  private final AdjointProgram program;
  private final List<Optional<Executable>> jumps;
  private final List<ValueType> types;
  private final ParameterCotangents sums;
  private final double[] active = {1};
  private double[][] gradients = new double[0][];

  AdjointJumps(AdjointProgram program) {
    this.program = program;
    jumps =
        EventJump.all(program.forward()).stream()
            .map(jump -> jump.map(EventJump::backward).map(program.backend()::compile))
            .toList();
    types = program.field().parameterTypes();
    sums = new ParameterCotangents(types);
  }

  /// Begins with gradients that are added to.
  void begin(double[][] into) {
    gradients = into;
  }

  /// Whether occurrence `number` of a lane did something to its trajectory.
  boolean acts(AdjointTask task, int lane, int number) {
    Occurrence occurrence = task.run().solution().occurrences(lane).get(number);
    boolean changes = program.forward().events().changes().get(occurrence.event()).isPresent();
    return changes || isLast(task, lane, number);
  }

  /// Whether a lane ended at its occurrence `number`.
  boolean isLast(AdjointTask task, int lane, int number) {
    return task.run().solution().outcome(lane) instanceof Outcome.EventStop
        && number == task.run().solution().occurrences(lane).size() - 1;
  }

  /// Pulls `adjoint`, `[d]`, in parts of `scale`, back through occurrence `number` of a lane; where
  /// the lane ended there, cotangents of the end are pulled in its place.
  void pull(AdjointTask task, int lane, int number, double[] adjoint, double scale) {
    Occurrence occurrence = task.run().solution().occurrences(lane).get(number);
    double[] onward = adjoint.clone();
    double[] last = new double[adjoint.length];
    double[] time = new double[1];
    if (isLast(task, lane, number)) {
      onward = new double[adjoint.length];
      for (int i = 0; i < last.length; i++) {
        last[i] = task.endCotangent(i, lane) / scale;
      }
      time[0] = task.timeCotangent(lane) / scale;
    }
    double[][] own = LaneArrays.parameters(types, task.parameters(), task.lanes(), lane, 1);
    double[][] in = new double[3 + own.length + 3][];
    in[0] = active;
    in[1] = new double[] {occurrence.time()};
    in[2] = occurrence.before();
    System.arraycopy(own, 0, in, 3, own.length);
    in[3 + own.length] = onward;
    in[4 + own.length] = last;
    in[5 + own.length] = time;
    double[][] parts = sums.parts(1);
    double[][] out = new double[1 + parts.length][];
    out[0] = adjoint;
    System.arraycopy(parts, 0, out, 1, parts.length);
    jumps.get(occurrence.event()).orElseThrow().run(in, out, 1);
    for (double[] part : parts) {
      for (int e = 0; e < part.length; e++) {
        part[e] *= scale;
      }
    }
    sums.add(parts, gradients, active, task.lanes(), lane, 1);
  }
}
