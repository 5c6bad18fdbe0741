package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrigonometricTest {
  /// The double that comes closest to a multiple of pi/2 (Muller, "Elementary Functions").
  private static final double CLOSEST = 0x1.6ac5b262ca1ffp849;

  @ParameterizedTest
  @EnumSource(names = {"SINE", "COSINE", "TAN"})
  void doublesAreWithinOneUnit(UnaryFunction function) {
    Ulps ulps = new Ulps(function, truth(function), DType.F64, 0.85);
    Spread spread = new Spread(DType.F64, 400, 1);
    ulps.holds(spread.even(-1, 1));
    ulps.holds(spread.even(-100, 100));
    ulps.holds(spread.even(-2e6, 2e6));
    ulps.holds(Spread.signed(spread.exponents(-40, 20)));
    ulps.holds(Spread.signed(spread.exponents(19, 1024)));
    ulps.holds(spread.nextToMultiples(Math.PI / 4, 1_300_000));
    ulps.holds(new double[] {CLOSEST, -CLOSEST, Double.MAX_VALUE, 0x1p20, 0x1.0000000000001p20});
  }

  @ParameterizedTest
  @EnumSource(names = {"SINE", "COSINE", "TAN"})
  void floatsAreWithinOneUnit(UnaryFunction function) {
    Ulps ulps = new Ulps(function, truth(function), DType.F32, 0.85);
    Spread spread = new Spread(DType.F32, 400, 2);
    ulps.holds(spread.even(-1, 1));
    ulps.holds(spread.even(-100, 100));
    ulps.holds(spread.even(-1e5, 1e5));
    ulps.holds(Spread.signed(spread.exponents(-30, 16)));
    ulps.holds(Spread.signed(spread.exponents(15, 128)));
    ulps.holds(spread.nextToMultiples(Math.PI / 4, 80_000));
    ulps.holds(new double[] {Float.MAX_VALUE, 0x1p16, 0x1.000002p16});
  }

  /// Against doubles, which are as good as exact for floats.
  @ParameterizedTest
  @EnumSource(names = {"SINE", "COSINE", "TAN"})
  void manyFloatsAreWithinOneUnitOfDoubles(UnaryFunction function) {
    Spread spread = new Spread(DType.F32, 60_000, 3);
    for (double[] x : List.of(spread.even(-1e5, 1e5), spread.exponents(-126, 128))) {
      double[] y = Evaluation.of(function, DType.F32, x);
      double[] exact = Evaluation.of(function, DType.F64, x);
      for (int i = 0; i < x.length; i++) {
        double unit = Math.ulp((float) exact[i]);
        assertEquals(exact[i], y[i], 0.85 * unit, function.text() + " of " + x[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void edgesAreExact(DType dtype) {
    double tiny = dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    double infinity = Double.POSITIVE_INFINITY;
    double[] x = {0, -0.0, tiny, -tiny, infinity, -infinity, Double.NaN};
    double[] odd = {0, -0.0, tiny, -tiny, Double.NaN, Double.NaN, Double.NaN};
    double[] even = {1, 1, 1, 1, Double.NaN, Double.NaN, Double.NaN};
    assertArrayEquals(odd, Evaluation.of(UnaryFunction.SINE, dtype, x), "sine");
    assertArrayEquals(even, Evaluation.of(UnaryFunction.COSINE, dtype, x), "cosine");
    assertArrayEquals(odd, Evaluation.of(UnaryFunction.TAN, dtype, x), "tan");
  }

  /// The branch for huge angles runs for a tensor if one element needs it, and the others keep
  /// their bits, beside NaN too.
  @Test
  void hugeElementsDoNotChangeTheirNeighbours() {
    double[] x = {1, 1e300, Double.NaN, -3, Double.POSITIVE_INFINITY, 1e6};
    ValueType vector = new ValueType(TensorType.f64(x.length), Scope.SHARED);
    Graph graph =
        Tracer.trace("f", List.of(vector), in -> List.of(Trigonometric.sine(in.getFirst())));
    double[] together = new double[x.length];
    new ReferenceBackend().compile(graph).run(new double[][] {x}, new double[][] {together}, 1);
    double[] alone =
        DoubleStream.of(x)
            .flatMap(one -> DoubleStream.of(Evaluation.of(UnaryFunction.SINE, DType.F64, one)))
            .toArray();
    assertArrayEquals(alone, together, "sines of a vector, and of its elements");
  }

  private static DoubleFunction<Dfp> truth(UnaryFunction function) {
    return function == UnaryFunction.SINE
        ? TrueAngles::sine
        : function == UnaryFunction.COSINE ? TrueAngles::cosine : TrueAngles::tangent;
  }
}
