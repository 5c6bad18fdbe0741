package dev.odeon.adjoint.estimate;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.optim.Minimum;
import dev.odeon.nn.optim.Termination;
import dev.odeon.nn.params.ParameterVector;
import java.util.List;
import java.util.Locale;
import org.hipparchus.linear.MatrixUtils;

/// Estimated parameters and, from the Gauss-Newton matrix `J^T J` at the optimum, how well data
/// determine them.
///
/// With u the free numbers of the parameters, their covariance is `s^2 (J^T J)^-1`. Intervals are
/// made for u and carried over to the parameter, so that they keep its range. Seber, Wild,
/// Nonlinear regression (1989), section 2.1.
public final class Estimate {
  private final ParameterEstimation estimation;
  private final Minimum minimum;
  private final List<String> names;
  private final GaussNewton matrix;

  Estimate(ParameterEstimation estimation, Minimum minimum) {
    this.estimation = estimation;
    this.minimum = minimum;
    names = estimation.names();
    int p = names.size();
    double[][] jacobian = new double[estimation.residuals().count()][p];
    estimation.residuals().evaluate(minimum.point(), new double[jacobian.length], jacobian);
    matrix = new GaussNewton(MatrixUtils.createRealMatrix(jacobian));
  }

  /// Names of the parameters, in order.
  public List<String> names() {
    return names;
  }

  /// Why the minimisation ended.
  public Termination termination() {
    return minimum.termination();
  }

  /// The weighted sum of squares.
  public double sumOfSquares() {
    return minimum.value();
  }

  /// Number of observations less that of parameters.
  public int degreesOfFreedom() {
    return estimation.residuals().count() - names.size();
  }

  /// s, the standard deviation of an observation of weight 1: estimated, or 1 if it is known.
  public double noise() {
    return estimation.noise().deviation(sumOfSquares(), degreesOfFreedom());
  }

  /// The ratio of largest to smallest singular value of the Jacobian with columns of length 1;
  /// infinite if data do not determine all parameters, which then have infinite standard errors.
  public double conditionNumber() {
    return matrix.conditionNumber();
  }

  /// A parameter.
  ///
  /// @throws IllegalArgumentException if there is none of this name
  public double value(String name) {
    int i = index(name);
    return estimation.range(i).value(minimum.point()[i]);
  }

  /// The standard error of a parameter, to first order.
  public double standardError(String name) {
    int i = index(name);
    return freeError(i) * estimation.range(i).slope(minimum.point()[i]);
  }

  /// The standard error of the free number of a parameter: for a positive one, of its logarithm.
  public double freeStandardError(String name) {
    return freeError(index(name));
  }

  /// The correlation of the free numbers of two parameters; near 1 or -1, data determine only a
  /// combination of both.
  public double correlation(String first, String second) {
    int a = index(first);
    int b = index(second);
    return matrix.inverse(a, b) / Math.sqrt(matrix.inverse(a, a) * matrix.inverse(b, b));
  }

  /// The confidence interval from the standard error.
  ///
  /// @param level such as 0.95
  public Interval interval(String name, double level) {
    int i = index(name);
    double reach = quantile(level) * freeError(i);
    double u = minimum.point()[i];
    return new Interval(
        level, estimation.range(i).value(u - reach), estimation.range(i).value(u + reach));
  }

  /// The profile of a parameter, up to where the confidence interval of level `level` ends.
  ///
  /// @param level such as 0.95
  public Profile profile(String name, double level) {
    return Profile.of(estimation, this, index(name), Interval.checkLevel(level));
  }

  /// The free numbers of all parameters, for the model.
  public ParameterVector parameters() {
    return ParameterVector.of(estimation.spec(), DType.F64, minimum.point());
  }

  double[] point() {
    return minimum.point();
  }

  double freeError(int i) {
    return noise() * Math.sqrt(matrix.inverse(i, i));
  }

  /// The two-sided quantile of a parameter's distance from the truth in standard errors.
  double quantile(double level) {
    return estimation.noise().quantile(level, degreesOfFreedom());
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("parameter '" + name + "' is none of " + names);
    }
    return index;
  }

  /// A line a parameter: its name, value, standard error.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(
          String.format(
              Locale.ROOT, "%s = %.6g +- %.2g%n", name, value(name), standardError(name)));
    }
    return text + "s = " + noise() + ", " + degreesOfFreedom() + " degrees of freedom";
  }
}
