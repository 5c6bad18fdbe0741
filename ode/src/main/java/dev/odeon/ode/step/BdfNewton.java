package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// Simplified Newton iteration for `M (psi + d) = c f(t, predicted + d)`. Hairer, Wanner, Solving
/// Ordinary Differential Equations II, 2nd ed., section IV.8.
///
/// @param d the solution, the distance from the predicted state, `[d]`
/// @param converged whether it was reached, a truth value
/// @param iterations number of evaluations of the field, scalar
/// @param guards whether each guard held in all of them
record BdfNewton(Tensor d, Tensor converged, Tensor iterations, List<Tensor> guards) {
  private static final int ITERATION = 0;
  private static final int D = 1;
  private static final int NORM = 2;
  private static final int STATE = 3;
  private static final int GUARDS = 4;

  private static final int FIXED = 5;

  private static final double RUNS = 0;
  private static final double CONVERGED = 1;
  private static final double FAILED = 2;

  /// What stays the same during the iteration.
  ///
  /// @param norm what makes one number of a correction
  /// @param scale what corrections are weighed against, `[d]`
  /// @param tolerance largest weighted error left, scalar
  /// @param most most iterations
  record Problem(
      FieldGraph field,
      Tensor t,
      Tensor predicted,
      Tensor psi,
      Tensor c,
      StageMatrix factors,
      ErrorNorm norm,
      Tensor scale,
      double tolerance,
      int most,
      List<Tensor> p) {
    /// `c f - M (psi + d)`.
    Tensor residual(Tensor f, Tensor weight, Tensor known, Tensor d) {
      Mass mass = Mass.of(field);
      return mass.matrix().isEmpty()
          ? f.times(weight).minus(known).minus(d)
          : f.times(weight).minus(mass.times(known.plus(d)));
    }
  }

  static BdfNewton solve(Problem problem) {
    List<Tensor> constants =
        new ArrayList<>(
            List.of(problem.t(), problem.predicted(), problem.psi(), problem.c(), problem.scale()));
    constants.addAll(problem.factors().values());
    constants.addAll(problem.p());
    Tensor zero = problem.t().scalar(0);
    List<Tensor> start =
        new ArrayList<>(List.of(zero, problem.predicted().zeros(), zero, zero.scalar(RUNS)));
    Tensor holds = Loop.everyLane(zero.compare(Comparison.EQ, 0));
    for (int i = 0; i < problem.field().guards().size(); i++) {
      start.add(holds);
    }
    List<Tensor> reached = start;
    for (int i = 0; i < problem.factors().roundsWrittenOut(); i++) {
      reached = masked(reached, iterate(problem, constants, reached));
    }
    List<Tensor> end =
        Loop.whileTrue(
            constants,
            reached,
            (c, x) -> x.get(STATE).compare(Comparison.EQ, RUNS),
            (c, x) -> iterate(problem, c, x));
    return new BdfNewton(
        end.get(D),
        end.get(STATE).compare(Comparison.EQ, CONVERGED),
        end.get(ITERATION),
        end.subList(GUARDS, end.size()));
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

  private static List<Tensor> iterate(Problem problem, List<Tensor> c, List<Tensor> x) {
    int matrixEnd = FIXED + problem.factors().values().size();
    StageMatrix matrix = problem.factors().of(c.subList(FIXED, matrixEnd));
    Tensor k = x.get(ITERATION);
    Tensor d = x.get(D);
    List<Tensor> evaluated =
        Stages.evaluate(
            problem.field(), c.get(0), c.get(1).plus(d), c.subList(matrixEnd, c.size()));
    Tensor residual = problem.residual(evaluated.getFirst(), c.get(3), c.get(2), d);
    Tensor change = matrix.solve(residual);
    Tensor norm = Newton.weigh(problem.norm(), change, c.get(4));
    Tensor first = k.compare(Comparison.EQ, 0);
    Tensor rate = first.select(k.scalar(0), norm.dividedBy(x.get(NORM)));
    Tensor left = rate.dividedBy(rate.minus(1).negate());
    Tensor rounds = k.minus(problem.most()).negate();
    Tensor hopeless =
        first
            .not()
            .logical(
                LogicalFunction.AND,
                rate.compare(Comparison.GE, 1)
                    .logical(
                        LogicalFunction.OR,
                        rate.pow(rounds)
                            .dividedBy(rate.minus(1).negate())
                            .times(norm)
                            .compare(Comparison.GT, problem.tolerance())));
    Tensor broken = norm.compare(Comparison.LT, Double.POSITIVE_INFINITY).not();
    Tensor exact = norm.compare(Comparison.EQ, 0);
    Tensor close =
        first
            .not()
            .logical(
                LogicalFunction.AND, left.times(norm).compare(Comparison.LT, problem.tolerance()));
    Tensor done = exact.logical(LogicalFunction.OR, close);
    Tensor exhausted = k.compare(Comparison.GE, problem.most() - 1);
    Tensor fails = broken.logical(LogicalFunction.OR, hopeless);
    Tensor verdict =
        fails.select(
            k.scalar(FAILED),
            done.select(k.scalar(CONVERGED), exhausted.select(k.scalar(FAILED), k.scalar(RUNS))));
    List<Tensor> next =
        new ArrayList<>(List.of(k.plus(1), hopeless.select(d, d.plus(change)), norm, verdict));
    for (int i = 1; i < evaluated.size(); i++) {
      next.add(x.get(GUARDS + i - 1).logical(LogicalFunction.AND, evaluated.get(i)));
    }
    return next;
  }
}
