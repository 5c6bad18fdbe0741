package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import java.util.Arrays;
import java.util.List;

/// Integrates the adjoint equation of one block of lanes, stretch by stretch; lanes whose stretches
/// are used up drop out. Used by one thread at a time.
final class BackwardSweep {
  private final AdjointProgram program;
  private final int dimension;
  private final List<ValueType> types;
  private final ParameterCotangents cotangents;
  private final ParameterIntegrals integrals;
  private final AdjointJumps jumps;
  private final LaneReturn[] lanes = new LaneReturn[Blocks.SIZE];
  private final double[] nodeValues;

  BackwardSweep(AdjointProgram program) {
    this.program = program;
    dimension = program.dimension();
    types = program.field().parameterTypes();
    cotangents = new ParameterCotangents(types);
    integrals = ParameterIntegrals.of(program);
    jumps = new AdjointJumps(program);
    nodeValues = new double[program.chebyshev().count() * dimension];
  }

  /// Writes the cotangents of this block's initial states and per-lane parameters; adds to those of
  /// shared parameters.
  ///
  /// @param gradients of the parameters; those of shared ones are this block's own
  void run(AdjointTask task, double[][] gradients, int block) {
    int first = block * Blocks.SIZE;
    int width = Math.min(Blocks.SIZE, task.lanes() - first);
    cotangents.clear(gradients, task.lanes(), first, width);
    integrals.begin(task, gradients);
    jumps.begin(gradients);
    for (int i = 0; i < width; i++) {
      lanes[i] = LaneReturn.of(program, task, jumps, first + i);
    }
    int[] active = active(width);
    while (active.length > 0) {
      advance(task, active);
      active = active(width);
    }
    integrals.finish();
    for (int i = 0; i < width; i++) {
      finish(task, gradients, lanes[i]);
    }
  }

  private int[] active(int width) {
    int[] found = new int[width];
    int count = 0;
    long steps = -1;
    for (int i = 0; i < width; i++) {
      if (!lanes[i].isOver()) {
        // Lanes whose number of equal steps differs wait for the next turn.
        long mine = program.steps(lanes[i].to() - lanes[i].from());
        steps = steps < 0 ? mine : steps;
        if (mine == steps) {
          found[count++] = i;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  /// Takes the lanes `active` back over one stretch each.
  private void advance(AdjointTask task, int[] active) {
    int columns = active.length;
    int offset = program.adjointOffset();
    double[] z = new double[(offset + dimension) * columns];
    double[][] in = parameters(task, active);
    double[] from = in[types.size()];
    double[] to = in[types.size() + 1];
    double[] known = in.length > types.size() + 2 ? in[types.size() + 2] : new double[0];
    for (int c = 0; c < columns; c++) {
      LaneReturn lane = lanes[active[c]];
      from[c] = lane.from();
      to[c] = lane.to();
      for (int i = 0; i < dimension; i++) {
        z[(offset + i) * columns + c] = lane.adjoint[i];
      }
      switch (program.state()) {
        case INTEGRATED -> lane.putState(task, z, c, columns);
        case INTERPOLATED -> interpolate(task, lane, known, c, columns);
      }
    }
    LaneIntegrator integrator = program.integrator(to[0] - from[0]);
    Recording recording = program.hasParameters() ? Recording.FULL : Recording.NONE;
    LaneRun run = integrator.run(LaneInput.of(z, in, columns), recording);
    for (int c = 0; c < columns; c++) {
      take(task, lanes[active[c]], run, c, known);
    }
  }

  private void take(AdjointTask task, LaneReturn lane, LaneRun run, int column, double[] known) {
    lane.outcome = run.solution().outcome(column);
    lane.stats = lane.stats.plus(run.solution().stats(column));
    if (!lane.outcome.isSuccess()) {
      return;
    }
    integrals.add(
        new Stretch(program, run, column, lane.lane, lane.from(), lane.to(), known), lane.scale);
    for (int i = 0; i < dimension; i++) {
      lane.adjoint[i] = run.solution().state(column, 0, program.adjointOffset() + i);
    }
    for (int i = 0; i < lane.state.length; i++) {
      lane.state[i] = run.solution().state(column, 0, i);
    }
    lane.arrive(task, jumps);
  }

  /// Coefficients of the state along the stretch that the lane is to go.
  private void interpolate(
      AdjointTask task, LaneReturn lane, double[] known, int column, int columns) {
    double[] times = program.chebyshev().nodes();
    for (int j = 0; j < times.length; j++) {
      times[j] = Math.fma(times[j], lane.to() - lane.from(), lane.from());
    }
    task.run().solution().denseOutput().states(lane.lane, times, nodeValues);
    program.chebyshev().coefficients(nodeValues, dimension, known, column, columns);
  }

  /// The parameters of the field, of the lanes `active`, and room for those of the stretch.
  private double[][] parameters(AdjointTask task, int[] active) {
    int columns = active.length;
    boolean isInterpolated = program.state() == AdjointProgram.State.INTERPOLATED;
    double[][] in = new double[types.size() + (isInterpolated ? 3 : 2)][];
    for (int p = 0; p < types.size(); p++) {
      double[] given = task.parameters()[p];
      if (types.get(p).scope() == Scope.SHARED) {
        in[p] = given;
        continue;
      }
      int elements = types.get(p).type().size();
      in[p] = new double[elements * columns];
      for (int e = 0; e < elements; e++) {
        for (int c = 0; c < columns; c++) {
          in[p][e * columns + c] = given[e * task.lanes() + lanes[active[c]].lane];
        }
      }
    }
    in[types.size()] = new double[columns];
    in[types.size() + 1] = new double[columns];
    if (isInterpolated) {
      in[types.size() + 2] = new double[nodeValues.length * columns];
    }
    return in;
  }

  private void finish(AdjointTask task, double[][] gradients, LaneReturn lane) {
    boolean isKnown = lane.isKnown();
    for (int i = 0; i < dimension; i++) {
      task.initial()[i * task.lanes() + lane.lane] =
          isKnown ? lane.adjoint[i] * lane.scale : Double.NaN;
    }
    if (!isKnown) {
      cotangents.poison(gradients, task.lanes(), lane.lane);
    }
    task.end(lane.lane, lane.outcome, lane.stats);
  }
}
