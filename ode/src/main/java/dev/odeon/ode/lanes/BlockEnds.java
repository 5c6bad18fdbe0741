package dev.odeon.ode.lanes;

import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.Work;
import java.util.List;

/// Notes how the lanes of one block ended, where, and what they cost.
final class BlockEnds {
  private final LaneProgram program;
  private final BlockState state;

  BlockEnds(LaneProgram program, BlockState state) {
    this.program = program;
    this.state = state;
  }

  /// Notes the end of the lane of a column.
  ///
  /// @param carried what it carried then, by index of [Carry]
  /// @param restarts how often it began anew
  void put(BlockTask task, int column, Outcome outcome, double[][] carried, int restarts) {
    int lane = task.first() + state.lane(column);
    double t = carried[Carry.T][column];
    boolean isWhole = outcome instanceof Outcome.Success;
    if (outcome instanceof Outcome.EventStop || (isWhole && occurredAt(task, lane, t))) {
      double[] y = task.results().occurrences().get(lane).getLast().after();
      task.results().ends().put(lane, t, y, 0, 1);
    } else if (isWhole) {
      task.results().ends().put(lane, t, carried[Carry.Y], column, state.width());
    }
    long attempts = (long) carried[Carry.ATTEMPTS][column];
    long accepted = (long) carried[Carry.ACCEPTED][column];
    task.results().outcomes()[lane] = outcome;
    task.results().stats()[lane] =
        new SolveStats(
            evaluations(column, carried, restarts),
            work(column, carried, 1),
            work(column, carried, 2),
            accepted,
            attempts - accepted);
  }

  /// Whether the last event of a lane occurred at `t`, so that what it changed is the end.
  private static boolean occurredAt(BlockTask task, int lane, double t) {
    List<List<Occurrence>> all = task.results().occurrences();
    return !all.isEmpty() && !all.get(lane).isEmpty() && all.get(lane).getLast().time() == t;
  }

  /// Evaluations of the field so far.
  long evaluations(int column, double[][] carried, int restarts) {
    return work(column, carried, 0) + program.workAtStart().evaluations() * (1L + restarts);
  }

  /// Evaluations (0), Jacobians (1) or factorisations (2) of the attempts.
  private long work(int column, double[][] carried, int kind) {
    long attempts = (long) carried[Carry.ATTEMPTS][column];
    return switch (program.steps().rule().work()) {
      case Work.Constant each ->
          attempts
              * switch (kind) {
                case 0 -> each.evaluations();
                case 1 -> each.jacobians();
                default -> each.factorisations();
              };
      case Work.Counted _ -> (long) carried[Carry.WORK + kind][column];
    };
  }
}
