package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class LuFactorsTest {
  private static final List<TensorType> MATRIX = List.of(TensorType.f64(3, 3));
  private static final List<TensorType> SYSTEM = List.of(TensorType.f64(3, 3), TensorType.f64(3));
  private static final double[] A = {2, 1, 1, 4, 3, 3, 8, 7, 9};

  @Test
  void factorsOfASmallMatrix() {
    // Rows 3, 1, 2 in turn: 8 7 9, then multipliers 1/4 and 1/2.
    double[] packed = Evaluation.of(MATRIX, x -> LuFactors.of(x.get(0)).factors(), A);
    double[] expected = {8, 7, 9, 0.25, -0.75, -1.25, 0.5, 2.0 / 3, -2.0 / 3};
    assertArrayEquals(expected, packed, 1e-15);
    double[] pivots = Evaluation.of(MATRIX, x -> LuFactors.of(x.get(0)).pivots(), A);
    long[] rows = {2, 2, 2};
    for (int i = 0; i < 3; i++) {
      assertEquals(rows[i], Double.doubleToRawLongBits(pivots[i]), "pivot " + i);
    }
  }

  @Test
  void solutionsAreThoseOfHipparchus() {
    Random random = new Random(1);
    int n = 7;
    List<TensorType> types = List.of(TensorType.f64(n, n), TensorType.f64(n, 2));
    for (int trial = 0; trial < 20; trial++) {
      double[] a = random.doubles((long) n * n, -1, 1).toArray();
      double[] b = random.doubles(2L * n, -1, 1).toArray();
      RealMatrix matrix = new Array2DRowRealMatrix(n, n);
      for (int e = 0; e < a.length; e++) {
        matrix.setEntry(e / n, e % n, a[e]);
      }
      for (MatrixForm form : MatrixForm.values()) {
        double[] x = Evaluation.of(types, t -> LuFactors.of(t.get(0)).solve(t.get(1), form), a, b);
        RealMatrix system = form == MatrixForm.PLAIN ? matrix : matrix.transpose();
        for (int column = 0; column < 2; column++) {
          ArrayRealVector right = new ArrayRealVector(n);
          for (int i = 0; i < n; i++) {
            right.setEntry(i, b[2 * i + column]);
          }
          double[] expected = new LUDecomposition(system).getSolver().solve(right).toArray();
          for (int i = 0; i < n; i++) {
            assertEquals(
                expected[i],
                x[2 * i + column],
                1e-12 * (1 + Math.abs(expected[i])),
                form + " " + i);
          }
        }
      }
    }
  }

  @Test
  void singlePrecisionStaysSingle() {
    TensorType type = new TensorType(DType.F32, Shape.of(3, 3));
    TensorType right = new TensorType(DType.F32, Shape.of(3));
    double[] x =
        Evaluation.of(
            List.of(type, right), t -> t.get(0).solve(t.get(1)), A, new double[] {4, 10, 24});
    for (double element : x) {
      assertEquals((float) element, element, "not a float");
    }
    assertArrayEquals(new double[] {1, 1, 1}, x, 1e-6);
  }

  @Test
  void aSingularMatrixShowsAndDoesNotThrow() {
    double[] singular = {1, 2, 3, 2, 4, 6, 1, 0, 1};
    double[] x =
        Evaluation.of(SYSTEM, t -> t.get(0).solve(t.get(1)), singular, new double[] {1, 1, 1});
    assertEquals(0, countFinite(x), "no element can be finite");
    Function<List<Tensor>, Tensor> seen = t -> LuFactors.of(t.get(0)).singular();
    assertArrayEquals(new double[] {1}, Evaluation.of(MATRIX, seen, singular));
    assertArrayEquals(new double[] {0}, Evaluation.of(MATRIX, seen, A));
    double[] unknown = A.clone();
    unknown[4] = Double.NaN;
    assertArrayEquals(new double[] {1}, Evaluation.of(MATRIX, seen, unknown));
    assertArrayEquals(
        new double[] {Double.NEGATIVE_INFINITY},
        Evaluation.of(MATRIX, t -> LuFactors.of(t.get(0)).logAbsDeterminant(), singular));
  }

  private static int countFinite(double[] x) {
    int finite = 0;
    for (double element : x) {
      finite += Double.isFinite(element) ? 1 : 0;
    }
    return finite;
  }

  @Test
  void theDeterminantIsTheProductOfThePivots() {
    double[] y = Evaluation.of(MATRIX, t -> LuFactors.of(t.get(0)).logAbsDeterminant(), A);
    assertEquals(Math.log(4), y[0], 1e-15);
  }

  @Test
  void complaintsNameTheShapes() {
    complains("lu_factor: operand of type f64[2x3] is not a square matrix", x -> x.solve(x.sum(1)));
    complains(
        "lu_solve: right side of type f64[2] does not fit a matrix of type f64[3x3]",
        x -> x.transpose().matmul(x).solve(x.sum(1)));
    complains(
        "lu_solve: pivots of type f64[3] are not those of a matrix of type f64[3x3]",
        x -> new LuFactors(x.transpose().matmul(x), x.sum(0)).solve(x.sum(0)));
    complains(
        "lu_factor: operand of type i1[2x3] is not a number",
        x -> LuFactors.of(x.tracer().apply1(new Op.Convert(DType.BOOL), x)).factors());
  }

  private static void complains(String message, Function<Tensor, Tensor> body) {
    List<ValueType> type = List.of(new ValueType(TensorType.f64(2, 3), Scope.PER_LANE));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tracer.trace("f", type, x -> List.of(body.apply(x.getFirst()))));
    assertEquals(message, e.getMessage());
  }
}
