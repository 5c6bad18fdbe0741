package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `x = k pi/2 + high + low` with `|high|` at most pi/4 or little above.
///
/// Up to 2^20 (2^16 in `f32`) pi/2 in three parts is subtracted by fma (Cody and Waite 1980,
/// "Software Manual for the Elementary Functions", chapter 8): the first difference is exact, the
/// second is a sum in two parts. Beyond that [HugeAngle] does it, if any element needs it.
///
/// @param quadrant whole number, k in its last two bits
/// @param high the rest
/// @param low what high lacks, also where parts of pi/2 cancel
record ReducedAngle(Tensor quadrant, Tensor high, Tensor low) {
  private static final double[] HALF_PI_WIDE = {
    0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110
  };
  private static final double[] HALF_PI_NARROW = {0x1.921fb6p+0, -0x1.777a5cp-25, -0x1.ee59dap-50};

  /// pi/2 as a sum of three numbers of `format`.
  static double[] halfPi(FloatFormat format) {
    return format.pick(HALF_PI_WIDE, HALF_PI_NARROW);
  }

  /// Reduces any number; NaN for NaN and the infinities.
  static ReducedAngle of(Tensor x) {
    double limit = FloatFormat.of(x).pick(0x1p20, 0x1p16);
    Tensor huge = x.abs().compare(Comparison.GT, limit);
    ReducedAngle near = near(x);
    List<Tensor> all = List.of(huge, x, near.quadrant, near.high, near.low);
    List<ValueType> types = all.stream().map(tensor -> ValueType.of(tensor.value())).toList();
    Graph far = Tracer.trace("huge_angle", types, ReducedAngle::whereHuge);
    Graph keep = Tracer.trace("angle", types, in -> in.subList(2, 5));
    List<Tensor> operands = Stream.concat(Stream.of(any(huge, x)), all.stream()).toList();
    List<Tensor> result = x.tracer().apply(new Op.Cond(far, keep), operands);
    return new ReducedAngle(result.get(0), result.get(1), result.get(2));
  }

  private static List<Tensor> whereHuge(List<Tensor> in) {
    Tensor huge = in.getFirst();
    ReducedAngle far = HugeAngle.reduce(in.get(1));
    return List.of(
        huge.select(far.quadrant, in.get(2)),
        huge.select(far.high, in.get(3)),
        huge.select(far.low, in.get(4)));
  }

  private static Tensor any(Tensor truth, Tensor like) {
    Shape shape = truth.shape();
    if (shape.rank() == 0) {
      return truth;
    }
    Tensor number = truth.select(like.scalar(1), like.scalar(0));
    List<Integer> axes = IntStream.range(0, shape.rank()).boxed().toList();
    Tensor largest = truth.tracer().apply1(new Op.Reduce(Reduction.MAX, axes), number);
    return largest.compare(Comparison.GT, 0);
  }

  private static ReducedAngle near(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    double[] halfPi = halfPi(format);
    // Its unit in the last place is 1, so k stands in the last bits of the sum.
    Tensor magic = x.scalar(Math.scalb(1.5, format.fraction()));
    Tensor shifted = x.fma(x.scalar(2 / Math.PI), magic);
    Tensor k = shifted.minus(magic);
    Tensor first = k.fma(x.scalar(-halfPi[0]), x);
    Pair second = Pair.product(k, x.scalar(-halfPi[1]));
    Pair sum = Pair.sum(first, second.high());
    Tensor low = k.fma(x.scalar(-halfPi[2]), sum.low().plus(second.low()));
    return new ReducedAngle(format.bits(shifted), sum.high(), low);
  }
}
