package dev.odeon.ode.step;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// The equation of one diagonally implicit stage, `M z = h f(t, base + gamma z)`, for all stages of
/// a step.
///
/// @param field f
/// @param gamma weight of the stage in its own argument
/// @param norm weighs corrections
/// @param matrix `M - h gamma J`
/// @param point where the step begins
record StageEquation(
    FieldGraph field, double gamma, ErrorNorm norm, StageMatrix matrix, StepPoint point) {
  /// T, base, h, scale.
  private static final int FIXED = 4;

  /// With the Jacobian at `point`.
  static StageEquation of(FieldGraph field, double gamma, ErrorNorm norm, StepPoint point) {
    FieldJacobian jacobian = FieldJacobian.of(field);
    Tensor values = jacobian.at(point.t(), point.y(), point.p());
    StageMatrix matrix = jacobian.stage(values, point.h().times(gamma));
    return new StageEquation(field, gamma, norm, matrix, point);
  }

  /// How the stage at a time is solved.
  interface Solver {
    /// Solves for the stage at time `t`.
    ///
    /// @param state [Newton#RUNS], or [Newton#FAILED] if it need not be solved any more
    /// @param expected the ratio expected for the first correction, scalar
    Newton solve(Tensor t, Tensor base, Tensor guess, Tensor state, Tensor expected);
  }

  /// For steps from `point` that are to be differentiated: the stages as functions of their bases
  /// and of the parameters.
  ///
  /// @param derivatives up to which order they are exact
  static Solver differentiable(FieldGraph field, double gamma, StepPoint point, int derivatives) {
    FieldJacobian jacobian = FieldJacobian.of(field);
    Mass mass = Mass.of(field);
    ImplicitFunction.Equation equation =
        new ImplicitFunction.Equation() {
          @Override
          public Tensor residual(List<Tensor> x, Tensor z) {
            Tensor argument = z.fma(z.scalar(gamma), x.get(1));
            List<Tensor> p = x.subList(3, x.size());
            Tensor slope = Stages.evaluate(field, x.get(0), argument, p).getFirst();
            return slope.times(x.get(2)).minus(mass.times(z));
          }

          @Override
          public StageMatrix matrix(List<Tensor> x, Tensor z) {
            Tensor argument = z.fma(z.scalar(gamma), x.get(1));
            Tensor there = jacobian.at(x.get(0), argument, x.subList(3, x.size()));
            return jacobian.stage(there, x.get(2).times(gamma));
          }

          @Override
          public Tensor scale(List<Tensor> x, Tensor z) {
            return Newton.scale(new ErrorNorm.Ignored(), x.get(1));
          }
        };
    return (t, base, guess, state, expected) -> {
      List<Tensor> x = new ArrayList<>(List.of(t, base, point.h()));
      x.addAll(point.p());
      return ImplicitFunction.solve(equation, x, guess, state, derivatives);
    };
  }

  /// Solves for the stage at time `t`.
  ///
  /// @param state [Newton#RUNS], or [Newton#FAILED] if it need not be solved any more
  /// @param expected the ratio expected for the first correction, scalar
  Newton solve(Tensor t, Tensor base, Tensor guess, Tensor state, Tensor expected) {
    Tensor scale = Newton.scale(norm, point.y());
    List<Tensor> constants = new ArrayList<>(List.of(t, base, point.h(), scale));
    constants.addAll(matrix.values());
    constants.addAll(point.p());
    return Newton.solve(
        Newton.Limits.of(norm, matrix.roundsWrittenOut()),
        constants,
        List.of(guess),
        state,
        expected,
        field.guards().size(),
        (c, x) -> correct(c, x.getFirst()));
  }

  private Newton.Correction correct(List<Tensor> c, Tensor z) {
    int matrixEnd = FIXED + matrix.values().size();
    StageMatrix here = matrix.of(c.subList(FIXED, matrixEnd));
    Tensor argument = z.fma(z.scalar(gamma), c.get(1));
    List<Tensor> evaluated =
        Stages.evaluate(field, c.get(0), argument, c.subList(matrixEnd, c.size()));
    Tensor residual = evaluated.getFirst().times(c.get(2)).minus(Mass.of(field).times(z));
    Tensor change = here.solve(residual);
    return new Newton.Correction(
        List.of(change),
        List.of(residual),
        Newton.weigh(norm, change, c.get(3)),
        evaluated.subList(1, evaluated.size()));
  }
}
