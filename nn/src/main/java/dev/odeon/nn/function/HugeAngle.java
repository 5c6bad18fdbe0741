package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Reduction of huge angles modulo pi/2 with whole numbers (Payne and Hanek 1983, "Radian reduction
/// for trigonometric functions").
///
/// `|x| = m 2^e` with m whole. Of the bits of 2/pi those that give multiples of 4 with `m 2^e` are
/// left out, the next three words (192 bits, or 96 in `f32`) are multiplied by m, and all that
/// follow are dropped. The first two bits of the product modulo 2^192 are the quadrant, the others
/// a fraction of pi/2, of which two words are kept. No number of either format comes closer to a
/// multiple of pi/2 than 2^-62 (2^-31), so at least 66 (33) good bits are left.
final class HugeAngle {
  private static final int LIMBS = 6;

  private final FloatFormat format;
  private final int width;
  private final int half;
  private final Tensor bits;

  private HugeAngle(Tensor x) {
    format = FloatFormat.of(x);
    width = format == FloatFormat.BINARY64 ? Long.SIZE : Integer.SIZE;
    half = width / 2;
    bits = format.bits(x);
  }

  /// Reduces x; NaN if it is infinite, some angle if it is below 2^19 (2^15).
  static ReducedAngle reduce(Tensor x) {
    return new HugeAngle(x).reduce().of(x);
  }

  /// The angle as a fraction of a quarter turn.
  private record Fraction(FloatFormat format, Tensor quadrant, Pair part) {
    /// The reduced angle, with the sign of x.
    ReducedAngle of(Tensor x) {
      double[] halfPi = ReducedAngle.halfPi(format);
      Tensor finite = x.abs().compare(Comparison.LT, Double.POSITIVE_INFINITY);
      Pair angle = part.times(Pair.constant(x, halfPi[0], halfPi[1]));
      Tensor negative = x.compare(Comparison.LT, 0);
      Tensor high = finite.select(angle.high(), x.scalar(Double.NaN));
      Tensor zero = format.whole(quadrant, 0);
      return new ReducedAngle(
          negative.select(zero.minus(quadrant), quadrant),
          negative.select(high.negate(), high),
          negative.select(angle.low().negate(), angle.low()));
    }
  }

  private Fraction reduce() {
    List<Tensor> limbs = product();
    Tensor top = join(limbs.get(0), limbs.get(1));
    Tensor middle = join(limbs.get(2), limbs.get(3));
    // As a two's complement the fraction is in [-1/2, 1/2), and the quadrant the nearest one.
    Tensor first = or(left(top, 2), right(middle, width - 2));
    Tensor second = or(left(middle, 2), right(limbs.get(4), half - 2));
    Tensor quadrant = right(top.plus(format.whole(top, 1L << (width - 3))), width - 2);
    Tensor a = number(shift(Shift.SHIFT_RIGHT_ARITHMETIC, first, half), 1);
    Tensor b = number(low(first), 2);
    Tensor c = number(right(second, half), 3);
    Tensor d = number(low(second), 4);
    Pair ab = Pair.ordered(a, b);
    Pair abc = Pair.ordered(ab.high(), c);
    Pair abcd = Pair.ordered(abc.high(), d);
    Tensor rest = ab.low().plus(abc.low().plus(abcd.low()));
    return new Fraction(format, quadrant, new Pair(abcd.high(), rest));
  }

  /// The half words of m times the bits of 2/pi, most significant first, without those that
  /// overflow.
  private List<Tensor> product() {
    Tensor hidden = format.whole(bits, 1L << format.fraction());
    Tensor m = or(format.and(bits, format.fractionMask()), hidden);
    List<Tensor> window = window();
    Tensor[] rows = new Tensor[LIMBS];
    Tensor factor = low(m);
    Tensor sum = factor.times(window.get(LIMBS - 1));
    for (int i = LIMBS - 1; i >= 0; i--) {
      rows[i] = low(sum);
      if (i > 0) {
        sum = factor.times(window.get(i - 1)).plus(right(sum, half));
      }
    }
    Tensor upper = right(m, half);
    Tensor carry = format.whole(bits, 0);
    for (int i = LIMBS - 2; i >= 0; i--) {
      Tensor term = upper.times(window.get(i + 1)).plus(rows[i]).plus(carry);
      rows[i] = low(term);
      carry = right(term, half);
    }
    return List.of(rows);
  }

  /// The half words of the bits of 2/pi from the first that matters on.
  private List<Tensor> window() {
    Tensor field = format.and(right(bits, format.fraction()), 2L * format.bias() + 1);
    int offset = width - 2 - format.bias() - format.fraction();
    Tensor position = field.plus(format.whole(bits, offset));
    List<Tensor> words = words(right(position, Integer.numberOfTrailingZeros(width)));
    Tensor by = format.and(position, width - 1);
    Tensor back = format.whole(bits, width - 1).minus(by);
    List<Tensor> halves = new ArrayList<>();
    for (int i = 0; i < LIMBS / 2; i++) {
      Tensor before = shift(Shift.SHIFT_LEFT, words.get(i), by);
      Tensor after = shift(Shift.SHIFT_RIGHT_LOGICAL, right(words.get(i + 1), 1), back);
      Tensor word = or(before, after);
      halves.add(right(word, half));
      halves.add(low(word));
    }
    return halves;
  }

  /// Words `index` to `index + 3` of 2/pi, moved to the front by powers of two.
  private List<Tensor> words(Tensor index) {
    int last = (format.bias() - format.fraction() + width - 2) / width;
    int kept = LIMBS / 2 + 1;
    List<Tensor> words = new ArrayList<>();
    for (int i = 0; i < last + kept; i++) {
      words.add(format.whole(bits, TwoOverPi.word(format, i)));
    }
    Tensor zero = format.whole(bits, 0);
    for (int step = Integer.highestOneBit(last); step > 0; step /= 2) {
      Tensor moves = format.and(index, step).compare(Comparison.NE, zero);
      List<Tensor> moved = new ArrayList<>();
      for (int i = 0; i < Math.min(words.size(), kept + step - 1); i++) {
        Tensor other = i + step < words.size() ? words.get(i + step) : zero;
        moved.add(moves.select(other, words.get(i)));
      }
      words = moved;
    }
    return words;
  }

  private Tensor number(Tensor whole, int halves) {
    Op convert = new Op.Convert(format == FloatFormat.BINARY64 ? DType.F64 : DType.F32);
    Tensor number = bits.tracer().apply1(convert, whole);
    return number.times(Math.scalb(1.0, -halves * half));
  }

  private Tensor join(Tensor upper, Tensor lower) {
    return or(left(upper, half), lower);
  }

  private Tensor low(Tensor word) {
    return format.and(word, (1L << half) - 1);
  }

  private Tensor left(Tensor word, int by) {
    return format.shiftLeft(word, by);
  }

  private Tensor right(Tensor word, int by) {
    return format.shiftRight(word, by);
  }

  private static Tensor or(Tensor x, Tensor y) {
    return x.logical(LogicalFunction.OR, y);
  }

  private Tensor shift(Shift shift, Tensor word, int by) {
    return shift(shift, word, format.whole(word, by));
  }

  private static Tensor shift(Shift shift, Tensor word, Tensor by) {
    Tensor spread = by.shape().rank() == 0 ? by.broadcast(word.shape()) : by;
    return word.tracer().apply1(new Op.ShiftBits(shift), word, spread);
  }
}
