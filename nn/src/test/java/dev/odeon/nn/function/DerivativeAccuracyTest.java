package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The derivative of every function against central differences of values of 50 digits and more,
/// extrapolated (Richardson) until their error is beyond the thirtieth digit.
///
/// The bounds count units in the last place of the larger of the derivative and 1.
class DerivativeAccuracyTest {
  /// Steps are from 2^-6 to 2^-13; arguments are multiples of the last, so nothing is rounded.
  private static final int LARGEST_STEP = 6;

  private static final int STEPS = 8;

  /// Points for each function; more in [DerivativeAccuracyAtManyPointsTest].
  int samples() {
    return 6;
  }

  private static double argument(double low, double high, Random random) {
    return Math.rint(random.nextDouble(low, high) * 8192) / 8192;
  }

  /// The derivative of `f` at x.
  private static Dfp slope(DoubleFunction<Dfp> f, double x) {
    Dfp[] row = new Dfp[STEPS];
    for (int k = 0; k < STEPS; k++) {
      double h = Math.scalb(1.0, -LARGEST_STEP - k);
      Dfp rise = f.apply(x + h).subtract(f.apply(x - h));
      row[k] = rise.divide(rise.newInstance(2 * h));
      long power = 1;
      for (int j = k - 1; j >= 0; j--) {
        power *= 4;
        Dfp change = row[j + 1].subtract(row[j]);
        row[j] = row[j + 1].add(change.divide(rise.newInstance(power - 1)));
      }
    }
    return row[0];
  }

