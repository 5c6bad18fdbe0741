package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Second derivatives of a [GradientProblem] in random directions, and their checks.
final class SecondOrderCheck {
  private final GradientProblem problem;
  private final LaneIntegrator withTangent;
  private final ForwardOverReverse second;
  private final int lanes;
  private final int dimension;
  private final List<ValueType> types;
  private final double[] w;
  private final double[] moved;

  SecondOrderCheck(GradientProblem problem) {
    this.problem = problem;
    second = new ForwardOverReverse(problem.integrator());
    withTangent = second.integrator();
    dimension = problem.field().dimension();
    lanes = problem.initial().length / dimension;
    types = problem.field().parameterTypes();
    w = problem.cotangent(problem.run());
    moved = new Random(17).doubles(w.length, -1, 1).toArray();
  }

  /// Tangents of the initial state and the parameters, of their sizes.
  double[][] direction(int seed) {
    Random random = new Random(seed);
    double[][] all = new double[1 + types.size()][];
    all[0] = random.doubles(problem.initial().length, -1, 1).toArray();
    for (int p = 0; p < types.size(); p++) {
      double[] values = problem.parameters()[p];
      double size = Arrays.stream(values).map(Math::abs).max().orElseThrow();
      all[1 + p] = random.doubles(values.length, -size, size).toArray();
    }
    return all;
  }

  /// The gradient and its derivative.
  @SuppressWarnings("ArrayRecordComponent") // test data, never compared
  record Product(double[][] gradient, double[][] product) {}

  Product product(double[][] direction, double[] change, Recording recording) {
    LaneRun run = second.run(problem.initial(), problem.parameters(), direction, lanes, recording);
    assertTrue(run.solution().isSuccess(), "the run with a tangent must succeed");
    double[][] gradient = room();
    double[][] product = room();
    second.run(run, problem.parameters(), direction, w, change, gradient, product);
    return new Product(gradient, product);
  }

  private double[][] room() {
    double[][] all = new double[1 + types.size()][];
    all[0] = new double[problem.initial().length];
    for (int p = 0; p < types.size(); p++) {
      all[1 + p] = new double[problem.parameters()[p].length];
    }
    return all;
  }

  /// The tangent does not change the steps, so the states and the gradient have the same bits.
  void checkStepsAreTheSame() {
    LaneRun plain = problem.run();
    double[][] direction = direction(3);
    LaneRun run =
        second.run(problem.initial(), problem.parameters(), direction, lanes, Recording.FULL);
    for (int lane = 0; lane < lanes; lane++) {
      assertEquals(
          plain.records().get(lane).steps(), run.records().get(lane).steps(), "number of steps");
      for (int save = 0; save < problem.integrator().saveAt().count(); save++) {
        for (int i = 0; i < dimension; i++) {
          assertEquals(
              plain.solution().state(lane, save, i),
              run.solution().state(lane, save, i),
              "state " + i + " at save " + save);
        }
      }
    }
    GradientProblem.Gradient expected = problem.discrete(plain, w);
    Product found = product(direction, moved, Recording.FULL);
    assertClose(expected.initial(), found.gradient()[0], 1e-12, "gradient for the initial state");
    for (int p = 0; p < types.size(); p++) {
      assertClose(expected.parameters()[p], found.gradient()[1 + p], 1e-12, "gradient of " + p);
    }
  }

  /// `u^T H v = v^T H u`, and both are `w` times the second derivative of the states by forward
  /// mode over forward mode.
  void checkDotProducts(double tolerance) {
    double[][] u = direction(5);
    double[][] v = direction(6);
    double[] none = new double[w.length];
    Product alongU = product(u, none, Recording.FULL);
    Product alongV = product(v, none, Recording.FULL);
    double size = sizes(alongU.product(), v) + sizes(alongV.product(), u);
    double expected = forwardOverForward(u, v);
    assertEquals(expected, dot(alongU.product(), v), tolerance * size, "v^T H u");
    assertEquals(expected, dot(alongV.product(), u), tolerance * size, "u^T H v");
  }

