package dev.odeon.cli.expression;

import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Random trees for property tests.
final class RandomExpressions {
  private static final List<String> NAMES = List.of("x", "y", "rate_2", "pi", "e", "E1");
  private final SplittableRandom random;

  RandomExpressions(long seed) {
    this.random = new SplittableRandom(seed);
  }

  Expression next(int depth) {
    if (depth == 0) {
      return random.nextBoolean()
          ? new Expression.Literal(number(), 0)
          : new Expression.Name(NAMES.get(random.nextInt(NAMES.size())), 0);
    }
    return switch (random.nextInt(5)) {
      case 0 -> new Expression.Negate(next(depth - 1), 0);
      case 1 -> call(depth);
      case 2 -> network(depth);
      default -> binary(depth);
    };
  }

  private <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private double number() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(100);
      case 1 -> Math.abs(Double.longBitsToDouble(random.nextLong() & 0x7fdf_ffff_ffff_ffffL));
      case 2 -> 0.0;
      case 3 -> Double.MIN_VALUE;
      default -> random.nextDouble() * 1e20;
    };
  }

  private Expression binary(int depth) {
    Operator operator = pick(Operator.values());
    Expression left = next(random.nextInt(depth));
    return new Expression.Binary(operator, left, next(random.nextInt(depth)), 0);
  }

  private Expression call(int depth) {
    Function function = pick(Function.values());
    return new Expression.Call(function, operands(function.arity(), depth), 0);
  }

  private Expression network(int depth) {
    OptionalInt output =
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(12));
    return new Expression.NetworkCall("net", operands(1 + random.nextInt(3), depth), output, 0);
  }

  private List<Expression> operands(int count, int depth) {
    return IntStream.range(0, count).mapToObj(_ -> next(random.nextInt(depth))).toList();
  }
}
