package dev.odeon.ode.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MassMatrixTest {
  @Test
  void theProjectorOfADiagonalMatrixMarksItsZeros() {
    MassMatrix m = MassMatrix.diagonal(1, 0, 1e-9);
    assertTrue(m.isSingular());
    assertTrue(m.isDiagonal());
    assertArrayEquals(new double[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, m.constraints());
  }

  /// Rows that are twice as long count as much: `(1, -1)` takes this matrix to zero, halved `(2,
  /// -1)` the other.
  @Test
  void theProjectorTakesTheMatrixToZero() {
    assertArrayEquals(
        new double[] {0.5, -0.5, -0.5, 0.5},
        MassMatrix.of(new double[][] {{1, 1}, {1, 1}}).constraints(),
        1e-15);
    assertArrayEquals(
        new double[] {0.8, -0.4, -0.4, 0.2},
        MassMatrix.of(new double[][] {{1, 1}, {2, 2}}).constraints(),
        1e-15);
  }

  /// A product of matrices of 7 times 4 and 4 times 7 entries has rank 4; with one entry that is
  /// small, but not zero, a diagonal matrix is regular.
  @Test
  void theRankIsThatOfTheMatrix() {
    Random random = new Random(3);
    double[][] m = new double[7][7];
    double[][] left = new double[7][4];
    double[][] right = new double[4][7];
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 4; j++) {
        left[i][j] = random.nextGaussian();
        right[j][i] = random.nextGaussian();
      }
    }
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 7; j++) {
        for (int k = 0; k < 4; k++) {
          m[i][j] += left[i][k] * right[k][j];
        }
      }
    }
    double[] projector = MassMatrix.of(m).constraints();
    double trace = 0;
    for (int i = 0; i < 7; i++) {
      trace += projector[8 * i];
      for (int j = 0; j < 7; j++) {
        double product = 0;
        double square = 0;
        for (int k = 0; k < 7; k++) {
          product += projector[7 * i + k] * m[k][j];
          square += projector[7 * i + k] * projector[7 * k + j];
        }
        assertEquals(0, product, 1e-13, "P M, entry " + i + ", " + j);
        assertEquals(projector[7 * i + j], square, 1e-14, "P P = P, entry " + i + ", " + j);
      }
    }
    assertEquals(3, trace, 1e-13, "7 minus the rank");
    assertFalse(MassMatrix.diagonal(1, 1e-20).isSingular());
  }

  @Test
  void matricesThatAreNoneAreRefused() {
    assertRefused(
        "row 1 of a mass matrix of 2 rows has 1 entries", new double[] {1, 0}, new double[1]);
    assertRefused(
        "entry (1, 0) of a mass matrix is NaN", new double[2], new double[] {Double.NaN, 1});
    assertRefused("a mass matrix of 2 rows has no entry but zeros", new double[2], new double[2]);
  }

  private static void assertRefused(String sentence, double[]... rows) {
    assertEquals(
        sentence,
        assertThrows(IllegalArgumentException.class, () -> MassMatrix.of(rows)).getMessage());
  }
}
