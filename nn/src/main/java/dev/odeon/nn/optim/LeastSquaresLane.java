package dev.odeon.nn.optim;

import java.util.Arrays;
import java.util.Optional;

/// The state of one lane of [LaneLevenbergMarquardt]: its best point, the factored Jacobian there,
/// and how far it dares to go.
///
/// Columns are scaled by the largest norms that they had so far, as in Moré, The
/// Levenberg-Marquardt algorithm: implementation and theory (1978). The damping follows Nielsen,
/// Damping parameter in Marquardt's method (1999), equation 2.4 onwards.
final class LeastSquaresLane {
  private static final double FIRST_DAMPING = 1e-3;

  private final int p;
  private final double[] point;
  private final double[] trial;
  private final double[] step;
  private final double[] scale;
  private final double[] factor;
  private final double[] rotated;
  private final double[] rows;
  private final double[] right;
  private double sum = Double.NaN;
  private double predicted;
  private double relativeStep;
  private double gradient;
  private double damping = FIRST_DAMPING;
  private double growth = 2;
  private int iterations;

  LeastSquaresLane(double[] start) {
    p = start.length;
    point = start.clone();
    trial = start.clone();
    step = new double[p];
    scale = new double[p];
    factor = new double[p * p];
    rotated = new double[p];
    rows = new double[p * p];
    right = new double[p];
    Arrays.fill(factor, Double.NaN);
  }

  double[] point() {
    return point.clone();
  }

  double[] factor() {
    return factor.clone();
  }

  double sumOfSquares() {
    return sum;
  }

  int iterations() {
    return iterations;
  }

  /// Where the lane is to be evaluated next.
  double trial(int parameter) {
    return trial[parameter];
  }

  /// Takes the evaluation of the start.
  ///
  /// @param columns the residuals after the columns of the Jacobian, each of length `n`; destroyed
  Optional<Termination> begin(double[][] columns, double tolerance) {
    sum = squares(columns[p]);
    if (!isFinite(columns)) {
      Arrays.fill(factor, Double.NaN);
      return Optional.of(Termination.START_NOT_FINITE);
    }
    factorise(columns);
    return propose(tolerance);
  }

  /// Takes the evaluation of the trial, and makes the next.
  ///
  /// @param columns the residuals after the columns of the Jacobian; destroyed
  Optional<Termination> advance(double[][] columns, double tolerance) {
    iterations++;
    double next = squares(columns[p]);
    boolean isFinite = isFinite(columns);
    double fallen = isFinite ? (sum - next) / sum : Double.NEGATIVE_INFINITY;
    double ratio = fallen / predicted;
    boolean isSmall = Math.abs(fallen) <= tolerance && predicted <= tolerance;
    boolean isStill = relativeStep <= tolerance;
    if (ratio > 0 && next < sum) {
      System.arraycopy(trial, 0, point, 0, p);
      sum = next;
      factorise(columns);
      double less = 2 * ratio - 1;
      damping *= Math.max(1.0 / 3, 1 - less * less * less);
      growth = 2;
    } else {
      damping *= growth;
      growth *= 2;
    }
    if ((isStill && !isFinite) || !Double.isFinite(damping)) {
      return Optional.of(Termination.LINE_SEARCH_FAILED);
    }
    if (isSmall || isStill || sum == 0) {
      return Optional.of(Termination.DECREASE_TOLERANCE);
    }
    return propose(tolerance);
  }

  /// `R` with `R^T R = J^T J` and `Q^T r`, by Householder reflections of the columns.
  private void factorise(double[][] columns) {
    double length = Math.sqrt(squares(columns[p]));
    gradient = 0;
    for (int j = 0; j < p; j++) {
      double norm = Math.sqrt(squares(columns[j]));
      scale[j] = Math.max(scale[j], norm);
      if (norm > 0 && length > 0) {
        gradient = Math.max(gradient, Math.abs(dot(columns[j], columns[p], 0)) / norm / length);
      }
    }
    int n = columns[p].length;
    Arrays.fill(factor, 0);
    Arrays.fill(rotated, 0);
    for (int j = 0; j < Math.min(p, n); j++) {
      reflect(columns, j);
    }
    for (int j = 0; j < p; j++) {
      for (int i = 0; i <= Math.min(j, n - 1); i++) {
        factor[i * p + j] = columns[j][i];
      }
    }
    System.arraycopy(columns[p], 0, rotated, 0, Math.min(p, n));
  }

  private void reflect(double[][] columns, int j) {
    double[] v = columns[j];
    double norm = Math.sqrt(dot(v, v, j));
    if (norm == 0) {
      return;
    }
    double head = v[j] > 0 ? -norm : norm;
    double pivot = v[j] - head;
    double square = norm * norm - v[j] * head;
    v[j] = pivot;
    for (int c = j + 1; c <= p; c++) {
      double part = dot(v, columns[c], j) / square;
      for (int i = j; i < v.length; i++) {
        columns[c][i] -= part * v[i];
      }
    }
    v[j] = head;
  }

  /// Sets the trial to the minimum of `|J s + r|^2 + damping |D s|^2`.
  private Optional<Termination> propose(double tolerance) {
    if (gradient <= tolerance || sum == 0) {
      return Optional.of(Termination.GRADIENT_TOLERANCE);
    }
    solveDamped();
    double square = 0;
    double size = 0;
    for (int j = 0; j < p; j++) {
      double d = scale(j);
      square += d * step[j] * (d * step[j]);
      size += d * point[j] * (d * point[j]);
      trial[j] = point[j] + step[j];
    }
    double forward = 0;
    for (int i = 0; i < p; i++) {
      double row = 0;
      for (int j = i; j < p; j++) {
        row += factor[i * p + j] * step[j];
      }
      forward += row * row;
    }
    predicted = (forward + 2 * damping * square) / sum;
    relativeStep = Math.sqrt(square / size);
    return Optional.empty();
  }

  private double scale(int j) {
    return scale[j] > 0 ? scale[j] : 1;
  }

  /// Rotates the rows `sqrt(damping) D` into R, one after the other, and substitutes back.
  private void solveDamped() {
    System.arraycopy(factor, 0, rows, 0, rows.length);
    for (int i = 0; i < p; i++) {
      right[i] = -rotated[i];
    }
    double[] extra = new double[p];
    for (int k = 0; k < p; k++) {
      Arrays.fill(extra, 0);
      extra[k] = Math.sqrt(damping) * scale(k);
      double value = 0;
      for (int j = k; j < p; j++) {
        double a = rows[j * p + j];
        double radius = Math.hypot(a, extra[j]);
        double cosine = a / radius;
        double sine = extra[j] / radius;
        if (radius == 0) {
          continue;
        }
        for (int c = j; c < p; c++) {
          double upper = rows[j * p + c];
          rows[j * p + c] = cosine * upper + sine * extra[c];
          extra[c] = cosine * extra[c] - sine * upper;
        }
        double upper = right[j];
        right[j] = cosine * upper + sine * value;
        value = cosine * value - sine * upper;
      }
    }
    for (int i = p - 1; i >= 0; i--) {
      double left = right[i];
      for (int j = i + 1; j < p; j++) {
        left -= rows[i * p + j] * step[j];
      }
      step[i] = left / rows[i * p + i];
    }
  }

  private static boolean isFinite(double[][] columns) {
    for (double[] column : columns) {
      if (!Double.isFinite(squares(column))) {
        return false;
      }
    }
    return true;
  }

  private static double squares(double[] x) {
    return dot(x, x, 0);
  }

  private static double dot(double[] a, double[] b, int from) {
    double sum = 0;
    for (int i = from; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
