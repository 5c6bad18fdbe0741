package dev.odeon.ode.lanes;

import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.DenseOutput;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.RaggedStates;
import dev.odeon.ode.solution.SavedRows;
import dev.odeon.ode.solution.SavedStates;
import dev.odeon.ode.solution.Solution;
import dev.odeon.ode.solution.SolveStats;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A run that was interrupted while its graphs were made: nothing is known but where it was to
/// begin.
public final class UnbegunRun {
  private UnbegunRun() {}

  /// The solution: every lane cancelled at the start of the span, every state that was to be saved
  /// NaN.
  public static Solution of(LanePlan plan, LaneInput input) {
    int lanes = input.lanes();
    double start = plan.span().start();
    return new Solution(
        plan.saveAt(),
        nothing(plan, lanes),
        Collections.nCopies(lanes, new Outcome.Cancelled(start)),
        Collections.nCopies(lanes, SolveStats.NONE),
        plan.events().isEmpty() ? List.of() : Collections.nCopies(lanes, List.<Occurrence>of()),
        plan.saveAt().isDense()
            ? Optional.of(new Start(lanes, start, input.initial()))
            : Optional.empty());
  }

  private static SavedStates nothing(LanePlan plan, int lanes) {
    SaveAt saveAt = plan.saveAt();
    int dimension =
        LaneProgram.observed(plan)
            .map(graph -> graph.outputs().getFirst().type().size())
            .orElse(plan.field().dimension());
    if (!saveAt.isShared()) {
      return new RaggedStates(
          dimension, Stream.generate(() -> new SavedRows(dimension)).limit(lanes).toList());
    }
    double[] states = new double[RunResults.stateCount(saveAt.count(), dimension, lanes)];
    Arrays.fill(states, Double.NaN);
    return Solution.grid(saveAt, dimension, lanes, states);
  }

  /// Trajectories of one point.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Start(int lanes, double time, double[] initial) implements DenseOutput {
    @Override
    public double start(int lane) {
      return time;
    }

    @Override
    public double end(int lane) {
      return time;
    }

    @Override
    public double[] state(int lane, double at) {
      if (at != time) {
        throw new IllegalArgumentException(
            "time " + at + " is not " + time + ", all that trajectory " + lane + " covers");
      }
      double[] y = new double[initial.length / lanes];
      Arrays.setAll(y, i -> initial[i * lanes + lane]);
      return y;
    }
  }
}
