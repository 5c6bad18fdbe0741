package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import java.util.ArrayList;
import java.util.List;

/// Simplified Newton iteration, each lane as long as it needs. It ends when the correction, times
/// the ratio of what is left to it, is within the tolerance, or gives up. Hairer, Wanner, Solving
/// Ordinary Differential Equations II, 2nd ed., section IV.8, equations (8.10) and (8.11).
///
/// @param x the solution, `[d]` each
/// @param state [#CONVERGED] or [#FAILED], scalar
/// @param eta ratio of what is left to the last correction, scalar
/// @param iterations number of corrections, scalar
/// @param guards whether each guard held in all of them
record Newton(List<Tensor> x, Tensor state, Tensor eta, Tensor iterations, List<Tensor> guards) {
  /// It goes on.
  static final double RUNS = 0;

  /// The solution was reached.
  static final double CONVERGED = 1;

  /// It was not.
  static final double FAILED = 2;

  private static final int ITERATION = 0;
  private static final int STATE = 1;
  private static final int ETA = 2;
  private static final int NORM = 3;
  private static final int X = 4;

  /// When it ends.
  ///
  /// @param tolerance largest weighted error left
  /// @param stalled largest weighted correction that counts as rounding once corrections no longer
  ///   shrink
  /// @param most most corrections
  /// @param writtenOut corrections as straight code, before a loop makes the rest
  record Limits(double tolerance, double stalled, int most, int writtenOut) {
    /// An error of the iteration beyond this part of a tolerance would disturb the estimate of the
    /// error of the step.
    private static final double KAPPA = 0.01;

    private static final int MOST = 10;

    /// For steps whose errors are weighed by `norm`; with fixed steps the iteration goes on to
    /// rounding.
    static Limits of(ErrorNorm norm, int writtenOut) {
      return switch (norm) {
        case ErrorNorm.Ignored _ -> new Limits(1e-13, 1e-8, 5 * MOST, writtenOut);
        case ErrorNorm.Weighted weighted -> {
          double tolerance = Math.max(weighted.newtonTolerance(), KAPPA);
          yield new Limits(tolerance, tolerance, MOST, writtenOut);
        }
      };
    }
  }

  /// What corrections from a state are weighed against, `[d]`.
  static Tensor scale(ErrorNorm norm, Tensor y) {
    return switch (norm) {
      case ErrorNorm.Ignored _ -> y.abs().plus(y.times(y).mean().sqrt().times(1e-3)).plus(1e-30);
      case ErrorNorm.Weighted weighted -> weighted.scale(y, y);
    };
  }

  /// The norm of a correction, scalar.
  static Tensor weigh(ErrorNorm norm, Tensor change, Tensor scale) {
    return switch (norm) {
      case ErrorNorm.Ignored _ -> {
        Tensor weighed = change.dividedBy(scale);
        yield weighed.times(weighed).mean().sqrt();
      }
      case ErrorNorm.Weighted weighted -> weighted.weigh(change, scale);
    };
  }

  /// The state in which the next system is solved: [#RUNS] if this one was, else [#FAILED].
  static Tensor runsIfConverged(Tensor state) {
    return state.compare(Comparison.EQ, CONVERGED).select(state.scalar(RUNS), state.scalar(FAILED));
  }

  /// One correction.
  ///
  /// @param change what is added to the unknowns
  /// @param residual what they were corrected for: is added if the change is not finite, so that a
  ///   component of the field that is not finite shows
  /// @param norm weighted size of the change, scalar
  /// @param guards whether each guard held
  record Correction(List<Tensor> change, List<Tensor> residual, Tensor norm, List<Tensor> guards) {}

  /// Corrects unknowns, in the main graph or in the body of a loop.
  interface Step {
    /// The correction of `x`.
    ///
    /// @param constants what does not change during the iteration, as it is called here
    /// @param x the unknowns
    Correction at(List<Tensor> constants, List<Tensor> x);
  }

