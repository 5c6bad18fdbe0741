package dev.odeon.adjoint;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Prologue;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Replay;
import dev.odeon.ode.lanes.StepBreak;
import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The backward sweep of one block of at most 64 lanes: sweep s handles for each lane its s-th step
/// from the end.
final class BlockSweep {
  private final Prologue parts;
  private final Executable shared;
  private final Executable step;
  private final Replay replay;
  private final BackwardInterpolant interpolant;
  private final Optional<BackwardJumps> jumps;
  private final Optional<BackwardStart> starts;
  private final ParameterCotangents sums;
  private final int dimension;
  private final int constants;
  private final List<ValueType> types;
  private final SaveAt saveAt;
  private final TimeSpan span;
  private final double[][] saveTimes = new double[Blocks.SIZE][];

  private final double[] active = new double[Blocks.SIZE];
  private final double[] t = new double[Blocks.SIZE];
  private final double[] h = new double[Blocks.SIZE];
  private final double[] choice = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] adjoint;
  private final double[] direct;
  private final int[] index = new int[Blocks.SIZE];
  private final int[] cursor = new int[Blocks.SIZE];
  private final double[] end = new double[Blocks.SIZE];
  private final boolean[] isCut = new boolean[Blocks.SIZE];

  /// @param acting the jump at each event, if it acts
  BlockSweep(LaneIntegrator integrator, BackwardGraphs graphs, List<Optional<EventJump>> acting) {
    parts = graphs.step();
    shared = integrator.backend().compile(parts.shared());
    step = integrator.backend().compile(parts.body());
    dimension = integrator.steps().field().dimension();
    constants = integrator.steps().stepConstants();
    types = integrator.steps().field().parameterTypes();
    saveAt = integrator.saveAt();
    span = integrator.span();
    if (saveAt.isShared()) {
      Arrays.fill(saveTimes, saveAt.toArray());
    }
    replay = new Replay(integrator);
    interpolant = new BackwardInterpolant(integrator, graphs);
    jumps =
        integrator.plan().hasBreaks()
            ? Optional.of(new BackwardJumps(integrator, acting))
            : Optional.empty();
    starts = graphs.consistent().map(graph -> new BackwardStart(integrator, graph));
    sums = new ParameterCotangents(types);
    y = state();
    adjoint = state();
    direct = state();
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
  ///
  /// @param cotangents of the saved states, and, if there are more, of the states and times at the
  ///   ends, and of the tangents of these times
  void run(
      LaneRun run,
      double[][] parameters,
      double[][] cotangents,
      int block,
      double[] initial,
      double[][] gradients) {
    int lanes = run.solution().lanes();
    int first = block * Blocks.SIZE;
    int width = Math.min(Blocks.SIZE, lanes - first);
    List<StepRecord> records = run.records().subList(first, first + width);
    double[][] mine = LaneArrays.parameters(types, parameters, lanes, first, width);
    double[][] ofParameters = sums.parts(width);
    double[][] out = new double[1 + types.size()][];
    out[0] = direct;
    System.arraycopy(ofParameters, 0, out, 1, ofParameters.length);
    sums.clear(gradients, lanes, first, width);
    int sweeps = begin(run, records, cotangents, first);
    double[][] in = stepInputs(mine);
    Replay.Next next = new Replay.Next(end, y);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      boolean goesOn = !Thread.currentThread().isInterrupted();
      if (!goesOn || !replay.fetch(records, index, mine, next)) {
        poison(lanes, first, width, initial, gradients);
        return;
      }
      load(records, width);
      if (jumps.isPresent()) {
        jump(jumps.get(), run, cotangents, mine, gradients, first, width);
      }
      gatherSaved(records, cotangents[0], lanes, first, width);
      step.run(in, out, width);
      take(width);
      sums.add(ofParameters, gradients, active, lanes, first, width);
      if (starts.isPresent() && jumps.isPresent()) {
        restart(starts.get(), records, mine, gradients, lanes, first);
      }
    }
    addSavedAtStart(records, cotangents[0], lanes, first);
    if (starts.isPresent()) {
      start(starts.get(), run, records, mine, gradients, first);
    }
    finish(run, records, cotangents, first, initial, gradients);
  }

  /// Puts every lane at its end; returns the number of steps of the longest.
  private int begin(LaneRun run, List<StepRecord> records, double[][] cotangents, int first) {
    int width = records.size();
    int lanes = run.solution().lanes();
    Arrays.fill(adjoint, 0);
    Arrays.fill(isCut, false);
    int sweeps = 0;
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = records.get(lane);
      if (!saveAt.isShared()) {
        saveTimes[lane] = saveAt.timesOf(first + lane);
      }
      index[lane] = record.steps() - 1;
      cursor[lane] = record.saved() - 1;
      end[lane] = record.reached();
      sweeps = Math.max(sweeps, record.steps());
      hold(lane, width);
      boolean isWhole = run.solution().outcome(first + lane) instanceof Outcome.Success;
      for (int i = 0; isWhole && cotangents.length > 1 && i < dimension; i++) {
        adjoint[i * width + lane] = cotangents[1][i * lanes + first + lane];
      }
    }
    jumps.ifPresent(all -> all.start(run, first, width));
    return sweeps;
  }

  /// A lane without steps takes part with numbers that any field can stand.
  private void hold(int lane, int width) {
    t[lane] = 0;
    h[lane] = 0;
    choice[lane] = 0;
    for (int i = 0; i < dimension; i++) {
      y[i * width + lane] = 1;
    }
  }

  private double[][] stepInputs(double[][] parameters) {
    double[][] stages = interpolant.stageCotangents();
    List<double[]> inputs = new ArrayList<>(List.of(active, t, h));
    if (constants == 3) {
      inputs.add(choice);
    }
    inputs.add(y);
    inputs.addAll(Arrays.asList(parameters));
    inputs.add(adjoint);
    inputs.addAll(Arrays.asList(stages));
    double[][] in = inputs.toArray(double[][]::new);
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
        choice[lane] = record.choice(at);
        for (int i = 0; i < dimension; i++) {
          y[i * width + lane] = record.y(at, i);
        }
      }
    }
  }

  /// Goes back through what ended the steps at hand from outside.
  private void jump(
      BackwardJumps through,
      LaneRun run,
      double[][] cotangents,
      double[][] parameters,
      double[][] gradients,
      int first,
      int width) {
    List<Optional<StepBreak>> ended = new ArrayList<>(Collections.nCopies(width, Optional.empty()));
    boolean any = false;
    for (int lane = 0; lane < width; lane++) {
      isCut[lane] = false;
      if (index[lane] >= 0) {
        Optional<StepBreak> found = through.breakAfter(run, first, lane, index[lane]);
        ended.set(lane, found);
        if (found.isPresent()) {
          end[lane] = found.get().end();
          isCut[lane] = found.get().isCut();
          any = true;
        }
      }
    }
    if (any) {
      through.pull(run, ended, cotangents, adjoint, parameters, sums, gradients, first);
    }
  }

  /// Adds the cotangents of the states saved within the steps at hand: at its end to the new
  /// state's, inside through the interpolant to those of the stages and of the old state. So goes
  /// the cotangent of the new state of a step that was cut short.
  private void gatherSaved(
      List<StepRecord> records, double[] cotangent, int lanes, int first, int width) {
    interpolant.clear(width);
    double[] wanted = interpolant.wanted();
    double[] theta = interpolant.theta();
    boolean pending = true;
    while (pending) {
      pending = false;
      for (int lane = 0; lane < width; lane++) {
        theta[lane] = 0;
        boolean inside =
            index[lane] >= 0 && atEnd(records.get(lane), cotangent, lanes, first, lane, width);
        boolean cut = isCut[lane] && index[lane] >= 0;
        for (int i = 0; i < dimension; i++) {
          int at = i * width + lane;
          if (cut) {
            wanted[at] = adjoint[at];
            adjoint[at] = 0;
          } else {
            wanted[at] =
                inside ? cotangent[(cursor[lane] * dimension + i) * lanes + first + lane] : 0;
          }
        }
        if (cut) {
          theta[lane] = (end[lane] - t[lane]) / h[lane];
          isCut[lane] = false;
          pending = true;
        } else if (inside) {
          theta[lane] = (saveTimes[lane][cursor[lane]] - t[lane]) / h[lane];
          cursor[lane]--;
          pending = true;
        }
      }
      if (pending) {
        interpolant.pull(h, choice, y, width);
      }
    }
  }

  /// Handles the save times at the end of the step; returns whether one inside is left.
  private boolean atEnd(
      StepRecord record, double[] cotangent, int lanes, int first, int lane, int width) {
    while (isSavedIn(record, lane) && saveTimes[lane][cursor[lane]] == end[lane]) {
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
    return cursor[lane] >= record.savedAtStart() && record.stepOfSave(cursor[lane]) == index[lane];
  }

  private void take(int width) {
    double[] state = interpolant.stateCotangent();
    for (int lane = 0; lane < width; lane++) {
      if (index[lane] >= 0) {
        for (int i = 0; i < dimension; i++) {
          adjoint[i * width + lane] = direct[i * width + lane] + state[i * width + lane];
        }
      }
      end[lane] = t[lane];
      index[lane]--;
    }
  }

  /// Goes back through the moves of states at stops, to where the steps before them ended.
  private void restart(
      BackwardStart through,
      List<StepRecord> records,
      double[][] parameters,
      double[][] gradients,
      int lanes,
      int first) {
    int width = records.size();
    boolean any = false;
    through.clear(width);
    for (int lane = 0; lane < width; lane++) {
      if (index[lane] >= 0 && records.get(lane).isBrokenAfter(index[lane])) {
        through.put(lane, width, t[lane], y, adjoint);
        any = true;
      }
    }
    if (any) {
      through.pull(adjoint, parameters, sums, gradients, lanes, first, width);
    }
  }

  /// The same at the start.
  private void start(
      BackwardStart through,
      LaneRun run,
      List<StepRecord> records,
      double[][] parameters,
      double[][] gradients,
      int first) {
    int width = records.size();
    through.clear(width);
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = records.get(lane);
      if (record.steps() == 0 && record.savedAtStart() > 0) {
        t[lane] = span.start();
        for (int i = 0; i < dimension; i++) {
          y[i * width + lane] = run.solution().state(first + lane, 0, i);
        }
      }
      if (record.steps() > 0 || record.savedAtStart() > 0) {
        through.put(lane, width, t[lane], y, adjoint);
      }
    }
    through.pull(adjoint, parameters, sums, gradients, run.solution().lanes(), first, width);
  }

  private void addSavedAtStart(List<StepRecord> records, double[] cotangent, int lanes, int first) {
    int width = records.size();
    for (int lane = 0; lane < width; lane++) {
      for (int save = 0; save < records.get(lane).savedAtStart(); save++) {
        for (int i = 0; i < dimension; i++) {
          adjoint[i * width + lane] += cotangent[(save * dimension + i) * lanes + first + lane];
        }
      }
    }
  }

  private void finish(
      LaneRun run,
      List<StepRecord> records,
      double[][] cotangents,
      int first,
      double[] initial,
      double[][] gradients) {
    int width = records.size();
    int lanes = run.solution().lanes();
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = records.get(lane);
      for (int i = 0; i < dimension; i++) {
        initial[i * lanes + first + lane] = adjoint[i * width + lane];
      }
      if (wantsUnreached(run, cotangents, record.saved(), first + lane)) {
        poison(lanes, first + lane, 1, initial, gradients);
      }
    }
  }

  /// Makes all that depends on lanes `first` to `first + width` NaN.
  private void poison(int lanes, int first, int width, double[] initial, double[][] gradients) {
    for (int lane = first; lane < first + width; lane++) {
      for (int i = 0; i < dimension; i++) {
        initial[i * lanes + lane] = Double.NaN;
      }
      sums.poison(gradients, lanes, lane);
    }
  }

  /// Whether something is wanted of a lane that it does not have: a state at a time, or an end,
  /// that it did not reach.
  private boolean wantsUnreached(LaneRun run, double[][] cotangents, int reached, int lane) {
    int lanes = run.solution().lanes();
    for (int k = reached * dimension; k < saveAt.mostTimes() * dimension; k++) {
      if (cotangents[0][k * lanes + lane] != 0) {
        return true;
      }
    }
    if (cotangents.length == 1 || !Double.isNaN(run.ends().times()[lane])) {
      return false;
    }
    boolean wants = cotangents[2][lane] != 0;
    wants |= cotangents.length > 3 && cotangents[3][lane] != 0;
    for (int i = 0; i < dimension; i++) {
      wants |= cotangents[1][i * lanes + lane] != 0;
    }
    return wants;
  }
}
