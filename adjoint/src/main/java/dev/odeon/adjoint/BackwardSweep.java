package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.Arrays;
import java.util.List;

/// Integrates the adjoint equation of one block of lanes, stretch by stretch; lanes whose stretches
/// are used up drop out. Used by one thread at a time.
final class BackwardSweep {
  private final AdjointProgram program;
  private final int dimension;
  private final List<ValueType> types;
  private final double[] saves;
  private final double start;
  private final double direction;
  private final ParameterIntegrals integrals;
  private final LaneState[] lanes = new LaneState[Blocks.SIZE];
  private final double[] nodeValues;

  BackwardSweep(AdjointProgram program) {
    this.program = program;
    dimension = program.dimension();
    types = program.field().parameterTypes();
    saves = program.forward().saveAt().toArray();
    start = program.forward().span().start();
    direction = program.forward().span().direction();
    integrals = ParameterIntegrals.of(program);
    nodeValues = new double[program.chebyshev().count() * dimension];
  }

  /// Where one lane is on its way back.
  private static final class LaneState {
    final int lane;
    final double scale;
    final double[] times;
    final double[] adjoint;
    int at;
    int save;
    Outcome outcome = new Outcome.Success();
    SolveStats stats = SolveStats.NONE;

    LaneState(int lane, int dimension, double scale, int lastSave, double[] times) {
      this.lane = lane;
      this.scale = scale;
      this.times = times;
      adjoint = new double[dimension];
      save = lastSave;
    }

    double from() {
      return times[at];
    }

    double to() {
      return times[at + 1];
    }

    boolean isOver() {
      return at + 1 >= times.length || !outcome.isSuccess();
    }
  }

  /// What the sweep reads and writes, for all lanes.
  record Task(
      LaneRun run,
      double[][] parameters,
      double[] cotangent,
      double[] initial,
      double[][] gradients,
      Outcome[] outcomes,
      SolveStats[] stats) {
    int lanes() {
      return run.solution().lanes();
    }
  }

  /// Writes the cotangents of this block's initial states and per-lane parameters; adds to those of
  /// shared parameters.
  void run(Task task, int block) {
    int first = block * Blocks.SIZE;
    int width = Math.min(Blocks.SIZE, task.lanes() - first);
    for (int i = 0; i < width; i++) {
      lanes[i] = begin(task, first + i);
    }
    clear(task, first, width);
    integrals.begin(task);
    int[] active = active(width);
    while (active.length > 0) {
      advance(task, active);
      active = active(width);
    }
    integrals.finish();
    for (int i = 0; i < width; i++) {
      finish(task, lanes[i]);
    }
  }

  private LaneState begin(Task task, int lane) {
    double largest = 0;
    int last = -1;
    for (int k = 0; k < saves.length; k++) {
      double size = size(task, k, lane);
      // NaN stays.
      largest = size > largest || Double.isNaN(size) ? size : largest;
      last = size == 0 ? last : k;
    }
    if (last < 0) {
      return new LaneState(lane, dimension, 1, -1, new double[] {start});
    }
    double scale = Math.scalb(1, Math.clamp(Math.getExponent(largest), -1000, 1000));
    boolean isReached =
        task.run().solution().outcome(lane).isSuccess() || reached(task, last, lane);
    if (!isReached || !Double.isFinite(largest)) {
      return new LaneState(lane, dimension, Double.NaN, -1, new double[] {start});
    }
    double[] until = Arrays.copyOf(saves, last + 1);
    double[] times =
        switch (program.state()) {
          case INTEGRATED -> Itinerary.atSaves(until, start);
          case INTERPOLATED ->
              Itinerary.atSteps(
                  task.run().records().get(lane), wanted(task, until, lane), until, start);
        };
    LaneState state = new LaneState(lane, dimension, scale, last, times);
    inject(task, state);
    return state;
  }

  private static boolean reached(Task task, int save, int lane) {
    return !Double.isNaN(task.run().solution().state(lane, save, 0));
  }

