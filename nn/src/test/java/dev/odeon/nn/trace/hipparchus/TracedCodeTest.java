package dev.odeon.nn.trace.hipparchus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.trace.TracedScalar;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.analysis.polynomials.FieldPolynomialFunction;
import org.hipparchus.complex.FieldComplex;
import org.hipparchus.util.Binary64;
import org.hipparchus.util.Binary64Field;
import org.hipparchus.util.MathArrays;
import org.junit.jupiter.api.Test;

/// Field-generic code of Hipparchus and its users is traced unchanged, with the bits of [Binary64].
class TracedCodeTest {
  private static final double[] STATE = {0.9, -0.7, 0.55, 0.2, 0.6, -0.4};

  @Test
  void anOrbitHasTheBitsOfBinary64() {
    Recording recording = Recording.of(6, y -> List.of(OblateOrbit.rhs(array(y))));
    double[] expected = reals(OblateOrbit.rhs(binary64(STATE)));
    assertArrayEquals(expected, recording.run(STATE));
    assertTrue(recording.where().isEmpty(), "no branch, no guard");
  }

  @Test
  void anOrbitHasTheDerivativesOfGradient() {
    Graph graph = Recording.of(6, y -> List.of(OblateOrbit.rhs(array(y)))).graph();
    Gradient[] y = new Gradient[6];
    Arrays.setAll(y, i -> Gradient.variable(6, i, STATE[i]));
    Gradient[] expected = OblateOrbit.rhs(y);
    for (int j = 0; j < 6; j++) {
      double[] column = column(graph, STATE, j);
      for (int i = 0; i < 6; i++) {
        assertEquals(expected[i].getPartialDerivative(j), column[i], 1e-15, "d" + i + "/d" + j);
      }
    }
  }

  @Test
  void aPolynomialHasTheBitsOfBinary64() {
    Recording recording = Recording.of(1, x -> List.of(polynomial(x.getFirst())));
    for (double x : new double[] {-3.7, -0.0, 0.1, 1, 1e150}) {
      assertEquals(polynomial(new Binary64(x)).getReal(), recording.run(x)[0], "at " + x);
    }
  }

  private static <T extends CalculusFieldElement<T>> T polynomial(T x) {
    T[] coefficients = MathArrays.buildArray(x.getField(), 4);
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] = x.newInstance(1.0 / (i + 3));
    }
    return new FieldPolynomialFunction<>(coefficients).value(x);
  }

  @Test
  void complexNumbersAskForSamplesAndAreGuarded() {
    double[] sample = {0.3, -1.2, 2.5, 0.7};
    Recording recording = Recording.at(sample, x -> List.of(quotient(array(x))));
    double[] other = {-3, 4, 0.1, 20};
    for (double[] inputs : List.of(sample, other)) {
      assertArrayEquals(reals(quotient(binary64(inputs))), recording.run(inputs), 1e-15);
      assertTrue(recording.holds(inputs).stream().allMatch(held -> held), "finite numbers");
    }
    assertFalse(recording.where().isEmpty(), "complex numbers ask whether they are NaN");
    recording
        .where()
        .forEach(line -> assertTrue(line.startsWith("TracedCodeTest.quotient("), line));
    assertTrue(recording.holds(Double.NaN, 1, 1, 1).contains(false), "a NaN goes another way");
  }

  private static <T extends CalculusFieldElement<T>> T[] quotient(T[] x) {
    FieldComplex<T> product =
        new FieldComplex<>(x[0], x[1]).multiply(new FieldComplex<>(x[2], x[3]));
    FieldComplex<T> sum = product.add(new FieldComplex<>(x[2], x[0]));
    T[] result = MathArrays.buildArray(x[0].getField(), 2);
    result[0] = sum.getRealPart();
    result[1] = sum.getImaginaryPart();
    return result;
  }

  private static double[] column(Graph graph, double[] at, int j) {
    double[] tangent = new double[at.length];
    tangent[j] = 1;
    double[][] outputs = {new double[at.length], new double[at.length]};
    new ReferenceBackend()
        .compile(ForwardMode.jvp(graph, List.of(0)))
        .run(new double[][] {at, tangent}, outputs, 1);
    return outputs[1];
  }

  private static TracedScalar[] array(List<TracedScalar> elements) {
    return elements.toArray(TracedScalar[]::new);
  }

  private static Binary64[] binary64(double[] numbers) {
    Binary64[] result = MathArrays.buildArray(Binary64Field.getInstance(), numbers.length);
    Arrays.setAll(result, i -> new Binary64(numbers[i]));
    return result;
  }

  private static double[] reals(Binary64[] numbers) {
    return Arrays.stream(numbers).mapToDouble(Binary64::getReal).toArray();
  }
}
