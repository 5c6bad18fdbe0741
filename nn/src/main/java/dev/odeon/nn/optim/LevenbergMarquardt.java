package dev.odeon.nn.optim;

import java.util.function.BooleanSupplier;
import org.hipparchus.exception.LocalizedCoreFormats;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.optim.LocalizedOptimFormats;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresFactory;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;

/// Nonlinear least squares by Levenberg-Marquardt, as Hipparchus has it (a MINPACK descendant). For
/// few parameters: the Jacobian is dense.
///
/// Points where the residuals are not finite are stepped back from.
///
/// @param maxIterations at least 1; evaluations are bounded by ten times as many and 400
/// @param tolerance relative, for the sum of squares, the parameters and the orthogonality of
///   residuals and Jacobian; positive
public record LevenbergMarquardt(int maxIterations, double tolerance) {
  private static final double STEP_BOUND_FACTOR = 100;
  private static final double RANKING_THRESHOLD = Double.MIN_NORMAL;

  public LevenbergMarquardt {
    Ranges.atLeastOne("maxIterations", maxIterations);
    Ranges.positive("tolerance", tolerance);
  }

  /// Tolerance 1e-12.
  public LevenbergMarquardt(int maxIterations) {
    this(maxIterations, 1e-12);
  }

  /// Minimises the sum of squares of `residuals`; see [#minimize(Residuals, double[],
  /// BooleanSupplier)].
  public Minimum minimize(Residuals residuals, double[] start) {
    return minimize(residuals, start, () -> false);
  }

  /// Minimises Σ rᵢ².
  ///
  /// @param start left as it is
  /// @param cancelled asked before each evaluation
  /// @return the best point with its sum of squares, at most the start's
  /// @throws IllegalArgumentException if there are no residuals or no parameters
  public Minimum minimize(Residuals residuals, double[] start, BooleanSupplier cancelled) {
    Ranges.atLeastOne("number of residuals", residuals.count());
    Ranges.atLeastOne("number of parameters", start.length);
    SumOfSquares sum = new SumOfSquares(residuals, start, cancelled);
    double[] r = new double[residuals.count()];
    double first = sum.evaluate(start.clone(), r, new double[r.length][start.length]);
    if (!Double.isFinite(first)) {
      return new Minimum(start, first, 0, Termination.START_NOT_FINITE);
    }
    int iterations = 0;
    Termination end;
    try {
      LeastSquaresOptimizer.Optimum optimum = optimizer().optimize(problem(sum, start, r.length));
      iterations = optimum.getIterations();
      end = Termination.DECREASE_TOLERANCE;
    } catch (SumOfSquares.Cancelled e) {
      end = Termination.CANCELLED;
    } catch (MathIllegalStateException e) {
      end = termination(e);
      iterations = end == Termination.MAX_ITERATIONS ? maxIterations : 0;
    }
    return new Minimum(sum.best(), sum.bestSum(), iterations, end);
  }

  private LevenbergMarquardtOptimizer optimizer() {
    return new LevenbergMarquardtOptimizer(
        STEP_BOUND_FACTOR, tolerance, tolerance, tolerance, RANKING_THRESHOLD);
  }

  private LeastSquaresProblem problem(SumOfSquares sum, double[] start, int count) {
    int evaluations = (int) Math.min(Integer.MAX_VALUE, 10L * maxIterations + 400);
    return LeastSquaresFactory.create(
        sum,
        new ArrayRealVector(count),
        new ArrayRealVector(start),
        (iteration, previous, current) -> false,
        evaluations,
        maxIterations);
  }

  private static Termination termination(MathIllegalStateException e) {
    if (e.getSpecifier() == LocalizedCoreFormats.MAX_COUNT_EXCEEDED) {
      return Termination.MAX_ITERATIONS;
    }
    // Hipparchus throws these where the tolerance asks for more than doubles can give.
    if (e.getSpecifier() == LocalizedOptimFormats.TOO_SMALL_COST_RELATIVE_TOLERANCE
        || e.getSpecifier() == LocalizedOptimFormats.TOO_SMALL_PARAMETERS_RELATIVE_TOLERANCE
        || e.getSpecifier() == LocalizedOptimFormats.TOO_SMALL_ORTHOGONALITY_TOLERANCE) {
      return Termination.DECREASE_TOLERANCE;
    }
    return Termination.LINE_SEARCH_FAILED;
  }
}
