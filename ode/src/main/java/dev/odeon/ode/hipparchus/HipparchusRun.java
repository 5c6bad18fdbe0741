package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.DenseOutput;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.RaggedStates;
import dev.odeon.ode.solution.SavedRows;
import dev.odeon.ode.solution.SavedStates;
import dev.odeon.ode.solution.Solution;
import dev.odeon.ode.solution.SolveStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The results of all trajectories, filled one by one.
final class HipparchusRun {
  private final TimeSpan span;
  private final SaveAt saveAt;
  private final int kept;
  private final List<SavedRows> rows = new ArrayList<>();
  private final Outcome[] outcomes;
  private final SolveStats[] stats;
  private final List<List<Occurrence>> occurrences;
  private final List<double[]> initial;
  private final List<List<HipparchusDense.Step>> steps;

  /// @param kept length of what is kept at each time
  HipparchusRun(TimeSpan span, SaveAt saveAt, int kept, int lanes) {
    this.span = span;
    this.saveAt = saveAt;
    this.kept = kept;
    for (int lane = 0; lane < lanes; lane++) {
      rows.add(new SavedRows(kept));
    }
    outcomes = new Outcome[lanes];
    stats = new SolveStats[lanes];
    occurrences = new ArrayList<>(Collections.nCopies(lanes, List.<Occurrence>of()));
    initial = new ArrayList<>(Collections.nCopies(lanes, new double[0]));
    steps = new ArrayList<>(Collections.nCopies(lanes, List.<HipparchusDense.Step>of()));
  }

  SavedRows rows(int lane) {
    return rows.get(lane);
  }

  void solve(
      int lane,
      double[] start,
      Trajectory trajectory,
      Saves saves,
      Optional<TrajectoryEvents> events) {
    initial.set(lane, start.clone());
    outcomes[lane] = trajectory.run();
    stats[lane] = trajectory.stats();
    steps.set(lane, saves.steps());
    events.ifPresent(all -> occurrences.set(lane, all.occurrences()));
  }

  Solution solution() {
    Optional<DenseOutput> dense =
        saveAt.isDense()
            ? Optional.of(new HipparchusDense(span.start(), initial, steps))
            : Optional.empty();
    return new Solution(saveAt, saved(), List.of(outcomes), List.of(stats), occurrences, dense);
  }

  private SavedStates saved() {
    if (!saveAt.isShared()) {
      return new RaggedStates(kept, rows);
    }
    int lanes = rows.size();
    double[] states =
        new double[Math.multiplyExact(Math.multiplyExact(saveAt.count(), kept), lanes)];
    Arrays.fill(states, Double.NaN);
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < rows.get(lane).count(); i++) {
        for (int c = 0; c < kept; c++) {
          states[(i * kept + c) * lanes + lane] = rows.get(lane).value(i, c);
        }
      }
    }
    return Solution.grid(saveAt, kept, lanes, states);
  }
}