  /// Solves.
  ///
  /// @param guess where to start
  /// @param state [#RUNS], or [#FAILED] if it need not be solved any more
  /// @param expected the ratio expected for the first correction, scalar
  /// @param guards number of guards
  static Newton solve(
      Limits limits,
      List<Tensor> constants,
      List<Tensor> guess,
      Tensor state,
      Tensor expected,
      int guards,
      Step step) {
    List<Tensor> fixed = new ArrayList<>(List.of(Loop.everyLane(expected)));
    fixed.addAll(constants);
    Tensor zero = expected.scalar(0);
    List<Tensor> reached = new ArrayList<>(List.of(zero, state, expected, zero));
    reached.addAll(guess);
    Tensor holds = Loop.everyLane(zero.compare(Comparison.EQ, 0));
    for (int i = 0; i < guards; i++) {
      reached.add(holds);
    }
    for (int i = 0; i < limits.writtenOut(); i++) {
      reached = masked(reached, round(limits, fixed, reached, guess.size(), step));
    }
    List<Tensor> end =
        Loop.whileTrue(
            fixed,
            reached,
            (c, x) -> x.get(STATE).compare(Comparison.EQ, RUNS),
            (c, x) -> round(limits, c, x, guess.size(), step));
    int first = X + guess.size();
    return new Newton(
        end.subList(X, first),
        end.get(STATE),
        end.get(ETA),
        end.get(ITERATION),
        end.subList(first, end.size()));
  }

  /// `after` for the lanes that go on, `before` for the others.
  private static List<Tensor> masked(List<Tensor> before, List<Tensor> after) {
    Tensor runs = before.get(STATE).compare(Comparison.EQ, RUNS);
    List<Tensor> kept = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      kept.add(runs.select(after.get(i), before.get(i)));
    }
    return kept;
  }

  private static List<Tensor> round(
      Limits limits, List<Tensor> constants, List<Tensor> carried, int unknowns, Step step) {
    List<Tensor> x = carried.subList(X, X + unknowns);
    Correction correction = step.at(constants.subList(1, constants.size()), x);
    Tensor k = carried.get(ITERATION);
    Tensor norm = correction.norm();
    Tensor first = k.compare(Comparison.EQ, 0);
    Tensor rate = norm.dividedBy(carried.get(NORM));
    Tensor eta = first.select(constants.getFirst(), rate.dividedBy(rate.minus(1).negate()));
    Tensor slower = and(first.not(), rate.compare(Comparison.LT, 1).not());
    Tensor exact = norm.compare(Comparison.EQ, 0);
    Tensor close = and(slower.not(), eta.times(norm).compare(Comparison.LE, limits.tolerance()));
    Tensor rounding = and(slower, norm.compare(Comparison.LE, limits.stalled()));
    Tensor done = or(exact, or(close, rounding));
    Tensor finite = norm.compare(Comparison.LT, Double.POSITIVE_INFINITY);
    Tensor last = k.compare(Comparison.GE, limits.most() - 1);
    Tensor over = or(finite.not(), or(slower, last));
    Tensor verdict =
        done.select(k.scalar(CONVERGED), over.select(k.scalar(FAILED), k.scalar(RUNS)));
    Tensor left = and(done, slower.not()).select(eta, carried.get(ETA));
    List<Tensor> next = new ArrayList<>(List.of(k.plus(1), verdict, left, norm));
    for (int i = 0; i < unknowns; i++) {
      Tensor change = finite.select(correction.change().get(i), correction.residual().get(i));
      next.add(x.get(i).plus(change));
    }
    for (int i = 0; i < correction.guards().size(); i++) {
      next.add(and(carried.get(X + unknowns + i), correction.guards().get(i)));
    }
    return next;
  }

  private static Tensor and(Tensor one, Tensor other) {
    return one.logical(LogicalFunction.AND, other);
  }

  private static Tensor or(Tensor one, Tensor other) {
    return one.logical(LogicalFunction.OR, other);
  }
}
