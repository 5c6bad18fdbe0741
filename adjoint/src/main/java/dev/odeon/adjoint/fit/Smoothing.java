package dev.odeon.adjoint.fit;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.train.Samples;
import java.util.Arrays;

/// Smooth states and derivatives of a noisy trajectory, by local regression: at each time a
/// polynomial is fitted to the neighbours, weighted by a kernel, of degree 1 for the state and 2
/// for the derivative. A field fitted to them needs no solve: a quick first fit (collocation), from
/// which a fit of the solution goes on.
///
/// Liang, Wu, Parameter estimation for differential equation models using a framework of
/// measurement error in regression models (2008), section 2; Fan, Gijbels, Local polynomial
/// modelling (1996).
///
/// @param kernel how neighbours count
/// @param bandwidth in units of time, positive
public record Smoothing(Kernel kernel, double bandwidth) {
  private static final int TRIALS = 20;
  private static final int NONE = -1;

  public Smoothing {
    if (!(bandwidth > 0 && bandwidth < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "smoothing: bandwidth " + bandwidth + " is not a positive number");
    }
  }

  /// With the bandwidth, of twenty between two spacings and half the time span, that predicts each
  /// observation best from the others. Derivatives often do better with about twice as much.
  ///
  /// @throws IllegalArgumentException if there are fewer than five observations
  public static Smoothing of(Kernel kernel, Trajectory data) {
    if (data.count() < 5) {
      throw new IllegalArgumentException(
          "smoothing: " + data.count() + " observations are too few to choose a bandwidth by");
    }
    double span = data.time(data.count() - 1) - data.time(0);
    double smallest = 2 * span / (data.count() - 1);
    double ratio = Math.pow(span / 2 / smallest, 1.0 / (TRIALS - 1));
    Smoothing best = new Smoothing(kernel, span / 2);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIALS; i++) {
      Smoothing trial = new Smoothing(kernel, smallest * Math.pow(ratio, i));
      double error = trial.predictionError(data);
      if (error < least) {
        least = error;
        best = trial;
      }
    }
    return best;
  }

  /// The sum over components of the square errors of predicting each observation from the others,
  /// relative to the component's spread; infinite if the bandwidth is too small for that.
  private double predictionError(Trajectory data) {
    double sum = 0;
    for (int c = 0; c < data.dimension(); c++) {
      double[] values = data.component(c);
      double mean = Arrays.stream(values).average().orElseThrow();
      double spread = 0;
      double error = 0;
      for (int i = 0; i < values.length; i++) {
        double[][] normal = normal(data, values, data.time(i), 1, i);
        double residual = isSingular(normal) ? Double.NaN : values[i] - solve(normal)[0];
        error += residual * residual;
        spread += (values[i] - mean) * (values[i] - mean);
      }
      sum += spread > 0 ? error / spread : error;
    }
    return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
  }

  /// The smooth states at the times of `data`.
  ///
  /// @throws IllegalArgumentException if the bandwidth holds too few observations somewhere
  public Trajectory states(Trajectory data) {
    return Trajectory.of(data.times(), local(data, 1, 0));
  }

  /// The derivatives at the times of `data`, as the states of a trajectory.
  ///
  /// @throws IllegalArgumentException if the bandwidth holds too few observations somewhere
  public Trajectory derivatives(Trajectory data) {
    return Trajectory.of(data.times(), local(data, 2, 1));
  }

  /// Samples for a fit of the field alone: inputs the smooth states, targets their derivatives.
  public Samples samples(Trajectory data) {
    Shape state = Shape.of(data.dimension());
    double[] states = columns(states(data));
    return new Samples(data.count(), state, states, state, columns(derivatives(data)));
  }

  private static double[] columns(Trajectory trajectory) {
    int n = trajectory.count();
    double[] all = new double[n * trajectory.dimension()];
    for (int c = 0; c < trajectory.dimension(); c++) {
      System.arraycopy(trajectory.component(c), 0, all, c * n, n);
    }
    return all;
  }

  /// Coefficient `power` of the local polynomials of degree `degree`, one array a component.
  private double[][] local(Trajectory data, int degree, int power) {
    double[][] result = new double[data.dimension()][data.count()];
    for (int c = 0; c < result.length; c++) {
      double[] values = data.component(c);
      for (int i = 0; i < data.count(); i++) {
        result[c][i] = coefficient(data, values, data.time(i), degree, power);
      }
    }
    return result;
  }

  private double coefficient(Trajectory data, double[] values, double t, int degree, int power) {
    double[][] normal = normal(data, values, t, degree, NONE);
    if (isSingular(normal)) {
      throw new IllegalArgumentException(
          "smoothing: bandwidth "
              + bandwidth
              + " holds too few observations around time "
              + t
              + " for a polynomial of degree "
              + degree);
    }
    return solve(normal)[power] / Math.pow(bandwidth, power);
  }

  /// The normal equations `[A | b]` of the local polynomial at `t`, in units of the bandwidth, so
  /// that they are well scaled.
  private double[][] normal(Trajectory data, double[] values, double t, int degree, int without) {
    double[][] normal = new double[degree + 1][degree + 2];
    for (int i = 0; i < values.length; i++) {
      double u = (data.time(i) - t) / bandwidth;
      double row = i == without ? 0 : kernel.weight(u);
      for (int a = 0; a <= degree; a++) {
        double entry = row;
        for (int b = 0; b <= degree; b++) {
          normal[a][b] += entry;
          entry *= u;
        }
        normal[a][degree + 1] += row * values[i];
        row *= u;
      }
    }
    return normal;
  }

  /// Whether elimination meets a pivot that is zero but for rounding, since too few neighbours have
  /// weight.
  private static boolean isSingular(double[][] normal) {
    double[][] copy = Arrays.stream(normal).map(double[]::clone).toArray(double[][]::new);
    double unused = solve(copy)[0];
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < copy.length; k++) {
      largest = Math.max(largest, Math.abs(copy[k][k]));
      smallest = Math.min(smallest, Math.abs(copy[k][k]));
    }
    return !(smallest > 1e-12 * largest);
  }

  /// Gauss elimination with pivoting of `[A | b]`.
  private static double[] solve(double[][] m) {
    int n = m.length;
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(m[i][k]) > Math.abs(m[pivot][k]) ? i : pivot;
      }
      double[] row = m[pivot];
      m[pivot] = m[k];
      m[k] = row;
      for (int i = k + 1; i < n; i++) {
        double factor = m[i][k] / row[k];
        for (int j = k; j <= n; j++) {
          m[i][j] -= factor * row[j];
        }
      }
    }
    double[] x = new double[n];
    for (int k = n - 1; k >= 0; k--) {
      double sum = m[k][n];
      for (int j = k + 1; j < n; j++) {
        sum -= m[k][j] * x[j];
      }
      x[k] = sum / m[k][k];
    }
    return x;
  }
}
