package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Prologue;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Replay;
import dev.odeon.ode.lanes.StepRecord;
import java.util.Arrays;
import java.util.List;

/// The backward sweep of one block of at most 64 lanes: sweep s handles for each lane its s-th step
/// from the end.
final class BlockSweep {
  private final Prologue parts;
  private final Executable shared;
  private final Executable step;
  private final Executable interpolant;
  private final int dimension;
  private final int stages;
  private final List<ValueType> types;
  private final int[] sizes;
  private final double[] saveTimes;

  private final double[] active = new double[Blocks.SIZE];
  private final double[] t = new double[Blocks.SIZE];
  private final double[] h = new double[Blocks.SIZE];
  private final double[] theta = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] adjoint;
  private final double[] direct;
  private final double[] savedCotangent;
  private final double[] stateCotangent;
  private final double[][] stageCotangents;
  private final double[][] interpolantOut;
  private final int[] index = new int[Blocks.SIZE];
  private final int[] cursor = new int[Blocks.SIZE];
  private final double[] end = new double[Blocks.SIZE];
  private final Replay replay;

  BlockSweep(LaneIntegrator integrator, BackwardGraphs graphs) {
    parts = graphs.step();
    shared = integrator.backend().compile(parts.shared());
    step = integrator.backend().compile(parts.body());
    interpolant = integrator.backend().compile(graphs.interpolant());
    dimension = integrator.steps().field().dimension();
    stages = integrator.steps().interpolated().size();
    types = integrator.steps().field().parameterTypes();
    sizes = types.stream().mapToInt(type -> type.type().size()).toArray();
    saveTimes = integrator.saveAt().toArray();
    replay = new Replay(integrator);
    y = state();
    adjoint = state();
    direct = state();
    savedCotangent = state();
    stateCotangent = state();
    stageCotangents = new double[stages][];
    interpolantOut = new double[stages + 1][];
    for (int i = 0; i < stages; i++) {
      stageCotangents[i] = state();
    }
    for (int i = 0; i <= stages; i++) {
      interpolantOut[i] = state();
    }
  }

  /// Attempts that were made again since steps were not kept.
  long repeated() {
    return replay.attempts();
  }

  private double[] state() {
    return new double[dimension * Blocks.SIZE];
  }

  /// Writes the cotangents of this block's initial states and per-lane parameters; adds to those of
  /// shared parameters.
  void run(
      LaneRun run,
      double[][] parameters,
      double[] cotangent,
      int block,
      double[] initial,
      double[][] gradients) {
    int lanes = run.solution().lanes();
    int first = block * Blocks.SIZE;
    int width = Math.min(Blocks.SIZE, lanes - first);
    List<StepRecord> records = run.records().subList(first, first + width);
    double[][] mine = LaneArrays.parameters(types, parameters, lanes, first, width);
    double[][] out = outputs(width);
    clear(gradients, lanes, first, width);
    Arrays.fill(adjoint, 0);
    int sweeps = 0;
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = records.get(lane);
      index[lane] = record.steps() - 1;
      cursor[lane] = record.saved() - 1;
      end[lane] = record.reached();
      sweeps = Math.max(sweeps, index[lane] + 1);
      hold(lane, width);
    }
    double[][] in = stepInputs(mine);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      replay.fetch(records, index, mine);
      load(records, width);
      gatherSaved(records, cotangent, lanes, first, width);
      step.run(in, out, width);
      take(out, gradients, lanes, first, width);
    }
    finish(run, records, cotangent, first, width, initial, gradients);
  }

  /// A lane without steps takes part with numbers that any field can stand.
  private void hold(int lane, int width) {
    t[lane] = 0;
    h[lane] = 0;
    for (int i = 0; i < dimension; i++) {
      y[i * width + lane] = 1;
    }
  }

  private double[][] outputs(int width) {
    double[][] out = new double[1 + types.size()][];
    out[0] = direct;
    for (int i = 0; i < types.size(); i++) {
      ValueType type = types.get(i);
      out[1 + i] = new double[type.type().size() * (type.scope() == Scope.PER_LANE ? width : 1)];
    }
    return out;
  }

  private void clear(double[][] gradients, int lanes, int first, int width) {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).scope() == Scope.PER_LANE) {
        for (int e = 0; e < sizes[i]; e++) {
          Arrays.fill(gradients[i], e * lanes + first, e * lanes + first + width, 0);
        }
      }
    }
  }

  private double[][] stepInputs(double[][] parameters) {
    double[][] in = new double[4 + parameters.length + 1 + stages][];
    in[0] = active;
    in[1] = t;
    in[2] = h;
    in[3] = y;
    System.arraycopy(parameters, 0, in, 4, parameters.length);
    in[4 + parameters.length] = adjoint;
    System.arraycopy(stageCotangents, 0, in, 5 + parameters.length, stages);
    double[][] found = parts.arrays();
    if (!parts.isEmpty()) {
      shared.run(parts.sharedInputs(in), found, 1);
    }
    return parts.bodyInputs(in, found);
  }

  private void load(List<StepRecord> records, int width) {
    for (int lane = 0; lane < width; lane++) {
      int at = index[lane];
      active[lane] = at >= 0 ? 1 : 0;
      if (at >= 0) {
        StepRecord record = records.get(lane);
        t[lane] = record.t(at);
        h[lane] = record.h(at);
        for (int i = 0; i < dimension; i++) {
          y[i * width + lane] = record.y(at, i);
        }
      }
    }
  }

  /// Adds the cotangents of the states saved within the steps at hand: at its end to the new
  /// state's, inside through the interpolant to those of the stages and of the old state.
  private void gatherSaved(
      List<StepRecord> records, double[] cotangent, int lanes, int first, int width) {
    Arrays.fill(stateCotangent, 0);
    for (double[] stage : stageCotangents) {
      Arrays.fill(stage, 0);
    }
    boolean pending = true;
    while (pending) {
      pending = false;
      for (int lane = 0; lane < width; lane++) {
        theta[lane] = 0;
        boolean inside =
            index[lane] >= 0 && atEnd(records.get(lane), cotangent, lanes, first, lane, width);
        for (int i = 0; i < dimension; i++) {
          savedCotangent[i * width + lane] =
              inside ? cotangent[(cursor[lane] * dimension + i) * lanes + first + lane] : 0;
        }
        if (inside) {
          theta[lane] = (saveTimes[cursor[lane]] - t[lane]) / h[lane];
          cursor[lane]--;
          pending = true;
        }
      }
      if (pending) {
        interpolate(width);
      }
    }
  }

  /// Handles the save times at the end of the step; returns whether one inside is left.
  private boolean atEnd(
      StepRecord record, double[] cotangent, int lanes, int first, int lane, int width) {
    while (isSavedIn(record, lane) && saveTimes[cursor[lane]] == end[lane]) {
      for (int i = 0; i < dimension; i++) {
        adjoint[i * width + lane] +=
            cotangent[(cursor[lane] * dimension + i) * lanes + first + lane];
      }
      cursor[lane]--;
    }
    return isSavedIn(record, lane);
  }

  /// Whether the last save time that is left lies in the step at hand.
  private boolean isSavedIn(StepRecord record, int lane) {
    return cursor[lane] >= record.savedAtStart()
        && record.stepOfSave(cursor[lane]) == index[lane];
  }

  private void interpolate(int width) {
    double[][] in = new double[4 + stages][];
    in[0] = theta;
    in[1] = h;
    in[2] = y;
    for (int i = 0; i < stages; i++) {
      in[3 + i] = y;
    }
    in[3 + stages] = savedCotangent;
    interpolant.run(in, interpolantOut, width);
    add(interpolantOut[0], stateCotangent, dimension * width);
    for (int i = 0; i < stages; i++) {
      add(interpolantOut[1 + i], stageCotangents[i], dimension * width);
    }
  }

  private static void add(double[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += from[i];
    }
  }

  private void take(double[][] out, double[][] gradients, int lanes, int first, int width) {
    for (int lane = 0; lane < width; lane++) {
      if (index[lane] >= 0) {
        for (int i = 0; i < dimension; i++) {
          adjoint[i * width + lane] = direct[i * width + lane] + stateCotangent[i * width + lane];
        }
      }
    }
    for (int p = 0; p < types.size(); p++) {
      int elements = sizes[p];
      if (types.get(p).scope() == Scope.SHARED) {
        add(out[1 + p], gradients[p], elements);
        continue;
      }
      for (int e = 0; e < elements; e++) {
        for (int lane = 0; lane < width; lane++) {
          if (index[lane] >= 0) {
            gradients[p][e * lanes + first + lane] += out[1 + p][e * width + lane];
          }
        }
      }
    }
    for (int lane = 0; lane < width; lane++) {
      end[lane] = t[lane];
      index[lane]--;
    }
  }

  private void finish(
      LaneRun run,
      List<StepRecord> records,
      double[] cotangent,
      int first,
      int width,
      double[] initial,
      double[][] gradients) {
    int lanes = run.solution().lanes();
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = records.get(lane);
      for (int i = 0; i < dimension; i++) {
        double sum = adjoint[i * width + lane];
        for (int save = 0; save < record.savedAtStart(); save++) {
          sum += cotangent[(save * dimension + i) * lanes + first + lane];
        }
        initial[i * lanes + first + lane] = sum;
      }
      int reached = record.saved();
      if (wantsUnreached(cotangent, reached, lanes, first + lane)) {
        poison(lanes, first + lane, initial, gradients);
      }
    }
  }

  private boolean wantsUnreached(double[] cotangent, int reached, int lanes, int lane) {
    for (int k = reached * dimension; k < saveTimes.length * dimension; k++) {
      if (cotangent[k * lanes + lane] != 0) {
        return true;
      }
    }
    return false;
  }

  private void poison(int lanes, int lane, double[] initial, double[][] gradients) {
    for (int i = 0; i < dimension; i++) {
      initial[i * lanes + lane] = Double.NaN;
    }
    for (int p = 0; p < types.size(); p++) {
      for (int e = 0; e < sizes[p]; e++) {
        gradients[p][types.get(p).scope() == Scope.SHARED ? e : e * lanes + lane] = Double.NaN;
      }
    }
  }
}