  private double forwardOverForward(double[][] u, double[][] v) {
    LaneRun run = second.run(problem.initial(), problem.parameters(), u, lanes, Recording.FULL);
    int[] trajectory = new int[lanes];
    Arrays.setAll(trajectory, lane -> lane);
    double[] initial = Arrays.copyOf(v[0], 2 * v[0].length);
    double[][] tangents = new double[2 * types.size()][];
    double[][] parameters = new double[2 * types.size()][];
    for (int p = 0; p < types.size(); p++) {
      boolean shared = types.get(p).scope() == Scope.SHARED;
      int elements = types.get(p).type().size();
      tangents[p] = shared ? TangentSolve.spread(v[1 + p], elements, lanes) : v[1 + p];
      tangents[types.size() + p] = new double[elements * lanes];
      parameters[p] = problem.parameters()[p];
      parameters[types.size() + p] = u[1 + p];
    }
    double[] saved = new double[2 * w.length];
    new ForwardSensitivity(withTangent).run(run, parameters, trajectory, initial, tangents, saved);
    double sum = 0;
    int row = dimension * lanes;
    for (int k = 0; k < w.length; k++) {
      sum += w[k] * saved[(2 * (k / row) + 1) * row + k % row];
    }
    return sum;
  }

  /// The derivative of the gradient against central differences of it, for fixed steps.
  void checkAgainstDifferences(double step, double tolerance) {
    double[][] v = direction(8);
    Product found = product(v, moved, Recording.FULL);
    double[][][] gradients = new double[4][][];
    double[] offsets = {-2, -1, 1, 2};
    for (int k = 0; k < 4; k++) {
      gradients[k] = gradientAt(v, offsets[k] * step);
    }
    for (int part = 0; part < gradients[0].length; part++) {
      double[] expected = new double[gradients[0][part].length];
      for (int e = 0; e < expected.length; e++) {
        double near = gradients[2][part][e] - gradients[1][part][e];
        double far = gradients[3][part][e] - gradients[0][part][e];
        expected[e] = (8 * near - far) / (12 * step);
      }
      assertClose(expected, found.product()[part], tolerance, "derivative of gradient " + part);
    }
  }

  private double[][] gradientAt(double[][] v, double step) {
    double[] initial = plus(problem.initial(), step, v[0]);
    double[][] parameters = new double[types.size()][];
    for (int p = 0; p < parameters.length; p++) {
      parameters[p] = plus(problem.parameters()[p], step, v[1 + p]);
    }
    GradientProblem there = new GradientProblem(problem.integrator(), lanes, initial, parameters);
    GradientProblem.Gradient g = there.discrete(there.run(), plus(w, step, moved));
    double[][] all = new double[1 + parameters.length][];
    all[0] = g.initial();
    System.arraycopy(g.parameters(), 0, all, 1, parameters.length);
    return all;
  }

  /// Checkpoints change no bit.
  void checkCheckpoints(long bytes) {
    double[][] v = direction(9);
    Product whole = product(v, moved, Recording.FULL);
    LaneRun run =
        second.run(problem.initial(), problem.parameters(), v, lanes, Recording.within(bytes));
    assertTrue(!run.isComplete(), "the case itself: " + bytes + " bytes hold every step");
    Product frugal = product(v, moved, Recording.within(bytes));
    for (int part = 0; part < whole.product().length; part++) {
      assertArrayEquals(whole.product()[part], frugal.product()[part]);
      assertArrayEquals(whole.gradient()[part], frugal.gradient()[part]);
    }
  }

  private static double[] plus(double[] x, double step, double[] v) {
    double[] sum = x.clone();
    Arrays.setAll(sum, i -> x[i] + step * v[i]);
    return sum;
  }

  private static double dot(double[][] x, double[][] y) {
    double sum = 0;
    for (int p = 0; p < x.length; p++) {
      for (int i = 0; i < x[p].length; i++) {
        sum += x[p][i] * y[p][i];
      }
    }
    return sum;
  }

  private static double sizes(double[][] x, double[][] y) {
    double sum = 0;
    for (int p = 0; p < x.length; p++) {
      for (int i = 0; i < x[p].length; i++) {
        sum += Math.abs(x[p][i] * y[p][i]);
      }
    }
    return sum;
  }

  private static void assertClose(
      double[] expected, double[] actual, double tolerance, String what) {
    double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, actual, tolerance * size, what);
  }
}