  /// The largest cotangent of one saved state.
  private double size(Task task, int save, int lane) {
    double largest = 0;
    for (int i = 0; i < dimension; i++) {
      double size = Math.abs(task.cotangent()[(save * dimension + i) * task.lanes() + lane]);
      largest = size > largest || Double.isNaN(size) ? size : largest;
    }
    return largest;
  }

  private double[] wanted(Task task, double[] until, int lane) {
    double[] times = new double[until.length];
    int count = 0;
    for (int k = 0; k < until.length; k++) {
      if (size(task, k, lane) != 0) {
        times[count++] = until[k];
      }
    }
    return Arrays.copyOf(times, count);
  }

  /// Adds the cotangents of the states saved where the lane is.
  private void inject(Task task, LaneState state) {
    while (state.save >= 0 && direction * (saves[state.save] - state.from()) >= 0) {
      for (int i = 0; i < dimension; i++) {
        double w = task.cotangent()[(state.save * dimension + i) * task.lanes() + state.lane];
        state.adjoint[i] += w / state.scale;
      }
      state.save--;
    }
  }

  private void clear(Task task, int first, int width) {
    for (int p = 0; p < types.size(); p++) {
      if (types.get(p).scope() == Scope.PER_LANE) {
        for (int e = 0; e < types.get(p).type().size(); e++) {
          int at = e * task.lanes() + first;
          Arrays.fill(task.gradients()[p], at, at + width, 0);
        }
      }
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
  private void advance(Task task, int[] active) {
    int columns = active.length;
    int offset = program.adjointOffset();
    double[] z = new double[(offset + dimension) * columns];
    double[][] in = parameters(task, active);
    double[] from = in[types.size()];
    double[] to = in[types.size() + 1];
    double[] known = in.length > types.size() + 2 ? in[types.size() + 2] : new double[0];
    for (int c = 0; c < columns; c++) {
      LaneState lane = lanes[active[c]];
      from[c] = lane.from();
      to[c] = lane.to();
      for (int i = 0; i < dimension; i++) {
        z[(offset + i) * columns + c] = lane.adjoint[i];
      }
      switch (program.state()) {
        case INTEGRATED -> {
          for (int i = 0; i < dimension; i++) {
            z[i * columns + c] = task.run().solution().state(lane.lane, lane.save + 1, i);
          }
        }
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

  private void take(Task task, LaneState lane, LaneRun run, int column, double[] known) {
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
    lane.at++;
    inject(task, lane);
  }

  /// Coefficients of the state along the stretch that the lane is to go.
  private void interpolate(Task task, LaneState lane, double[] known, int column, int columns) {
    double[] times = program.chebyshev().nodes();
    for (int j = 0; j < times.length; j++) {
      times[j] = Math.fma(times[j], lane.to() - lane.from(), lane.from());
    }
    task.run().solution().denseOutput().states(lane.lane, times, nodeValues);
    program.chebyshev().coefficients(nodeValues, dimension, known, column, columns);
  }

  /// The parameters of the field, of the lanes `active`, and room for those of the stretch.
  private double[][] parameters(Task task, int[] active) {
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

  private void finish(Task task, LaneState lane) {
    boolean isKnown = lane.outcome.isSuccess() && !Double.isNaN(lane.scale);
    for (int i = 0; i < dimension; i++) {
      task.initial()[i * task.lanes() + lane.lane] =
          isKnown ? lane.adjoint[i] * lane.scale : Double.NaN;
    }
    for (int p = 0; p < types.size() && !isKnown; p++) {
      boolean shared = types.get(p).scope() == Scope.SHARED;
      for (int e = 0; e < types.get(p).type().size(); e++) {
        task.gradients()[p][shared ? e : e * task.lanes() + lane.lane] = Double.NaN;
      }
    }
    task.outcomes()[lane.lane] = lane.outcome;
    task.stats()[lane.lane] = lane.stats;
  }
}
