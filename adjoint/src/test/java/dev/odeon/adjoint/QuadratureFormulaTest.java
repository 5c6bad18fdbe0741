package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QuadratureFormulaTest {
  /// Exact to degree 2 n - 1, and not beyond.
  @Test
  void gaussLegendreIsExactUpToItsDegree() {
    for (int count = 1; count <= 64; count++) {
      GaussLegendre formula = new GaussLegendre(count);
      for (int degree = 0; degree < 2 * count; degree++) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += formula.weight(i) * Math.pow(formula.node(i), degree);
        }
        assertEquals(1.0 / (degree + 1), sum, 1e-14, count + " nodes, degree " + degree);
      }
    }
    GaussLegendre two = new GaussLegendre(2);
    double fourth = (Math.pow(two.node(0), 4) + Math.pow(two.node(1), 4)) / 2;
    assertEquals(1.0 / 5 - 1.0 / 180, fourth, 1e-15, "the error of two nodes for x^4");
  }

  /// 15 nodes are exact to degree 23, the 7 of them to degree 13.
  @Test
  void gaussKronrodIsExactUpToItsDegrees() {
    for (int degree = 0; degree < 24; degree++) {
      double sum = 0;
      double error = 0;
      for (int i = 0; i < GaussKronrod.COUNT; i++) {
        double power = Math.pow(GaussKronrod.node(i), degree);
        sum += GaussKronrod.weight(i) * power;
        error += GaussKronrod.errorWeight(i) * power;
      }
      assertEquals(1.0 / (degree + 1), sum, 1e-15, "degree " + degree);
      if (degree < 14) {
        assertEquals(0, error, 1e-15, "degree " + degree);
      } else {
        assertTrue(Math.abs(error) > 1e-12, "the estimate must see degree " + degree);
      }
    }
  }

  @Test
  void chebyshevReproducesPolynomials() {
    for (int count = 1; count <= 11; count++) {
      Chebyshev chebyshev = new Chebyshev(count);
      double[] nodes = chebyshev.nodes();
      double[] values = new double[2 * count];
      for (int j = 0; j < count; j++) {
        values[2 * j] = Math.pow(nodes[j] - 0.3, count - 1);
        values[2 * j + 1] = 1 - 2 * Math.pow(nodes[j], count - 1);
      }
      double[] coefficients = new double[2 * count * 3];
      chebyshev.coefficients(values, 2, coefficients, 1, 3);
      double[] found = new double[2];
      for (double s : new double[] {0, 0.17, 0.5, 0.9, 1}) {
        chebyshev.value(coefficients, 2, 1, 3, s, found);
        assertEquals(Math.pow(s - 0.3, count - 1), found[0], 1e-14, count + " at " + s);
        assertEquals(1 - 2 * Math.pow(s, count - 1), found[1], 1e-14, count + " at " + s);
      }
    }
  }
}
