package dev.odeon.adjoint;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;

/// Newton's iteration for f(y, p) = 0 in a few lanes at once, each with step sizes of its own: a
/// step is halved until the residual, the largest derivative in parts of what counts as zero, gets
/// smaller. It goes on below 1 as long as that halves. Deuflhard, Newton Methods for Nonlinear
/// Problems (2004), section 3.
final class NewtonIteration {
  private static final double SMALLEST_FACTOR = 0x1p-20;

  private final Executable direction;
  private final Tolerances smallness;
  private final int dimension;

  NewtonIteration(FieldGraph field, Tolerances smallness, Backend backend) {
    direction = backend.compile(direction(field));
    this.smallness = smallness;
    dimension = field.dimension();
  }

  /// `(y, p) -> (f, -J^-1 f)`.
  private static Graph direction(FieldGraph field) {
    SteadyLinearisation around = SteadyLinearisation.of(field);
    Tensor f = around.tracer().call(field.graph(), around.arguments()).getFirst();
    return around.graph(List.of(f, around.jacobian().solve(f).negate()));
  }

  /// Improves the states of `width` lanes; returns their residuals.
  ///
  /// @param y `[d][lane]`, written
  double[] run(double[] y, double[][] parameters, int width, int evaluations) {
    double[] tried = y.clone();
    double[] f = new double[dimension * width];
    double[] found = new double[dimension * width];
    double[] step = new double[dimension * width];
    double[] factor = new double[width];
    double[] residual = new double[width];
    boolean[] isOver = new boolean[width];
    Arrays.fill(residual, Double.POSITIVE_INFINITY);
    double[][] in = new double[1 + parameters.length][];
    in[0] = tried;
    System.arraycopy(parameters, 0, in, 1, parameters.length);
    int left = width;
    for (int evaluation = 0; evaluation < evaluations && left > 0; evaluation++) {
      direction.run(in, new double[][] {f, found}, width);
      for (int lane = 0; lane < width; lane++) {
        if (isOver[lane]) {
          continue;
        }
        double now = residual(tried, f, lane, width);
        boolean isBetter = now < residual[lane];
        isOver[lane] = isOver(residual[lane], now, factor[lane], evaluation);
        if (isBetter) {
          copy(tried, y, lane, width);
          copy(found, step, lane, width);
          residual[lane] = now;
          factor[lane] = 1;
        } else {
          factor[lane] /= 2;
        }
        left -= isOver[lane] ? 1 : 0;
        for (int i = lane; i < tried.length; i += width) {
          tried[i] = isOver[lane] ? y[i] : Math.fma(factor[lane], step[i], y[i]);
        }
      }
    }
    return residual;
  }

  private static boolean isOver(double before, double now, double factor, int evaluation) {
    boolean isSmall = Math.min(before, now) <= 1;
    boolean isExact = now == 0;
    boolean isStuck = isSmall ? !(now < before / 2) : factor < SMALLEST_FACTOR;
    return isExact || (evaluation > 0 && isStuck);
  }

  private static void copy(double[] from, double[] to, int lane, int width) {
    for (int i = lane; i < from.length; i += width) {
      to[i] = from[i];
    }
  }

  /// The largest derivative of one lane in parts of what counts as zero; infinite if one is NaN.
  private double residual(double[] y, double[] f, int lane, int width) {
    double largest = 0;
    for (int i = 0; i < dimension; i++) {
      double scale =
          Math.fma(smallness.relTol(), Math.abs(y[i * width + lane]), smallness.absTol(i));
      double part = f[i * width + lane] == 0 ? 0 : Math.abs(f[i * width + lane]) / scale;
      largest = Math.max(largest, part);
    }
    return Double.isNaN(largest) ? Double.POSITIVE_INFINITY : largest;
  }
}
