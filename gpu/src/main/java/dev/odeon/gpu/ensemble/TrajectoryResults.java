package dev.odeon.gpu.ensemble;

import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.RunResults;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import dev.odeon.ode.step.Work;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/// Reads what threads wrote of `width` lanes and fills in the results of a run.
final class TrajectoryResults {
  private static final Outcome SUCCESS = new Outcome.Success();

  private final TrajectoryProgram program;
  private final LaneProgram lanes;
  private final TrajectoryInput input;
  private final Written written;
  private final int width;
  private final double[] reports;
  private final Wreckage wreckage;
  private final DoubleFunction<Outcome> halted;

  /// @param given what was read
  /// @param written what was written
  /// @param halted how lanes ended that were halted at a time
  TrajectoryResults(
      TrajectoryProgram program,
      TrajectoryInput input,
      Map<Memory, double[]> given,
      Written written,
      DoubleFunction<Outcome> halted) {
    this.program = program;
    lanes = program.lanes();
    this.input = input;
    this.written = written;
    this.halted = halted;
    width = input.width();
    reports = array(program.memory().reports());
    wreckage = new Wreckage(program, given, () -> written.array(program.memory().wrecks()), width);
  }

  private double[] array(Memory memory) {
    return written.array(memory);
  }

  private double report(int row, int lane) {
    return reports[row * width + lane];
  }

  /// Fills in its lanes.
  void into(RunResults results) {
    states(results);
    occurrences(results);
    for (int lane = 0; lane < width; lane++) {
      Outcome outcome = outcome(lane);
      results.outcomes()[input.first() + lane] = outcome;
      results.stats()[input.first() + lane] = stats(lane);
      end(results, lane, outcome);
    }
  }

  private void states(RunResults results) {
    double[] states = array(program.memory().states());
    int dimension = lanes.savedDimension();
    SaveAt saveAt = lanes.saveAt();
    if (results.grid().isPresent()) {
      double[] grid = results.grid().orElseThrow();
      int all = results.outcomes().length;
      LaneArrays.scatter(states, saveAt.count() * dimension, width, grid, all, input.first());
      return;
    }
    int row = 0;
    for (int lane = 0; lane < width; lane++) {
      double[] times = saveAt.timesOf(input.first() + lane);
      int saved = (int) report(Report.SAVED, lane);
      for (int i = 0; i < saved; i++) {
        int from = (row + i) * dimension;
        double[] one = Arrays.copyOfRange(states, from, from + dimension);
        results.save(input.first() + lane, i, times[i], one, 0, 1);
      }
      row += times.length;
    }
  }

  private void occurrences(RunResults results) {
    if (results.occurrences().isEmpty()) {
      return;
    }
    int dimension = lanes.steps().field().dimension();
    int stride = 2 * dimension + 4;
    int count = (int) written.occurred();
    double[] table =
        written.beginning(program.memory().occurrences(), Math.multiplyExact((long) count, stride));
    List<Integer> order =
        IntStream.range(0, count)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> table[i * stride])
                    .thenComparingDouble(i -> table[i * stride + 1]))
            .toList();
    for (int i : order) {
      int at = i * stride;
      int states = at + 4;
      results
          .occurrences()
          .get(input.first() + (int) table[at])
          .add(
              new Occurrence(
                  (int) table[at + 2],
                  table[at + 3],
                  Arrays.copyOfRange(table, states, states + dimension),
                  Arrays.copyOfRange(table, states + dimension, states + 2 * dimension)));
    }
  }

  private void end(RunResults results, int lane, Outcome outcome) {
    if (!outcome.isSuccess()) {
      return;
    }
    int all = input.first() + lane;
    double t = report(Report.WHEN, lane);
    List<Occurrence> met =
        results.occurrences().isEmpty() ? List.of() : results.occurrences().get(all);
    if (!met.isEmpty() && met.getLast().time() == t) {
      results.ends().put(all, t, met.getLast().after(), 0, 1);
    } else {
      results.ends().put(all, t, array(program.memory().ends()), lane, width);
    }
  }

  private SolveStats stats(int lane) {
    long attempts = (long) report(Report.ATTEMPTS, lane);
    long accepted = (long) report(Report.ACCEPTED, lane);
    return new SolveStats(
        evaluations(lane), work(lane, 1), work(lane, 2), accepted, attempts - accepted);
  }

  private long evaluations(int lane) {
    long begun = 1 + (long) report(Report.RESTARTS, lane);
    return work(lane, 0) + lanes.workAtStart().evaluations() * begun;
  }

  /// Evaluations (0), Jacobians (1) or factorisations (2) of the attempts.
  private long work(int lane, int kind) {
    long attempts = (long) report(Report.ATTEMPTS, lane);
    return switch (lanes.steps().rule().work()) {
      case Work.Constant each ->
          attempts
              * switch (kind) {
                case 0 -> each.evaluations();
                case 1 -> each.jacobians();
                default -> each.factorisations();
              };
      case Work.Counted _ -> (long) report(Report.WORK + kind, lane);
    };
  }

  private Outcome outcome(int lane) {
    double t = report(Report.WHEN, lane);
    double size = report(Report.SIZE, lane);
    int which = (int) report(Report.WHICH, lane);
    int code = (int) report(Report.CODE, lane);
    return switch (code) {
      case Report.SUCCESS -> SUCCESS;
      case Report.EVENT_STOP -> new Outcome.EventStop(t, event(which).name());
      case Report.EVENT_CHATTER -> new Outcome.EventChatter(t, event(which).name(), (long) size);
      case Report.EVENT_FAILED -> new Outcome.EventFailed(t, event(which).name());
      case Report.DIVERGED ->
          new Outcome.TraceDiverged(t, lanes.steps().field().guards().get(which));
      case Report.INCONSISTENT -> new Outcome.InconsistentStart(t);
      case Report.NON_FINITE -> new Outcome.NonFinite(t, which);
      case Report.WRECK -> wrecked(lane, t, size, which);
      case Report.UNDERFLOW -> new Outcome.StepUnderflow(t, size, lanes.control().minStep());
      case Report.MAX_STEPS -> new Outcome.MaxSteps((long) report(Report.ATTEMPTS, lane), t, size);
      case Report.MAX_EVALUATIONS -> new Outcome.MaxEvaluations(evaluations(lane), t);
      case Report.HALTED -> halted.apply(t);
      default ->
          throw new IllegalStateException(
              "lane " + (input.first() + lane) + " left the report " + code);
    };
  }

  private Event event(int number) {
    return lanes.events().events().get(number);
  }

  private Outcome wrecked(int lane, double t, double h, int unsolved) {
    int broken = wreckage.firstNonFinite(lane);
    if (broken >= 0) {
      return new Outcome.NonFinite(t, broken);
    }
    return unsolved != 0 && lanes.steps().rule().isImplicit()
        ? new Outcome.SolveFailed(t, h)
        : new Outcome.StepUnderflow(t, h, lanes.control().minStep());
  }
}
