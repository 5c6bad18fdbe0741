package dev.odeon.gpu.ptx;

import dev.odeon.gpu.emulator.EmulatedGraph;
import dev.odeon.gpu.emulator.SameBits;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every elementary function, in both precisions, as PTX text run by the emulator, has the
/// interpreter's bits: where its branches meet, at special values and in between.
class ElementaryFunctionsTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3,
    -3,
    Math.PI,
    Math.PI / 2,
    -Math.PI / 4,
    1e-5,
    1e-20,
    -1e-300,
    Double.MIN_VALUE,
    Float.MIN_VALUE,
    Double.MIN_NORMAL,
    Float.MIN_NORMAL,
    20,
    -40,
    88.8,
    -104,
    709.9,
    -746,
    1e5,
    -1e9,
    1e22,
    Float.MAX_VALUE,
    1e300,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static final int RANDOM = 120;

  private static double[] numbers(DType dtype, long seed) {
    Random random = new Random(seed);
    DoubleStream samples =
        DoubleStream.generate(() -> random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4))
            .limit(RANDOM);
    return DoubleStream.concat(Arrays.stream(SPECIAL), samples)
        .map(x -> dtype == DType.F32 ? (float) x : x)
        .toArray();
  }

  private static ValueType scalar(DType dtype) {
    return new ValueType(TensorType.scalar(dtype), Scope.PER_LANE);
  }

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void functionsOfOneArgument(UnaryFunction function) {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      Graph graph =
          Tracer.trace(
              function.text(), List.of(scalar(dtype)), x -> List.of(x.getFirst().unary(function)));
      double[] x = numbers(dtype, 7);
      SameBits.check(
          function + " of " + dtype.text(), new EmulatedGraph(graph), new double[][] {x}, x.length);
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryFunction.class)
  void functionsOfTwoArguments(BinaryFunction function) {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      Graph graph =
          Tracer.trace(
              function.text(),
              List.of(scalar(dtype), scalar(dtype)),
              x -> List.of(x.get(0).binary(function, x.get(1))));
      double[] random = numbers(dtype, 11);
      int pairs = SPECIAL.length * SPECIAL.length;
      double[] x = new double[pairs + RANDOM];
      double[] y = new double[pairs + RANDOM];
      for (int i = 0; i < x.length; i++) {
        boolean special = i < pairs;
        x[i] = random[special ? i / SPECIAL.length : SPECIAL.length + i - pairs];
        y[i] = random[special ? i % SPECIAL.length : random.length - 1 - (i - pairs)];
      }
      SameBits.check(
          function + " of " + dtype.text(),
          new EmulatedGraph(graph),
          new double[][] {x, y},
          x.length);
    }
  }
}