  private static Dfp value(UnaryFunction function, double x) {
    return switch (function) {
      case SQRT -> TrueValues.number(x).sqrt();
      case RSQRT -> TrueValues.number(1).divide(TrueValues.number(x).sqrt());
      case SINE -> TrueAngles.sine(x);
      case COSINE -> TrueAngles.cosine(x);
      case TAN -> TrueAngles.tangent(x);
      case ASIN -> TrueAngles.arcSine(x);
      case ACOS -> TrueAngles.arcCosine(x);
      case ATAN -> TrueAngles.arcTangent(x);
      case ERF -> TrueErrors.erf(x);
      case ERFC -> TrueErrors.erfc(x);
      case LGAMMA -> TrueGammas.lgamma(x);
      case DIGAMMA -> TrueGammas.digamma(x);
      case TRIGAMMA -> TrueGammas.trigamma(x);
      case NEGATE -> TrueValues.number(-x);
      case ABS -> TrueValues.number(Math.abs(x));
      case SIGN -> TrueValues.number(Math.signum(x));
      case FLOOR -> TrueValues.number(Math.floor(x));
      case CEIL -> TrueValues.number(Math.ceil(x));
      case ROUND_NEAREST_EVEN -> TrueValues.number(Math.rint(x));
      case CBRT,
          EXP,
          EXPONENTIAL_MINUS_ONE,
          LOG,
          LOG_PLUS_ONE,
          SINH,
          COSH,
          TANH,
          ASINH,
          ACOSH,
          ATANH,
          LOGISTIC ->
          TrueValues.of(function, x);
    };
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "NEGATE, -3, 3, 0",
    "ABS, 0.1, 3, 0",
    "SIGN, 0.1, 3, 0",
    "FLOOR, 2.1, 2.9, 0",
    "CEIL, 2.1, 2.9, 0",
    "ROUND_NEAREST_EVEN, 1.6, 2.4, 0",
    "SQRT, 0.25, 50, 2",
    "RSQRT, 0.25, 50, 4",
    "CBRT, 0.25, 8, 3",
    "EXP, -20, 20, 1",
    "EXPONENTIAL_MINUS_ONE, -20, 20, 1",
    "LOG, 0.25, 50, 1",
    "LOG_PLUS_ONE, -0.7, 20, 1",
    "SINE, -30, 30, 1",
    "COSINE, -30, 30, 1",
    "TAN, -1.2, 1.2, 4",
    "ASIN, -0.9, 0.9, 2",
    "ACOS, -0.9, 0.9, 2",
    "ATAN, -10, 10, 2",
    "SINH, -20, 20, 1.5",
    "COSH, -20, 20, 1.5",
    "TANH, -6, 6, 3",
    "ASINH, -10, 10, 2",
    "ACOSH, 1.3, 20, 3",
    "ATANH, -0.9, 0.9, 2",
    "LOGISTIC, -20, 20, 2",
    "ERF, -4, 4, 2",
    "ERFC, -4, 4, 2",
    "LGAMMA, 0.3, 20, 4",
    "DIGAMMA, 0.3, 20, 4",
    "TRIGAMMA, 0.3, 20, 4"
  })
  void slopesOfFunctionsOfOneNumber(UnaryFunction function, double low, double high, double bound) {
    Random random = new Random(5);
    double[] x =
        IntStream.range(0, samples()).mapToDouble(i -> argument(low, high, random)).toArray();
    List<Dfp> truth = Arrays.stream(x).mapToObj(a -> slope(at -> value(function, at), a)).toList();
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      Graph f = Tracer.trace("f", types(dtype, 1), in -> List.of(in.getFirst().unary(function)));
      double[] actual = derivative(f, 0, x);
      for (int i = 0; i < samples(); i++) {
        demand(dtype, actual[i], truth.get(i), bound, function.text() + " at " + x[i]);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"ADD, 0", "SUBTRACT, 0", "MULTIPLY, 0", "DIVIDE, 2", "POWER, 3", "ATAN2, 3"})
  void slopesOfFunctionsOfTwoNumbers(BinaryFunction function, double bound) {
    Random random = new Random(6);
    double[] x = IntStream.range(0, samples()).mapToDouble(i -> argument(0.3, 4, random)).toArray();
    double[] y = IntStream.range(0, samples()).mapToDouble(i -> argument(0.3, 3, random)).toArray();
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      Graph f =
          Tracer.trace("f", types(dtype, 2), in -> List.of(in.get(0).binary(function, in.get(1))));
      double[] first = derivative(f, 0, x, y);
      double[] second = derivative(f, 1, x, y);
      for (int i = 0; i < samples(); i++) {
        double a = x[i];
        double b = y[i];
        String what = function.text() + " of " + a + " and " + b + ", slope along argument ";
        demand(dtype, first[i], slope(at -> value(function, at, b), a), bound, what + 0);
        demand(dtype, second[i], slope(at -> value(function, a, at), b), bound, what + 1);
      }
    }
  }

  private static Dfp value(BinaryFunction function, double x, double y) {
    Dfp a = TrueValues.number(x);
    Dfp b = TrueValues.number(y);
    return switch (function) {
      case ADD -> a.add(b);
      case SUBTRACT -> a.subtract(b);
      case MULTIPLY -> a.multiply(b);
      case DIVIDE -> a.divide(b);
      case POWER -> TrueValues.power(x, y);
      case ATAN2 -> TrueAngles.angle(x, y);
      case MINIMUM, MAXIMUM -> throw new IllegalArgumentException("one or the other");
    };
  }

  private static List<ValueType> types(DType dtype, int count) {
    return Collections.nCopies(count, new ValueType(TensorType.scalar(dtype), Scope.PER_LANE));
  }

  /// The derivative along one argument, a sample a lane.
  private static double[] derivative(Graph f, int argument, double[]... x) {
    Graph jvp = ForwardMode.jvp(f, List.of(argument));
    double[][] inputs = Arrays.copyOf(x, x.length + 1);
    int samples = x[0].length;
    inputs[x.length] = new double[samples];
    Arrays.fill(inputs[x.length], 1);
    double[][] outputs = {new double[samples], new double[samples]};
    new ReferenceBackend().compile(jvp).run(inputs, outputs, samples);
    return outputs[1];
  }

  private static void demand(DType dtype, double actual, Dfp truth, double bound, String what) {
    double size = Math.max(1, Math.abs(truth.toDouble()));
    double unit = dtype == DType.F32 ? Math.ulp((float) size) : Math.ulp(size);
    double ulps = truth.subtract(truth.newInstance(actual)).abs().toDouble() / unit;
    assertTrue(
        ulps <= bound + 1e-9,
        () ->
            dtype.text()
                + " slope of "
                + what
                + " is "
                + actual
                + ", true is "
                + truth.toDouble()
                + ", off by "
                + ulps
                + " units in the last place");
  }
}
