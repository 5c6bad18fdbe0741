package dev.odeon.nn.trace;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.ArrayList;
import java.util.List;

/// Random numbers as a traced function of (seed, lane, counter): the generator Philox4x32-10 of
/// Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011).
///
/// There is no state. Equal arguments give equal bits whatever runs the graph, on any number of
/// lanes; other seeds, lanes or counters give independent numbers. Numbers are constants to
/// differentiation. The key is the seed; the four words of the counter are the number of the block
/// within a draw, the low and high halves of the counter, and the low half of the lane.
public final class Philox {
  private static final long LOW_HALF = 0xffffffffL;
  private static final long FIRST_FACTOR = 0xd2511f53L;
  private static final long SECOND_FACTOR = 0xcd9e8d57L;
  private static final long FIRST_BUMP = 0x9e3779b9L;
  private static final long SECOND_BUMP = 0xbb67ae85L;
  private static final int ROUNDS = 10;

  private final Tensor seed;
  private final Tensor lane;

  private Philox(Tensor seed, Tensor lane) {
    this.seed = seed;
    this.lane = lane;
  }

  /// The generator of one lane.
  ///
  /// @param seed `i64` scalar, all 64 bits count
  /// @param lane `i64` scalar, the number of the trajectory; its low 32 bits count
  public static Philox of(Tensor seed, Tensor lane) {
    requireWhole("seed", seed);
    requireWhole("lane", lane);
    return new Philox(seed, lane);
  }

  /// The seed.
  public Tensor seed() {
    return seed;
  }

  /// The number of the trajectory.
  public Tensor lane() {
    return lane;
  }

  /// Numbers spread evenly over `[0, 1)`: multiples of `2^-53` in `f64`, of `2^-24` in `f32`.
  ///
  /// @param counter `i64` scalar, the number of the draw
  /// @param type type of the result, `f64` or `f32`
  public Tensor uniform(Tensor counter, TensorType type) {
    List<Tensor> numbers = new ArrayList<>();
    for (Tensor bits : bits(counter, type)) {
      numbers.add(fraction(bits, type.dtype()));
    }
    return arranged(numbers, type);
  }

  /// Numbers of the normal distribution of mean 0 and variance 1, by Box and Muller: `sqrt(-2 log
  /// u) cos(2 pi v)` and `sqrt(-2 log u) sin(2 pi v)`, for u in `(0, 1]` and v in `[0, 1)`.
  ///
  /// @param counter `i64` scalar, the number of the draw
  /// @param type type of the result, `f64` or `f32`
  public Tensor normal(Tensor counter, TensorType type) {
    List<Tensor> bits = bits(counter, type);
    List<Tensor> numbers = new ArrayList<>();
    for (int pair = 0; pair < bits.size(); pair += 2) {
      Tensor u = fraction(bits.get(pair).plus(whole(seed, 1)), type.dtype());
      Tensor angle = fraction(bits.get(pair + 1), type.dtype()).times(2 * Math.PI);
      Tensor radius = u.log().times(-2).sqrt();
      numbers.add(radius.times(angle.unary(UnaryFunction.COSINE)));
      numbers.add(radius.times(angle.unary(UnaryFunction.SINE)));
    }
    return arranged(numbers, type);
  }

  /// The four words of a block, `i64` that hold 32 bits each.
  ///
  /// @param counter four words, `i64` tensors of one shape that hold 32 bits each
  /// @param key two words, `i64` tensors of that shape or scalars
  public static List<Tensor> block(List<Tensor> counter, List<Tensor> key) {
    if (counter.size() != 4 || key.size() != 2) {
      throw new IllegalArgumentException(
          "a block needs 4 words of counter and 2 of key, got "
              + counter.size()
              + " and "
              + key.size());
    }
    Tensor c0 = counter.get(0);
    Tensor c1 = counter.get(1);
    Tensor c2 = counter.get(2);
    Tensor c3 = counter.get(3);
    Tensor k0 = key.get(0);
    Tensor k1 = key.get(1);
    for (int round = 0; round < ROUNDS; round++) {
      Tensor first = c0.times(whole(c0, FIRST_FACTOR));
      Tensor second = c2.times(whole(c2, SECOND_FACTOR));
      c0 = xor(xor(high(second), c1), k0);
      c1 = low(second);
      c2 = xor(xor(high(first), c3), k1);
      c3 = low(first);
      k0 = low(k0.plus(whole(k0, FIRST_BUMP)));
      k1 = low(k1.plus(whole(k1, SECOND_BUMP)));
    }
    return List.of(c0, c1, c2, c3);
  }

