package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/// Simplified Newton iteration for one implicit stage, `z = h f(t, base + gamma z)`, with the
/// matrix `I - h gamma J`. It ends when the correction, times the ratio of what is left to it, is
/// within the tolerance, or gives up. Hairer, Wanner, Solving Ordinary Differential Equations II,
/// 2nd ed., section IV.8, equations (8.10) and (8.11).
///
/// @param z the solution, `[d]`
/// @param state [#CONVERGED] or [#FAILED], scalar
/// @param eta ratio of what is left to the last correction, scalar
/// @param iterations number of evaluations of the field, scalar
/// @param guards whether each guard held in all of them
record StageNewton(Tensor z, Tensor state, Tensor eta, Tensor iterations, List<Tensor> guards) {
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
  private static final int Z = 4;
  private static final int GUARDS = 5;

  private static final int FIXED = 5;

  /// What all stages of a step have in common.
  ///
  /// @param field the field
  /// @param gamma weight of the new stage in its argument
  /// @param h step size, scalar
  /// @param scale what corrections are weighed against, `[d]`
  /// @param norm the norm of a correction over the scale, scalar
  /// @param matrix `I - h gamma J`
  /// @param tolerance largest weighted error left
  /// @param stalled largest weighted correction that counts as rounding once corrections no longer
  ///   shrink
  /// @param most most iterations
  /// @param p parameters of the field
  record Equation(
      FieldGraph field,
      double gamma,
      Tensor h,
      Tensor scale,
      BinaryOperator<Tensor> norm,
      StageMatrix matrix,
      double tolerance,
      double stalled,
      int most,
      List<Tensor> p) {}

  /// Solves for a stage.
  ///
  /// @param base the argument of the stage without its own term, `[d]`
  /// @param guess where to start, `[d]`
  /// @param state [#RUNS], or [#FAILED] if it need not be solved any more
  /// @param eta the ratio expected for the first correction; infinite if one is not enough
  static StageNewton solve(
      Equation system, Tensor t, Tensor base, Tensor guess, Tensor state, Tensor eta) {
    List<Tensor> constants =
        new ArrayList<>(List.of(t, base, system.h(), system.scale(), Loop.everyLane(eta)));
    constants.addAll(system.matrix().values());
    constants.addAll(system.p());
    Tensor zero = t.scalar(0);
    List<Tensor> start = new ArrayList<>(List.of(zero, state, eta, zero, guess));
    Tensor holds = Loop.everyLane(zero.compare(Comparison.EQ, 0));
    for (int i = 0; i < system.field().guards().size(); i++) {
      start.add(holds);
    }
    List<Tensor> end =
        Loop.whileTrue(
            constants,
            start,
            (c, x) -> x.get(STATE).compare(Comparison.EQ, RUNS),
            (c, x) -> iterate(system, c, x));
    return new StageNewton(
        end.get(Z),
        end.get(STATE),
        end.get(ETA),
        end.get(ITERATION),
        end.subList(GUARDS, end.size()));
  }

  private static List<Tensor> iterate(Equation system, List<Tensor> c, List<Tensor> x) {
    int matrixEnd = FIXED + system.matrix().values().size();
    StageMatrix matrix = system.matrix().of(c.subList(FIXED, matrixEnd));
    Tensor k = x.get(ITERATION);
    Tensor z = x.get(Z);
    Tensor argument = z.fma(z.scalar(system.gamma()), c.get(1));
    List<Tensor> evaluated =
        Stages.evaluate(system.field(), c.get(0), argument, c.subList(matrixEnd, c.size()));
    Tensor residual = evaluated.getFirst().times(c.get(2)).minus(z);
    Tensor change = matrix.solve(residual);
    Tensor norm = system.norm().apply(change, c.get(3));
    Tensor first = k.compare(Comparison.EQ, 0);
    Tensor rate = norm.dividedBy(x.get(NORM));
    Tensor eta = first.select(c.get(4), rate.dividedBy(rate.minus(1).negate()));
    Tensor slower = and(first.not(), rate.compare(Comparison.LT, 1).not());
    Tensor exact = norm.compare(Comparison.EQ, 0);
    Tensor close = and(slower.not(), eta.times(norm).compare(Comparison.LE, system.tolerance()));
    Tensor rounding = and(slower, norm.compare(Comparison.LE, system.stalled()));
    Tensor done = exact.logical(LogicalFunction.OR, close).logical(LogicalFunction.OR, rounding);
    Tensor finite = norm.compare(Comparison.LT, Double.POSITIVE_INFINITY);
    Tensor over =
        finite
            .not()
            .logical(LogicalFunction.OR, slower)
            .logical(LogicalFunction.OR, k.compare(Comparison.GE, system.most() - 1));
    Tensor verdict =
        done.select(k.scalar(CONVERGED), over.select(k.scalar(FAILED), k.scalar(RUNS)));
    Tensor left = and(done, slower.not()).select(eta, x.get(ETA));
    List<Tensor> next =
        new ArrayList<>(
            List.of(k.plus(1), verdict, left, norm, z.plus(finite.select(change, residual))));
    for (int i = 1; i < evaluated.size(); i++) {
      next.add(and(x.get(GUARDS + i - 1), evaluated.get(i)));
    }
    return next;
  }

  private static Tensor and(Tensor one, Tensor other) {
    return one.logical(LogicalFunction.AND, other);
  }
}
