package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.DType;
import java.util.Arrays;
import java.util.stream.Collectors;

/// How numbers appear in messages.
final class Spelling {
  private static final int MOST = 40;

  private Spelling() {}

  static String of(DType dtype, double[] numbers) {
    String some =
        Arrays.stream(numbers)
            .limit(MOST)
            .mapToObj(x -> of(dtype, x))
            .collect(Collectors.joining(", "));
    return "[" + some + (numbers.length > MOST ? ", ..." : "") + "]";
  }

  static String of(DType dtype, double number) {
    return switch (dtype) {
      case F32, F64 -> Double.toString(number);
      case I32, I64 -> Long.toString(Double.doubleToRawLongBits(number));
      case BOOL -> number == 0 ? "false" : number == 1 ? "true" : "neither 0 nor 1: " + number;
    };
  }
}
