package dev.odeon.adjoint;

import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// The way of one lane back to its start, stretch by stretch, and its adjoint state there.
final class LaneReturn {
  final int lane;

  /// By what cotangents were divided, a power of two; NaN if there is no gradient.
  final double scale;

  final double[] adjoint;

  /// Integrated along, if it is.
  final double[] state;

  Outcome outcome = new Outcome.Success();
  SolveStats stats = SolveStats.NONE;
  private final AdjointProgram program;
  private final Itinerary itinerary;
  private final double[] saves;
  private int save;
  private int occurrence;

  private LaneReturn(AdjointProgram program, Wanted wanted, double scale, Itinerary itinerary) {
    this.program = program;
    lane = wanted.lane();
    saves = wanted.saves();
    this.scale = scale;
    this.itinerary = itinerary;
    adjoint = new double[program.dimension()];
    state = new double[program.adjointOffset()];
    save = wanted.lastSave();
    occurrence = -1;
  }

  /// What is wanted of a lane.
  ///
  /// @param saves its save times
  /// @param lastSave the last whose cotangent is not zero, -1 if there is none
  /// @param atEnd whether the state or the time at its end has a cotangent
  /// @param largest magnitude of all cotangents
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Wanted(int lane, double[] saves, int lastSave, boolean atEnd, double largest) {
    static Wanted of(AdjointProgram program, AdjointTask task, int lane) {
      double[] saves = program.saves(lane);
      double atEnd = task.largestEndCotangent(lane);
      double largest = atEnd;
      int last = -1;
      for (int k = 0; k < saves.length; k++) {
        double size = task.largestCotangent(k, lane);
        if (size != 0) {
          largest = Math.max(largest, size);
          last = k;
        }
      }
      return new Wanted(lane, saves, last, atEnd != 0, largest);
    }

    boolean isNothing() {
      return lastSave < 0 && !atEnd;
    }

    /// Whether the trajectory has all of it.
    boolean isThere(AdjointTask task) {
      return (lastSave < 0 || task.isReached(lastSave, lane))
          && (!atEnd || !Double.isNaN(task.run().ends().times()[lane]))
          && !task.wantsMore(saves.length, lane)
          && Double.isFinite(largest);
    }

    /// Where the way back begins.
    double from(AdjointTask task) {
      return atEnd ? task.run().ends().times()[lane] : saves[lastSave];
    }
  }

  /// At the last time that has a cotangent which is not zero.
  static LaneReturn of(AdjointProgram program, AdjointTask task, AdjointJumps jumps, int lane) {
    Wanted wanted = Wanted.of(program, task, lane);
    boolean isThere = wanted.isThere(task);
    if (wanted.isNothing() || !isThere) {
      double scale = isThere ? 1 : Double.NaN;
      return new LaneReturn(program, wanted, scale, Itinerary.nowhere(program.start()));
    }
    int exponent = Math.clamp(Math.getExponent(wanted.largest()), -1000, 1000);
    double scale = Math.scalb(1.0, exponent);
    Itinerary itinerary = itinerary(program, task, jumps, wanted);
    LaneReturn begin = new LaneReturn(program, wanted, scale, itinerary);
    begin.occurrence = task.run().solution().occurrences(lane).size() - 1;
    begin.skipLater(task);
    begin.startFromEnd(task, wanted);
    begin.meet(task, jumps);
    return begin;
  }

  private static Itinerary itinerary(
      AdjointProgram program, AdjointTask task, AdjointJumps jumps, Wanted wanted) {
    int lane = wanted.lane();
    double from = wanted.from(task);
    DoubleStream.Builder times = DoubleStream.builder();
    List<Occurrence> occurrences = task.run().solution().occurrences(lane);
    for (int i = 0; i < occurrences.size(); i++) {
      if (jumps.acts(task, lane, i)) {
        times.add(occurrences.get(i).time());
      }
    }
    switch (program.state()) {
      case INTEGRATED -> Arrays.stream(wanted.saves()).forEach(times::add);
      case INTERPOLATED -> {
        StepRecord record = task.run().records().get(lane);
        for (int step = 1; step < record.steps(); step++) {
          times.add(record.t(step));
        }
        for (int k = 0; k <= wanted.lastSave(); k++) {
          if (task.largestCotangent(k, lane) != 0) {
            times.add(wanted.saves()[k]);
          }
        }
      }
    }
    Stops stops = program.forward().plan().stops();
    return Itinerary.through(times.build(), program.start(), from, stops);
  }

  /// Occurrences beyond where the way back begins have no part in it.
  private void skipLater(AdjointTask task) {
    List<Occurrence> all = task.run().solution().occurrences(lane);
    while (occurrence >= 0 && program.direction() * (all.get(occurrence).time() - from()) > 0) {
      occurrence--;
    }
  }

  /// The state at the end, and its cotangent, unless an event stopped the trajectory there: then
  /// the jump has both.
  private void startFromEnd(AdjointTask task, Wanted wanted) {
    if (!wanted.atEnd()) {
      return;
    }
    for (int i = 0; i < state.length; i++) {
      state[i] = task.run().ends().states()[i * task.lanes() + lane];
    }
    boolean isStopped = task.run().solution().outcome(lane) instanceof Outcome.EventStop;
    for (int i = 0; !isStopped && i < adjoint.length; i++) {
      adjoint[i] = task.endCotangent(i, lane) / scale;
    }
  }

  double from() {
    return itinerary.from();
  }

  double to() {
    return itinerary.to();
  }

  /// The state at the beginning of the stretch, to column `column` of `z`: the stored one at a save
  /// time, else what the stretch before came to, or what was there before an event.
  void putState(AdjointTask task, double[] z, int column, int columns) {
    boolean isSaved = save + 1 < saves.length && saves[save + 1] == from();
    for (int i = 0; i < state.length; i++) {
      z[i * columns + column] = isSaved ? task.run().solution().state(lane, save + 1, i) : state[i];
    }
  }

  boolean isOver() {
    return itinerary.isOver() || !outcome.isSuccess();
  }

  /// Whether it has a gradient.
  boolean isKnown() {
    return outcome.isSuccess() && !Double.isNaN(scale);
  }

  /// At the end of the stretch.
  void arrive(AdjointTask task, AdjointJumps jumps) {
    itinerary.advance();
    meet(task, jumps);
  }

  /// Goes back through the events that occurred where the lane is, the last one first, and adds the
  /// cotangents of the states saved there: before the events.
  private void meet(AdjointTask task, AdjointJumps jumps) {
    List<Occurrence> all = task.run().solution().occurrences(lane);
    while (occurrence >= 0 && program.direction() * (all.get(occurrence).time() - from()) >= 0) {
      if (jumps.acts(task, lane, occurrence)) {
        jumps.pull(task, lane, occurrence, adjoint, scale);
        System.arraycopy(all.get(occurrence).before(), 0, state, 0, state.length);
      }
      occurrence--;
    }
    inject(task);
  }

  /// Adds the cotangents of the states saved where the lane is.
  private void inject(AdjointTask task) {
    while (save >= 0 && program.direction() * (saves[save] - from()) >= 0) {
      for (int i = 0; i < adjoint.length; i++) {
        adjoint[i] += task.cotangent(save, i, lane) / scale;
      }
      save--;
    }
  }
}
