package dev.odeon.ode.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.SparseLuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageMatrixTest {
  private static double[][] run(
      int n, double[] a, double[] b, Function<Tensor, StageMatrix> factored) {
    Tracer tracer = new Tracer();
    Tensor matrix = tracer.input(TensorType.f64(n, n), Scope.PER_LANE);
    Tensor right = tracer.input(TensorType.f64(n), Scope.PER_LANE);
    StageMatrix factors = factored.apply(matrix);
    Tensor singular = factors.singular();
    Graph graph =
        tracer.graph("solve", List.of(factors.of(factors.values()).solve(right), singular));
    assertEquals(DType.BOOL, singular.dtype());
    double[][] out = {new double[n], {0}};
    new ReferenceBackend().compile(graph).run(new double[][] {a, b}, out, 1);
    return out;
  }

  /// Random matrices, some of small whole numbers so that pivots tie.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7})
  void writtenOutItHasTheBitsOfThePrimitives(int n) {
    Random random = new Random(7L * n);
    for (int round = 0; round < 200; round++) {
      double[] a = new double[n * n];
      double[] b = new double[n];
      boolean whole = round % 2 == 0;
      for (int i = 0; i < a.length; i++) {
        a[i] = whole ? random.nextInt(5) - 2 : random.nextGaussian();
      }
      for (int i = 0; i < n; i++) {
        b[i] = random.nextGaussian();
      }
      double[][] one = run(n, a, b, m -> UnrolledMatrix.of(UnrolledMatrix.entries(m)));
      double[][] other = run(n, a, b, m -> new StageMatrix.Factored(LuFactors.of(m)));
      assertEquals(other[1][0], one[1][0], "whether it is singular, round " + round);
      if (one[1][0] == 0) {
        assertArrayEquals(other[0], one[0], 0.0, "round " + round);
      }
    }
  }

  /// Every entry counts as there.
  private static StageMatrix sparse(Tensor matrix, int n) {
    int[] rows = new int[n * n];
    int[] columns = new int[n * n];
    for (int k = 0; k < n * n; k++) {
      rows[k] = k / n;
      columns[k] = k % n;
    }
    SparseElimination elimination = SparseElimination.of(n, rows, columns);
    Tensor entries = matrix.reshape(Shape.of(n * n));
    return new StageMatrix.Sparse(SparseLuFactors.of(elimination, entries));
  }

  @Test
  void sparseEliminationSolvesTheSameSystem() {
    double[] a = {4, 1, 0, -1, 5, 2, 0.5, 0, 3};
    double[] b = {1, -2, 3};
    double[][] one = run(3, a, b, m -> sparse(m, 3));
    double[][] other = run(3, a, b, m -> new StageMatrix.Factored(LuFactors.of(m)));
    assertEquals(0, one[1][0]);
    assertArrayEquals(other[0], one[0], 1e-15);
  }

  /// Without exchanges of rows a zero pivot, or a tiny one, spoils the factors: the step must not
  /// be taken.
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-9, Double.NaN})
  void sparseEliminationWithABadPivotCountsAsSingular(double pivot) {
    double[] a = {pivot, 1, 1, pivot};
    assertEquals(1, run(2, a, new double[] {1, 1}, m -> sparse(m, 2))[1][0]);
  }

  @Test
  void aMatrixWithNaNCountsAsSingular() {
    double[] a = {1, 0, Double.NaN, 1};
    assertEquals(
        1, run(2, a, new double[] {1, 1}, m -> UnrolledMatrix.of(UnrolledMatrix.entries(m)))[1][0]);
  }
}
