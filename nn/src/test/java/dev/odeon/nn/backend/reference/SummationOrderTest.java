package dev.odeon.nn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The orders of sums, against the plainest code that has them.
class SummationOrderTest {
  private static final double[] SPECIAL = {
    -0.0, 0.0, -1e-310, 1e-200, -1e-200, 1e16, -1e16, 1, 0.1
  };

  private static double[] numbers(int count, long seed) {
    Random random = new Random(seed);
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = random.nextBoolean() ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian();
    }
    return x;
  }

  private static double tree(double[] sixteen) {
    for (int apart = 8; apart > 0; apart /= 2) {
      for (int r = 0; r < apart; r++) {
        sixteen[r] = sixteen[r] + sixteen[r + apart];
      }
    }
    return sixteen[0];
  }

  private static double sum(double[] x, int from, int to) {
    double[] sixteen = new double[16];
    for (int i = from; i < to; i++) {
      sixteen[(i - from) % 16] += x[i];
    }
    return tree(sixteen);
  }

  /// Blocks `first` to `last`, the larger power of two on the left.
  private static double lanes(double[] x, int first, int last) {
    if (last - first == 1) {
      return sum(x, first * 64, Math.min(x.length, last * 64));
    }
    int half = 1;
    while (2 * half < last - first) {
      half *= 2;
    }
    return lanes(x, first, first + half) + lanes(x, first + half, last);
  }

  private static double[] run(
      List<ValueType> types,
      Function<List<Tensor>, Tensor> body,
      int lanes,
      int results,
      double[]... inputs) {
    Graph graph = Tracer.trace("f", types, x -> List.of(body.apply(x)));
    double[][] out = {new double[results]};
    new ReferenceBackend().compile(graph).run(inputs, out, lanes);
    return out[0];
  }

  private static void assertBits(double expected, double actual, String what) {
    assertEquals(
        Double.doubleToLongBits(expected),
        Double.doubleToLongBits(actual),
        what + ": " + expected + ", " + actual);
  }

  @Test
  void reductionsAndLaneSums() {
    for (int n = 1; n <= 70; n++) {
      for (int seed = 0; seed < 20; seed++) {
        double[] x = numbers(n, seed);
        ValueType vector = new ValueType(TensorType.f64(n), Scope.PER_LANE);
        assertBits(
            sum(x, 0, n), run(List.of(vector), t -> t.get(0).sum(), 1, 1, x)[0], n + " elements");
        ValueType scalar = new ValueType(TensorType.f64(), Scope.PER_LANE);
        double lanes = run(List.of(scalar), t -> t.get(0).laneSum(), n, 1, x)[0];
        assertBits(lanes(x, 0, (n + 63) / 64), lanes, n + " lanes");
      }
    }
    double[] many = numbers(1000, 5);
    ValueType scalar = new ValueType(TensorType.f64(), Scope.PER_LANE);
    assertBits(
        lanes(many, 0, 16),
        run(List.of(scalar), t -> t.get(0).laneSum(), 1000, 1, many)[0],
        "1000 lanes");
  }

  @Test
  void products() {
    for (int n = 1; n <= 40; n++) {
      for (int seed = 0; seed < 20; seed++) {
        double[] x = numbers(n, seed);
        double[] y = numbers(n, seed + 100);
        ValueType vector = new ValueType(TensorType.f64(n), Scope.PER_LANE);
        double[] sixteen = new double[16];
        for (int i = 0; i < n; i++) {
          sixteen[i % 16] = Math.fma(x[i], y[i], sixteen[i % 16]);
        }
        double inner = run(List.of(vector, vector), t -> t.get(0).dot(t.get(1)), 1, 1, x, y)[0];
        assertBits(tree(sixteen), inner, "inner product of " + n);
      }
    }
  }

  @Test
  void matrices() {
    int lanes = 5;
    for (int n = 1; n <= 9; n++) {
      for (int rows : new int[] {2, 3, 4, 5, 9}) {
        double[] w = numbers(rows * n, n);
        double[] x = numbers(n * lanes, rows);
        ValueType matrix = new ValueType(TensorType.f64(rows, n), Scope.SHARED);
        ValueType vector = new ValueType(TensorType.f64(n), Scope.PER_LANE);
        double[] all =
            run(List.of(matrix, vector), t -> t.get(0).dot(t.get(1)), lanes, rows * lanes, w, x);
        for (int lane = 0; lane < lanes; lane++) {
          double[] mine = new double[n];
          for (int k = 0; k < n; k++) {
            mine[k] = x[k * lanes + lane];
          }
          double[] alone =
              run(List.of(matrix, vector), t -> t.get(0).dot(t.get(1)), 1, rows, w, mine);
          for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int k = 0; k < n; k++) {
              sum = Math.fma(w[row * n + k], mine[k], sum);
            }
            assertBits(sum, all[row * lanes + lane], rows + "x" + n + " in lanes");
            assertBits(sum, alone[row], rows + "x" + n + " alone");
          }
        }
      }
    }
  }
}
