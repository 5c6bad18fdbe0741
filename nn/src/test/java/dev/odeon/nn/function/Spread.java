package dev.odeon.nn.function;

import dev.odeon.nn.graph.DType;
import java.util.Random;
import java.util.stream.IntStream;

/// Seeded arguments of an element type.
record Spread(DType dtype, int count, long seed) {
  /// Evenly spread numbers.
  double[] even(double low, double high) {
    return round(new Random(seed).doubles(count, low, high).toArray());
  }

  /// Positive numbers whose exponents are evenly spread.
  double[] exponents(int low, int high) {
    Random random = new Random(seed);
    return round(
        IntStream.range(0, count)
            .mapToDouble(_ -> Math.scalb(random.nextDouble(1, 2), random.nextInt(low, high)))
            .toArray());
  }

  /// Numbers next to odd or all multiples of `step`, where a function changes its scheme or sign.
  double[] nextToMultiples(double step, int largest) {
    Random random = new Random(seed);
    return round(
        IntStream.range(0, count)
            .mapToDouble(_ -> step * random.nextInt(-largest, largest))
            .map(x -> x * (1 + Math.scalb(random.nextDouble(-1, 1), -random.nextInt(20, 60))))
            .toArray());
  }

  /// The same with random signs.
  static double[] signed(double[] x) {
    Random random = new Random(x.length);
    return IntStream.range(0, x.length)
        .mapToDouble(i -> random.nextBoolean() ? x[i] : -x[i])
        .toArray();
  }

  private double[] round(double[] x) {
    for (int i = 0; i < x.length && dtype == DType.F32; i++) {
      x[i] = (float) x[i];
    }
    return x;
  }
}
