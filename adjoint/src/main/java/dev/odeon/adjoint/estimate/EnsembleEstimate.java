package dev.odeon.adjoint.estimate;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.optim.LaneMinima;
import dev.odeon.nn.optim.Termination;
import dev.odeon.nn.params.ParameterVector;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/// The parameters estimated for each of many data sets, and how well its data determine them; what
/// the quantities mean is said at [Estimate]. Data sets are numbered from 0.
public final class EnsembleEstimate {
  private final EnsembleEstimation estimation;
  private final LaneMinima minima;
  private final List<String> names;

  EnsembleEstimate(EnsembleEstimation estimation, LaneMinima minima) {
    this.estimation = estimation;
    this.minima = minima;
    names = estimation.names();
  }

  /// Names of the parameters, in order.
  public List<String> names() {
    return names;
  }

  /// Number of data sets.
  public int sets() {
    return minima.lanes();
  }

  /// A parameter of each data set.
  ///
  /// @throws IllegalArgumentException if there is none of this name
  public double[] values(String name) {
    int i = index(name);
    ParameterRange range = estimation.range(i);
    return IntStream.range(0, sets())
        .mapToDouble(set -> range.value(minima.point(set)[i]))
        .toArray();
  }

  /// The standard error of a parameter of each data set, to first order; infinite where data do not
  /// determine all parameters, NaN where the model could not be evaluated at the start.
  public double[] standardErrors(String name) {
    int i = index(name);
    ParameterRange range = estimation.range(i);
    return IntStream.range(0, sets())
        .mapToDouble(set -> freeError(set, i, gaussNewton(set)) * range.slope(minima.point(set)[i]))
        .toArray();
  }

  /// The confidence interval from the standard error.
  ///
  /// @param level such as 0.95
  public Interval interval(String name, int set, double level) {
    int i = index(name);
    double quantile = estimation.noise().quantile(level, degreesOfFreedom(set));
    double reach = quantile * freeError(set, i, gaussNewton(set));
    double u = minima.point(check(set))[i];
    ParameterRange range = estimation.range(i);
    return new Interval(level, range.value(u - reach), range.value(u + reach));
  }

  /// The free numbers of all parameters of a data set, for the model.
  public ParameterVector parameters(int set) {
    return ParameterVector.of(estimation.spec(), DType.F64, minima.point(check(set)));
  }

  /// The weighted sum of squares of a data set.
  public double sumOfSquares(int set) {
    return minima.value(check(set));
  }

  /// Number of observations of a data set less that of parameters.
  public int degreesOfFreedom(int set) {
    return estimation.residuals().observations(check(set)) - names.size();
  }

  /// s, the standard deviation of an observation of weight 1: estimated from the data set, or 1 if
  /// it is known.
  public double noise(int set) {
    return estimation.noise().deviation(sumOfSquares(set), degreesOfFreedom(set));
  }

  /// The ratio of largest to smallest singular value of the Jacobian of a data set with columns of
  /// length 1; infinite if its data do not determine all parameters.
  public double conditionNumber(int set) {
    return gaussNewton(check(set)).conditionNumber();
  }

  /// Why the minimisation of a data set ended.
  public Termination termination(int set) {
    return minima.termination(check(set));
  }

  /// How many points were tried for a data set.
  public int iterations(int set) {
    return minima.iterations(check(set));
  }

  /// The data sets whose minimisation met no tolerance, in order.
  public int[] unconverged() {
    return IntStream.range(0, sets()).filter(set -> !minima.termination(set).converged()).toArray();
  }

  private double freeError(int set, int i, GaussNewton matrix) {
    if (Double.isNaN(minima.factor(set)[0])) {
      return Double.NaN;
    }
    return noise(set) * Math.sqrt(matrix.inverse(i, i));
  }

  private GaussNewton gaussNewton(int set) {
    int p = names.size();
    double[] factor = minima.factor(set);
    RealMatrix r = MatrixUtils.createRealMatrix(p, p);
    for (int row = 0; row < p; row++) {
      r.setRow(row, Arrays.copyOfRange(factor, row * p, (row + 1) * p));
    }
    return new GaussNewton(r);
  }

  private int check(int set) {
    if (set < 0 || set >= sets()) {
      throw new IllegalArgumentException("data set " + set + " of " + sets());
    }
    return set;
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("parameter '" + name + "' is none of " + names);
    }
    return index;
  }

  @Override
  public String toString() {
    return sets() + " data sets, " + names + ", " + unconverged().length + " not converged";
  }
}
