package dev.odeon.nn.optim;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Nonlinear least squares by Levenberg-Marquardt for many lanes at once, each with parameters, a
/// damping and an end of its own. Lanes that have ended are evaluated no more; where a lane ends
/// does not depend on the others, to the last bit.
///
/// A lane ends when all columns of its Jacobian are orthogonal to its residuals to `tolerance`,
/// when the sum of squares falls, and is predicted to fall, by no more than that part of itself, or
/// when its step is no more than that part of the parameters. Points where it cannot be evaluated
/// are stepped back from; where that leads back to the best point itself, the lane ends as
/// [Termination#LINE_SEARCH_FAILED].
///
/// Moré, The Levenberg-Marquardt algorithm: implementation and theory (1978); Nielsen, Damping
/// parameter in Marquardt's method (1999).
///
/// @param maxIterations most points of a lane that are tried, at least 1
/// @param tolerance positive
public record LaneLevenbergMarquardt(int maxIterations, double tolerance) {
  /// Bytes that residuals and Jacobians of lanes at work may take; further lanes wait.
  private static final long ROOM = 64L << 20;

  public LaneLevenbergMarquardt {
    Ranges.atLeastOne("maxIterations", maxIterations);
    Ranges.positive("tolerance", tolerance);
  }

  /// Tolerance 1e-10.
  public LaneLevenbergMarquardt(int maxIterations) {
    this(maxIterations, 1e-10);
  }

  /// Minimises the sum of squares of each lane.
  ///
  /// @param start `[parameter][lane]`, left as it is
  /// @param cancelled asked before each evaluation; lanes at work then keep their best points
  /// @throws IllegalArgumentException if `start` does not suit the residuals
  public LaneMinima minimize(LaneResiduals residuals, double[][] start, BooleanSupplier cancelled) {
    Ranges.atLeastOne("number of residuals", residuals.count());
    Ranges.atLeastOne("number of parameters", residuals.parameters());
    int lanes = start.length == 0 ? 0 : start[0].length;
    if (start.length != residuals.parameters()
        || Arrays.stream(start).anyMatch(row -> row.length != lanes)) {
      throw new IllegalArgumentException(
          "start has "
              + start.length
              + " rows, the first of length "
              + lanes
              + "; needs one of equal length for each of "
              + residuals.parameters()
              + " parameters");
    }
    LeastSquaresLane[] states = new LeastSquaresLane[lanes];
    Arrays.setAll(
        states,
        lane -> new LeastSquaresLane(Arrays.stream(start).mapToDouble(row -> row[lane]).toArray()));
    return new Run(residuals, states, cancelled).run();
  }

  private final class Run {
    private final LaneResiduals residuals;
    private final LeastSquaresLane[] states;
    private final BooleanSupplier cancelled;
    private final LaneMinima minima;
    private double[][] columns = new double[0][];
    private boolean isCancelled;

    Run(LaneResiduals residuals, LeastSquaresLane[] states, BooleanSupplier cancelled) {
      this.residuals = residuals;
      this.states = states;
      this.cancelled = cancelled;
      minima = new LaneMinima(states.length);
    }

    LaneMinima run() {
      long bytes = (long) Double.BYTES * residuals.count() * (residuals.parameters() + 1);
      int together = (int) Math.max(1, Math.min(states.length, ROOM / bytes));
      for (int from = 0; from < states.length; from += together) {
        run(IntStream.range(from, Math.min(states.length, from + together)).toArray());
      }
      return minima;
    }

    private void run(int[] lanes) {
      int[] active = lanes;
      for (int tried = 0; active.length > 0; tried++) {
        boolean isOver = tried > maxIterations;
        if (isOver || isCancelled()) {
          end(active, isOver ? Termination.MAX_ITERATIONS : Termination.CANCELLED);
          return;
        }
        active = advance(active, tried == 0);
      }
    }

    /// Whether it was ever asked for: a run that was cut short does not go on.
    private boolean isCancelled() {
      isCancelled = isCancelled || cancelled.getAsBoolean();
      return isCancelled;
    }

    private void end(int[] active, Termination why) {
      for (int lane : active) {
        minima.end(lane, states[lane], why);
      }
    }

    /// Evaluates the trials of `active` lanes; returns those that go on.
    private int[] advance(int[] active, boolean isFirst) {
      int p = residuals.parameters();
      int n = residuals.count();
      double[][] at = new double[p][active.length];
      for (int j = 0; j < p; j++) {
        for (int k = 0; k < active.length; k++) {
          at[j][k] = states[active[k]].trial(j);
        }
      }
      double[] r = new double[n * active.length];
      double[][] jacobian = new double[p][n * active.length];
      residuals.evaluate(active.clone(), at, r, jacobian);
      if (isCancelled()) {
        // What was cut short has no value.
        return active;
      }
      columns = columns.length > 0 ? columns : new double[p + 1][n];
      int[] left = new int[active.length];
      int count = 0;
      for (int k = 0; k < active.length; k++) {
        for (int j = 0; j <= p; j++) {
          gather(j < p ? jacobian[j] : r, k, active.length, columns[j]);
        }
        LeastSquaresLane state = states[active[k]];
        Optional<Termination> end =
            isFirst ? state.begin(columns, tolerance) : state.advance(columns, tolerance);
        if (end.isPresent()) {
          minima.end(active[k], state, end.get());
        } else {
          left[count++] = active[k];
        }
      }
      return Arrays.copyOf(left, count);
    }

    private static void gather(double[] all, int k, int width, double[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] = all[i * width + k];
      }
    }
  }
}
