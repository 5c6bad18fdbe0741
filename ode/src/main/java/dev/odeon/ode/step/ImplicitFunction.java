package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import java.util.List;

/// The solution z of `G(z, x) = 0` as a function of x that can be differentiated in both modes.
///
/// Newton's iteration, with the matrix of each iterate, finds a solution z* that counts as a
/// constant. The function is `z = z* - J^-1 G(z*, x)`, J the derivative of G for z at z*, constant
/// as well. Its value is z*, corrected once more, and its derivative is `dz = -J^-1 dG`, which is
/// the implicit function theorem; reverse mode solves with the transposed matrix. Griewank and
/// Walther, Evaluating Derivatives, 2nd ed., section 15.1.
///
/// Of one correction only the first derivative is exact, since J does not change with x. A second
/// correction from there with the same J leaves `(I - J^-1 J(x))` of what the first left: each
/// correction makes one more derivative exact.
final class ImplicitFunction {
  /// Quadratic convergence needs few rounds; a loop of them is small.
  private static final Newton.Limits LIMITS = new Newton.Limits(1e-13, 1e-8, 50, 0);

  private ImplicitFunction() {}

  /// What is solved, traced wherever it is needed.
  interface Equation {
    /// `-G(z, x)`.
    Tensor residual(List<Tensor> x, Tensor z);

    /// The derivative of G for z.
    StageMatrix matrix(List<Tensor> x, Tensor z);

    /// What corrections of z are weighed against, of its type.
    Tensor scale(List<Tensor> x, Tensor z);
  }

  /// Solves; the solution and its derivatives are NaN where the iteration failed.
  ///
  /// @param x what the equation depends on
  /// @param guess where to start
  /// @param state [Newton#RUNS], or [Newton#FAILED] if it need not be solved any more
  /// @param derivatives up to which order they are exact, at least 1
  static Newton solve(
      Equation equation, List<Tensor> x, Tensor guess, Tensor state, int derivatives) {
    List<Tensor> fixed = x.stream().map(Tensor::stopGradient).toList();
    Newton newton =
        Newton.solve(
            LIMITS,
            fixed,
            List.of(guess.stopGradient()),
            state,
            guess.scalar(1),
            0,
            (c, z) -> correct(equation, c, z.getFirst()));
    Tensor converged = newton.state().compare(Comparison.EQ, Newton.CONVERGED);
    Tensor reached = newton.x().getFirst();
    Tensor z = converged.select(reached, reached.scalar(Double.NaN)).stopGradient();
    StageMatrix matrix = equation.matrix(fixed, z);
    Tensor function = z;
    for (int i = 0; i < derivatives; i++) {
      function = function.plus(matrix.solve(equation.residual(x, function)));
    }
    return new Newton(
        List.of(function), newton.state(), newton.eta(), newton.iterations(), List.of());
  }

  private static Newton.Correction correct(Equation equation, List<Tensor> x, Tensor z) {
    Tensor residual = equation.residual(x, z);
    Tensor change = equation.matrix(x, z).solve(residual);
    Tensor norm = Newton.weigh(new ErrorNorm.Ignored(), change, equation.scale(x, z));
    return new Newton.Correction(List.of(change), List.of(residual), norm, List.of());
  }
}