  /// The random bits of the numbers of each block, 53 or 24 each: two or four vectors over blocks.
  private List<Tensor> bits(Tensor counter, TensorType type) {
    requireWhole("counter", counter);
    int perBlock =
        switch (type.dtype()) {
          case F64 -> 2;
          case F32 -> 4;
          case I32, I64, BOOL ->
              throw new IllegalArgumentException(
                  "random numbers of type " + type + " do not exist");
        };
    List<Tensor> words = words(counter, (type.size() + perBlock - 1) / perBlock);
    if (perBlock == 4) {
      return words.stream().map(word -> shift(Shift.SHIFT_RIGHT_LOGICAL, word, 8)).toList();
    }
    return List.of(joined(words.get(0), words.get(1)), joined(words.get(2), words.get(3)));
  }

  private List<Tensor> words(Tensor counter, int blocks) {
    long[] numbers = new long[blocks];
    for (int i = 0; i < blocks; i++) {
      numbers[i] = i;
    }
    Tensor number =
        seed.tracer()
            .constant(Literal.ofIntegers(new TensorType(DType.I64, Shape.of(blocks)), numbers));
    Shape shape = number.shape();
    return block(
        List.of(
            number,
            low(counter).broadcast(shape),
            high(counter).broadcast(shape),
            low(lane).broadcast(shape)),
        List.of(low(seed), high(seed)));
  }

  /// 27 bits of one word, 26 of the other.
  private static Tensor joined(Tensor first, Tensor second) {
    Tensor upper = shift(Shift.SHIFT_RIGHT_LOGICAL, first, 5);
    Tensor lower = shift(Shift.SHIFT_RIGHT_LOGICAL, second, 6);
    return shift(Shift.SHIFT_LEFT, upper, 26).plus(lower);
  }

  private static Tensor fraction(Tensor bits, DType type) {
    Tensor number = bits.tracer().apply1(new Op.Convert(type), bits);
    return number.times(type == DType.F32 ? 0x1p-24 : 0x1p-53);
  }

  /// The numbers block by block, as many as `type` has elements.
  private static Tensor arranged(List<Tensor> numbers, TensorType type) {
    Tensor stacked = Tensor.stack(numbers).transpose();
    return stacked
        .reshape(Shape.of(stacked.shape().size()))
        .slice(0, type.size())
        .reshape(type.shape());
  }

  private static Tensor xor(Tensor x, Tensor y) {
    return x.logical(LogicalFunction.XOR, y);
  }

  private static Tensor low(Tensor x) {
    return x.logical(LogicalFunction.AND, whole(x, LOW_HALF));
  }

  private static Tensor high(Tensor x) {
    return shift(Shift.SHIFT_RIGHT_LOGICAL, x, 32);
  }

  private static Tensor shift(Shift shift, Tensor x, int distance) {
    Tensor by = whole(x, distance).broadcast(x.shape());
    return x.tracer().apply1(new Op.ShiftBits(shift), x, by);
  }

  private static Tensor whole(Tensor like, long number) {
    return like.tracer().constant(Literal.ofIntegers(TensorType.scalar(DType.I64), number));
  }

  private static void requireWhole(String name, Tensor x) {
    if (!x.type().equals(TensorType.scalar(DType.I64))) {
      throw new IllegalArgumentException(name + " of type " + x.type() + " is not i64[]");
    }
  }
}
