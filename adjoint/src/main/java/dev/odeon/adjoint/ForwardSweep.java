package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.StepBreak;
import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.solution.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The forward sweep of one block of at most 64 directions, each with the trajectory that it
/// belongs to.
final class ForwardSweep {
  private final LaneIntegrator integrator;
  private final Executable step;
  private final Executable interpolant;
  private final Optional<Executable> move;
  private final Optional<ForwardJumps> jumps;
  private final int dimension;
  private final int constants;
  private final int stages;
  private final List<ValueType> types;
  private final double[] t = new double[Blocks.SIZE];
  private final double[] h = new double[Blocks.SIZE];
  private final double[] choice = new double[Blocks.SIZE];
  private final double[] end = new double[Blocks.SIZE];
  private final double[] theta = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] tangent;
  private final double[] interpolated;
  private final int[] next = new int[Blocks.SIZE];
  private final double[][] saveTimes = new double[Blocks.SIZE][];
  private final List<Optional<StepBreak>> ended =
      new ArrayList<>(Collections.nCopies(Blocks.SIZE, Optional.empty()));

  ForwardSweep(
      LaneIntegrator integrator, Graph step, Graph interpolant, Optional<Graph> consistent) {
    this.integrator = integrator;
    this.step = integrator.backend().compile(step);
    this.interpolant = integrator.backend().compile(interpolant);
    move = consistent.map(integrator.backend()::compile);
    jumps =
        integrator.plan().hasBreaks()
            ? Optional.of(new ForwardJumps(integrator))
            : Optional.empty();
    if (integrator.saveAt().isShared()) {
      Arrays.fill(saveTimes, integrator.saveAt().toArray());
    }
    dimension = integrator.steps().field().dimension();
    constants = integrator.steps().stepConstants();
    stages = integrator.steps().interpolated().size();
    types = integrator.steps().field().parameterTypes();
    y = new double[dimension * Blocks.SIZE];
    tangent = y.clone();
    interpolated = y.clone();
  }

  void run(
      LaneRun run,
      double[][] parameters,
      int[] trajectory,
      int first,
      int width,
      double[] initial,
      double[][] tangents,
      double[][] results) {
    int directions = trajectory.length;
    Directions mine = new Directions(run, trajectory, first, width);
    double[][] in = inputs(parameters, mine, tangents, directions);
    double[][] out = new double[2 * (1 + stages)][dimension * width];
    int sweeps = 0;
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = mine.record(lane);
      if (!integrator.saveAt().isShared()) {
        saveTimes[lane] = integrator.saveAt().timesOf(mine.trajectory(lane));
      }
      sweeps = Math.max(sweeps, record.steps());
      for (int i = 0; i < dimension; i++) {
        tangent[i * width + lane] = initial[i * directions + first + lane];
        y[i * width + lane] = 1;
      }
    }
    if (move.isPresent()) {
      move(mine, in, -1);
    }
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = mine.record(lane);
      for (next[lane] = 0; next[lane] < record.savedAtStart(); next[lane]++) {
        keep(tangent, next[lane], lane, mine, results[0]);
      }
    }
    jumps.ifPresent(ForwardJumps::start);
    for (int index = 0; index < sweeps; index++) {
      load(mine, index);
      step.run(in, out, width);
      save(mine, index, out, results[0]);
      if (cut(mine, out)) {
        jumps.orElseThrow().push(mine, ended, beyond(in), out[1 + stages]);
      }
      advance(mine, index, out[1 + stages]);
      if (move.isPresent() && jumps.isPresent()) {
        move(mine, in, index);
      }
    }
    if (results.length > 1) {
      keepEnds(mine, results);
    }
  }

  private double[][] inputs(
      double[][] parameters, Directions mine, double[][] tangents, int directions) {
    int count = parameters.length;
    int width = mine.width();
    int lanes = mine.run().solution().lanes();
    double[][] in = new double[constants + 1 + count + 1 + count][];
    in[0] = t;
    in[1] = h;
    in[constants - 1] = constants == 3 ? choice : h;
    in[constants] = y;
    in[constants + 1 + count] = tangent;
    for (int p = 0; p < count; p++) {
      int elements = types.get(p).type().size();
      boolean shared = types.get(p).scope() == Scope.SHARED;
      in[constants + 1 + p] = shared ? parameters[p] : new double[elements * width];
      in[constants + 2 + count + p] = new double[elements * width];
      for (int e = 0; e < elements; e++) {
        for (int lane = 0; lane < width; lane++) {
          in[constants + 2 + count + p][e * width + lane] =
              tangents[p][e * directions + mine.first() + lane];
          if (!shared) {
            in[constants + 1 + p][e * width + lane] =
                parameters[p][e * lanes + mine.trajectory(lane)];
          }
        }
      }
    }
    return in;
  }

  /// Moves tangents with the states that begin where algebraic equations hold: those at the start,
  /// and those after stops at the end of step `index`.
  private void move(Directions mine, double[][] in, int index) {
    int width = mine.width();
    boolean[] moves = new boolean[width];
    boolean any = false;
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = mine.record(lane);
      boolean begins = index < 0 || (index < record.steps() && record.isBrokenAfter(index));
      moves[lane] = begins && index + 1 < record.steps();
      any |= moves[lane];
      t[lane] = moves[lane] ? record.t(index + 1) : 0;
      for (int i = 0; i < dimension; i++) {
        y[i * width + lane] = moves[lane] ? record.y(index + 1, i) : 1;
      }
    }
    if (!any) {
      return;
    }
    int count = types.size();
    double[][] all = new double[2 + count + 1 + count][];
    all[0] = t;
    all[1] = y;
    System.arraycopy(in, constants + 1, all, 2, 2 * count + 1);
    move.orElseThrow().run(all, new double[][] {interpolated}, width);
    for (int i = 0; i < dimension * width; i++) {
      if (moves[i % width]) {
        tangent[i] = interpolated[i];
      }
    }
  }

  /// Inputs of the step from the parameters on: these, the tangent, tangents of the parameters.
  private double[][] beyond(double[][] in) {
    return Arrays.copyOfRange(in, constants + 1, in.length);
  }

  private void load(Directions mine, int index) {
    int width = mine.width();
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = mine.record(lane);
      ended.set(lane, Optional.empty());
      if (index < record.steps()) {
        t[lane] = record.t(index);
        h[lane] = record.h(index);
        choice[lane] = record.choice(index);
        end[lane] = index + 1 < record.steps() ? record.t(index + 1) : record.reached();
        for (int i = 0; i < dimension; i++) {
          y[i * width + lane] = record.y(index, i);
        }
        if (jumps.isPresent()) {
          Optional<StepBreak> found = jumps.get().breakAfter(record, lane, index);
          ended.set(lane, found);
          if (found.isPresent()) {
            end[lane] = found.get().end();
          }
        }
      }
    }
  }

  private void save(Directions mine, int index, double[][] out, double[] saved) {
    int width = mine.width();
    boolean pending = true;
    while (pending) {
      pending = false;
      for (int lane = 0; lane < width; lane++) {
        theta[lane] = Double.NaN;
        if (index < mine.record(lane).steps() && insideLeft(mine, index, lane, out, saved)) {
          theta[lane] = (saveTimes[lane][next[lane]] - t[lane]) / h[lane];
          pending = true;
        }
      }
      if (pending) {
        interpolate(out, width);
        for (int lane = 0; lane < width; lane++) {
          if (!Double.isNaN(theta[lane])) {
            keep(interpolated, next[lane]++, lane, mine, saved);
          }
        }
      }
    }
  }

  /// Keeps the tangents at save times at the end of the step; returns whether one inside comes
  /// first.
  private boolean insideLeft(Directions mine, int index, int lane, double[][] out, double[] saved) {
    StepRecord record = mine.record(lane);
    boolean cut = ended.get(lane).isPresent() && ended.get(lane).get().isCut();
    while (next[lane] < record.saved() && record.stepOfSave(next[lane]) == index) {
      if (cut || saveTimes[lane][next[lane]] != end[lane]) {
        return true;
      }
      keep(out[1 + stages], next[lane]++, lane, mine, saved);
    }
    return false;
  }

  private void interpolate(double[][] out, int width) {
    double[][] in = new double[3 + stages + 1 + stages][];
    in[0] = theta;
    in[1] = h;
    in[2] = y;
    in[3 + stages] = tangent;
    for (int i = 0; i < stages; i++) {
      in[3 + i] = out[1 + i];
      in[4 + stages + i] = out[2 + stages + i];
    }
    interpolant.run(in, new double[][] {interpolated}, width);
  }

  /// Replaces the tangents at the ends of the steps by those where events cut the steps short;
  /// whether any was.
  private boolean cut(Directions mine, double[][] out) {
    int width = mine.width();
    boolean any = false;
    for (int lane = 0; lane < width; lane++) {
      boolean cut = ended.get(lane).isPresent() && ended.get(lane).get().isCut();
      theta[lane] = cut ? (end[lane] - t[lane]) / h[lane] : 0;
      any |= cut;
    }
    if (any) {
      interpolate(out, width);
      for (int lane = 0; lane < width; lane++) {
        for (int i = 0; theta[lane] != 0 && i < dimension; i++) {
          out[1 + stages][i * width + lane] = interpolated[i * width + lane];
        }
      }
    }
    return any;
  }

  private void advance(Directions mine, int index, double[] pushed) {
    int width = mine.width();
    for (int lane = 0; lane < width; lane++) {
      if (index < mine.record(lane).steps()) {
        for (int i = 0; i < dimension; i++) {
          tangent[i * width + lane] = pushed[i * width + lane];
        }
      }
    }
  }

  private void keep(double[] state, int save, int lane, Directions mine, double[] saved) {
    int directions = mine.count();
    for (int i = 0; i < dimension; i++) {
      saved[(save * dimension + i) * directions + mine.first() + lane] =
          state[i * mine.width() + lane];
    }
  }

  private void keepEnds(Directions mine, double[][] results) {
    for (int lane = 0; lane < mine.width(); lane++) {
      boolean stopped = mine.outcome(lane) instanceof Outcome.EventStop;
      if (stopped || mine.outcome(lane) instanceof Outcome.Success) {
        keep(tangent, 0, lane, mine, results[1]);
        results[2][mine.first() + lane] = stopped ? jumps.orElseThrow().timeTangent(lane) : 0;
      }
    }
  }
}
