package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.Random;

/// Random numbers of all types, with many special ones.
public final class RandomInputs {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    2,
    0.1,
    0.5,
    -2.5,
    1e300,
    -1e300,
    1e-310,
    Double.MIN_VALUE,
    4503599627370497.5,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  /// The first so many are moderate, and come up more often.
  private static final int MODERATE = 8;

  private RandomInputs() {}

  /// One array for each of `inputs`, as executables read it.
  public static double[][] of(List<Value> inputs, int lanes, Random random) {
    double[][] arrays = new double[inputs.size()][];
    for (int i = 0; i < arrays.length; i++) {
      Value input = inputs.get(i);
      arrays[i] = new double[length(input, lanes)];
      for (int k = 0; k < arrays[i].length; k++) {
        arrays[i][k] = number(input.type().dtype(), random);
      }
    }
    return arrays;
  }

  /// The number of elements of `value` over all lanes.
  public static int length(Value value, int lanes) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  /// A number, as arrays hold it.
  static double number(DType dtype, Random random) {
    return switch (dtype) {
      case F64 -> real(random);
      case F32 -> (float) real(random);
      case I32 ->
          Double.longBitsToDouble(
              random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(70) - 2);
      case I64 -> Double.longBitsToDouble(whole(random));
      case BOOL -> random.nextInt(2);
    };
  }

  private static double real(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> SPECIAL[random.nextInt(random.nextBoolean() ? MODERATE : SPECIAL.length)];
      case 1 -> random.nextInt(9) - 4;
      default -> random.nextGaussian();
    };
  }

  private static long whole(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(9) - 2;
      case 1 -> random.nextInt(70);
      default -> random.nextLong();
    };
  }
}
