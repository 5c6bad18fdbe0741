package dev.odeon.adjoint;

import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Replay;
import dev.odeon.ode.lanes.StepBreak;
import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.lanes.StepTape;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The backward sweep of one block of at most 64 lanes, step by step from the last of the longest
/// trajectory to the first: of all lanes that have a step of that number, and of no others.
final class BlockSweep {
  private final LaneIntegrator integrator;
  private @Nullable Replay replay;
  private final BackwardInterpolant interpolant;
  private final BackwardStep step;
  private final Optional<BackwardJumps> jumps;
  private final Optional<BackwardStart> starts;
  private final ParameterCotangents sums;
  private final int dimension;
  private final List<ValueType> types;
  private final SaveAt saveAt;
  private final double[][] saveTimes = new double[Blocks.SIZE][];

  /// Of all lanes, `[element][lane of the block]`.
  private final double[] t = new double[Blocks.SIZE];

  private final double[] h = new double[Blocks.SIZE];
  private final double[] choice = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] adjoint;
  private final double[] end = new double[Blocks.SIZE];
  private final int[] wanted = new int[Blocks.SIZE];
  private final int[] cursor = new int[Blocks.SIZE];
  private final boolean[] isCut = new boolean[Blocks.SIZE];

  /// The lanes that have the step at hand, in order.
  private final int[] member = new int[Blocks.SIZE];

  private int columns;

  /// @param acting the jump at each event, if it acts
  BlockSweep(LaneIntegrator integrator, BackwardGraphs graphs, List<Optional<EventJump>> acting) {
    this.integrator = integrator;
    dimension = integrator.steps().field().dimension();
    types = integrator.steps().field().parameterTypes();
    saveAt = integrator.saveAt();
    if (saveAt.isShared()) {
      Arrays.fill(saveTimes, saveAt.toArray());
    }
    interpolant = new BackwardInterpolant(integrator, graphs);
    step = new BackwardStep(integrator, graphs, interpolant.stageCotangents());
    jumps =
        integrator.plan().hasBreaks()
            ? Optional.of(new BackwardJumps(integrator, acting))
            : Optional.empty();
    starts = graphs.consistent().map(graph -> new BackwardStart(integrator, graph));
    sums = new ParameterCotangents(types);
    y = new double[dimension * Blocks.SIZE];
    adjoint = y.clone();
  }

  /// Attempts that were made again since steps were not kept.
  long repeated() {
    return replay == null ? 0 : replay.attempts();
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
    Optional<StepTape> tape = run.claimTape(block);
    try {
      sweep(run, parameters, cotangents, block, initial, gradients, tape);
    } finally {
      step.end();
      tape.ifPresent(integrator::giveBack);
    }
  }

  private void sweep(
      LaneRun run,
      double[][] parameters,
      double[][] cotangents,
      int block,
      double[] initial,
      double[][] gradients,
      Optional<StepTape> tape) {
    int lanes = run.solution().lanes();
    int first = block * Blocks.SIZE;
    int width = Math.min(Blocks.SIZE, lanes - first);
    List<StepRecord> records = run.records().subList(first, first + width);
    double[][] mine = LaneArrays.parameters(types, parameters, lanes, first, width);
    double[][] parts = sums.parts(width);
    sums.clear(gradients, lanes, first, width);
    int steps = begin(run, records, cotangents, first);
    step.begin(mine, parts, tape, width);
    Replay.Next next = new Replay.Next(end, y);
    boolean isWhole = records.stream().allMatch(StepRecord::isComplete);
    for (int number = steps - 1; number >= 0; number--) {
      choose(records, number);
      boolean goesOn = !Thread.currentThread().isInterrupted();
      if (!goesOn || !(isWhole || replay().fetch(records, wanted, mine, next))) {
        poison(lanes, first, width, initial, gradients);
        return;
      }
      load(records, number);
      if (jumps.isPresent()) {
        jump(jumps.get(), run, cotangents, mine, gradients, first, width);
      }
      gatherSaved(records, cotangents[0], lanes, first);
      pull(number, width);
      sums.add(parts, gradients, member, columns, lanes, first);
      if (starts.isPresent() && jumps.isPresent()) {
        restart(starts.get(), records, mine, gradients, lanes, first, number);
      }
    }
    addSavedAtStart(records, cotangents[0], lanes, first);
    if (starts.isPresent()) {
      start(starts.get(), run, records, mine, gradients, first);
    }
    finish(run, records, cotangents, first, initial, gradients);
  }

  private Replay replay() {
    Replay known = replay;
    if (known == null) {
      known = new Replay(integrator);
      replay = known;
    }
    return known;
  }

  /// Puts every lane at its end; returns the number of steps of the longest.
  private int begin(LaneRun run, List<StepRecord> records, double[][] cotangents, int first) {
    int width = records.size();
    int lanes = run.solution().lanes();
    Arrays.fill(adjoint, 0);
    Arrays.fill(isCut, false);
    int steps = 0;
    for (int of = 0; of < width; of++) {
      StepRecord record = records.get(of);
      if (!saveAt.isShared()) {
        saveTimes[of] = saveAt.timesOf(first + of);
      }
      cursor[of] = record.saved() - 1;
      end[of] = record.reached();
      steps = Math.max(steps, record.steps());
      boolean isWhole = run.solution().outcome(first + of) instanceof Outcome.Success;
      for (int i = 0; isWhole && cotangents.length > 1 && i < dimension; i++) {
        adjoint[i * width + of] = cotangents[1][i * lanes + first + of];
      }
    }
    jumps.ifPresent(all -> all.start(run, first, width));
    return steps;
  }

  private void choose(List<StepRecord> records, int number) {
    columns = 0;
    for (int of = 0; of < records.size(); of++) {
      boolean isThere = number < records.get(of).steps();
      wanted[of] = isThere ? number : -1;
      if (isThere) {
        member[columns++] = of;
      }
    }
  }

  private void load(List<StepRecord> records, int number) {
    int width = records.size();
    for (int column = 0; column < columns; column++) {
      int of = member[column];
      StepRecord record = records.get(of);
      t[of] = record.t(number);
      h[of] = record.h(number);
      step.t()[column] = t[of];
      step.h()[column] = h[of];
      choice[of] = record.choice(number);
      step.choice()[column] = choice[of];
      for (int i = 0; i < dimension; i++) {
        double value = record.y(number, i);
        y[i * width + of] = value;
        step.y()[i * columns + column] = value;
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
    for (int column = 0; column < columns; column++) {
      int of = member[column];
      Optional<StepBreak> found = through.breakAfter(run, first, of, wanted[of]);
      isCut[of] = false;
      ended.set(of, found);
      if (found.isPresent()) {
        end[of] = found.get().end();
        isCut[of] = found.get().isCut();
        any = true;
      }
    }
    if (any) {
      through.pull(run, ended, cotangents, adjoint, parameters, sums, gradients, first);
    }
  }

  /// Adds the cotangents of the states saved within the steps at hand: at its end to the new
  /// state's, inside through the interpolant to those of the stages and of the old state. So goes
  /// the cotangent of the new state of a step that was cut short.
  private void gatherSaved(List<StepRecord> records, double[] cotangent, int lanes, int first) {
    int width = records.size();
    interpolant.begin(columns);
    for (int column = 0; column < columns; column++) {
      int of = member[column];
      StepRecord record = records.get(of);
      while (isSavedIn(record, of) && saveTimes[of][cursor[of]] == end[of]) {
        for (int i = 0; i < dimension; i++) {
          adjoint[i * width + of] += cotangent[(cursor[of] * dimension + i) * lanes + first + of];
        }
        cursor[of]--;
      }
      if (isCut[of]) {
        for (int i = 0; i < dimension; i++) {
          interpolant.put(i, adjoint[i * width + of]);
          adjoint[i * width + of] = 0;
        }
        interpolant.add(column, (end[of] - t[of]) / h[of], h[of], choice[of]);
        isCut[of] = false;
      }
      while (isSavedIn(record, of)) {
        for (int i = 0; i < dimension; i++) {
          interpolant.put(i, cotangent[(cursor[of] * dimension + i) * lanes + first + of]);
        }
        interpolant.add(column, (saveTimes[of][cursor[of]] - t[of]) / h[of], h[of], choice[of]);
        cursor[of]--;
      }
    }
    interpolant.flush();
  }

  /// Whether the last save time that is left lies in the step at hand.
  private boolean isSavedIn(StepRecord record, int of) {
    return cursor[of] >= record.savedAtStart() && record.stepOfSave(cursor[of]) == wanted[of];
  }

  /// Pulls the cotangents of the states after the steps at hand back to those before.
  private void pull(int number, int width) {
    for (int i = 0; i < dimension; i++) {
      for (int column = 0; column < columns; column++) {
        step.after()[i * columns + column] = adjoint[i * width + member[column]];
      }
    }
    step.run(member, columns, number);
    double[] direct = step.before();
    double[] state = interpolant.stateCotangent();
    for (int column = 0; column < columns; column++) {
      int of = member[column];
      for (int i = 0; i < dimension; i++) {
        adjoint[i * width + of] = direct[i * columns + column] + state[i * columns + column];
      }
      end[of] = t[of];
    }
  }

  /// Goes back through the moves of states at stops, to where the steps before them ended.
  private void restart(
      BackwardStart through,
      List<StepRecord> records,
      double[][] parameters,
      double[][] gradients,
      int lanes,
      int first,
      int number) {
    int width = records.size();
    boolean any = false;
    through.clear(width);
    for (int column = 0; number > 0 && column < columns; column++) {
      int of = member[column];
      if (records.get(of).isBrokenAfter(number - 1)) {
        through.put(of, width, t[of], y, adjoint);
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
        t[lane] = integrator.span().start();
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
