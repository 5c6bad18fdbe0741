package dev.odeon.nn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

@SuppressWarnings({
  "NarrowCalculation",
  "UnnecessaryLongToIntConversion"
}) // Java's own arithmetic is the reference
class IntegerRowsTest {
  private static final long[] SAMPLES = {
    0,
    1,
    -1,
    2,
    63,
    64,
    0x7ff8000000000001L,
    0xfff0000000000000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    123456789
  };

  private static double carrier(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static double[] run(DType type, UnaryOperator<Tensor> body, double x) {
    ValueType scalar = new ValueType(TensorType.scalar(type), Scope.PER_LANE);
    Graph graph = Tracer.trace("f", List.of(scalar), a -> List.of(body.apply(a.getFirst())));
    assertEquals(graph, GraphParser.parse(graph.toString()), "text must round trip");
    double[][] out = {new double[3]};
    new ReferenceBackend()
        .compile(Pipeline.standard().apply(graph))
        .run(new double[][] {{x, x, x}}, out, 3);
    assertEquals(Double.doubleToRawLongBits(out[0][0]), Double.doubleToRawLongBits(out[0][2]));
    return out[0];
  }

  private static long run(DType type, BinaryOperator<Tensor> body, long x, long y) {
    double[] out =
        run(
            type,
            a -> body.apply(a, a.tracer().constant(Literal.ofIntegers(TensorType.scalar(type), y))),
            carrier(x));
    return Double.doubleToRawLongBits(out[0]);
  }

  private static Tensor apply(Op op, Tensor x, Tensor y) {
    return x.tracer().apply1(op, x, y);
  }

  @Test
  void arithmeticIsThatOfJava() {
    for (long x : SAMPLES) {
      for (long y : SAMPLES) {
        assertEquals(x + y, run(DType.I64, Tensor::plus, x, y));
        assertEquals(x - y, run(DType.I64, Tensor::minus, x, y));
        assertEquals(x * y, run(DType.I64, Tensor::times, x, y));
        assertEquals(
            Math.min(x, y), run(DType.I64, (a, b) -> a.binary(BinaryFunction.MINIMUM, b), x, y));
        assertEquals((int) x * (int) y, run(DType.I32, Tensor::times, (int) x, (int) y));
        assertEquals(x & y, run(DType.I64, (a, b) -> a.logical(LogicalFunction.AND, b), x, y));
        assertEquals(x ^ y, run(DType.I64, (a, b) -> a.logical(LogicalFunction.XOR, b), x, y));
        assertEquals(
            x << y,
            run(DType.I64, (a, b) -> apply(new Op.ShiftBits(Shift.SHIFT_LEFT), a, b), x, y));
        assertEquals(
            (int) x >>> (int) y,
            run(
                DType.I32,
                (a, b) -> apply(new Op.ShiftBits(Shift.SHIFT_RIGHT_LOGICAL), a, b),
                (int) x,
                (int) y));
        long less = run(DType.I64, (a, b) -> a.compare(Comparison.LT, b), x, y);
        assertEquals(Double.doubleToRawLongBits(x < y ? 1 : 0), less, x + " < " + y);
      }
      assertEquals(~x, Double.doubleToRawLongBits(run(DType.I64, Tensor::not, carrier(x))[0]));
    }
  }

  @Test
  void bitsOfFloatsAndBack() {
    for (double x : new double[] {0, -0.0, 1, -2.5, 1e-310, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] bits =
          run(DType.F64, a -> a.tracer().apply1(new Op.BitcastConvert(DType.I64), a), x);
      assertEquals(Double.doubleToLongBits(x), Double.doubleToRawLongBits(bits[0]));
      double[] back =
          run(DType.I64, a -> a.tracer().apply1(new Op.BitcastConvert(DType.F64), a), bits[0]);
      assertEquals(Double.doubleToLongBits(x), Double.doubleToLongBits(back[0]));
      float f = (float) x;
      double[] narrow =
          run(DType.F32, a -> a.tracer().apply1(new Op.BitcastConvert(DType.I32), a), f);
      assertEquals(Float.floatToIntBits(f), Double.doubleToRawLongBits(narrow[0]));
    }
  }

  @Test
  void conversionsCutAndRound() {
    assertEquals(-2, bits(run(DType.F64, a -> to(DType.I64, a), -2.9)));
    assertEquals(0, bits(run(DType.F64, a -> to(DType.I64, a), Double.NaN)));
    assertEquals(Integer.MAX_VALUE, bits(run(DType.F64, a -> to(DType.I32, a), 1e10)));
    assertEquals(-7.0, run(DType.I64, a -> to(DType.F64, a), carrier(-7))[0]);
    assertEquals(-7, bits(run(DType.I64, a -> to(DType.I32, a), carrier((1L << 40) - 7))));
  }

  private static Tensor to(DType type, Tensor x) {
    return x.tracer().apply1(new Op.Convert(type), x);
  }

  private static long bits(double[] x) {
    return Double.doubleToRawLongBits(x[0]);
  }

  @Test
  void typesAreNotMixed() {
    ValueType whole = new ValueType(TensorType.scalar(DType.I64), Scope.PER_LANE);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Tracer.trace("f", List.of(whole), a -> List.of(a.getFirst().dividedBy(a.getFirst()))));
    assertThrows(
        IllegalArgumentException.class,
        () -> Tracer.trace("f", List.of(whole), a -> List.of(a.getFirst().exp())));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Tracer.trace(
                "f",
                List.of(whole),
                a ->
                    List.of(
                        a.getFirst()
                            .tracer()
                            .apply1(new Op.BitcastConvert(DType.F32), a.getFirst()))));
  }
}
