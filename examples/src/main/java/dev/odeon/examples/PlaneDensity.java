package dev.odeon.examples;

import dev.odeon.nn.init.SplitMix64;

/// Distributions over the plane that flows are tried on, with their exact densities.
public enum PlaneDensity {
  /// Two half circles of radius 2, interlocked, with normal noise of standard deviation 0.2.
  TWO_MOONS {
    @Override
    void draw(SplitMix64 random, double[] out) {
      boolean upper = random.nextDouble() < 0.5;
      onMoon(upper, Math.PI * random.nextDouble(), out);
      out[0] += MOON_NOISE * random.nextGaussian();
      out[1] += MOON_NOISE * random.nextGaussian();
    }

    @Override
    public double density(double x, double y) {
      double sum = 0;
      double[] c = new double[2];
      for (int i = 0; i < NODES; i++) {
        double angle = Math.PI * (i + 0.5) / NODES;
        onMoon(true, angle, c);
        sum += normal(x - c[0], y - c[1], MOON_NOISE) / 2 / NODES;
        onMoon(false, angle, c);
        sum += normal(x - c[0], y - c[1], MOON_NOISE) / 2 / NODES;
      }
      return sum;
    }
  },
  /// Circles of radius 1 and 2.5, equally likely, with normal noise of standard deviation 0.15.
  RINGS {
    @Override
    void draw(SplitMix64 random, double[] out) {
      double radius = random.nextDouble() < 0.5 ? INNER : OUTER;
      double angle = 2 * Math.PI * random.nextDouble();
      out[0] = radius * StrictMath.cos(angle) + RING_NOISE * random.nextGaussian();
      out[1] = radius * StrictMath.sin(angle) + RING_NOISE * random.nextGaussian();
    }

    @Override
    public double density(double x, double y) {
      double sum = 0;
      for (int i = 0; i < NODES; i++) {
        double c = StrictMath.cos(2 * Math.PI * i / NODES);
        double s = StrictMath.sin(2 * Math.PI * i / NODES);
        sum += normal(x - INNER * c, y - INNER * s, RING_NOISE) / 2 / NODES;
        sum += normal(x - OUTER * c, y - OUTER * s, RING_NOISE) / 2 / NODES;
      }
      return sum;
    }
  },
  /// Even on the eight black fields of a board of four by four on the square from -2 to 2.
  CHECKERBOARD {
    @Override
    void draw(SplitMix64 random, double[] out) {
      int column = (int) (4 * random.nextDouble());
      int row = 2 * (int) (2 * random.nextDouble()) + column % 2;
      out[0] = column - 2 + random.nextDouble();
      out[1] = row - 2 + random.nextDouble();
    }

    @Override
    public double density(double x, double y) {
      boolean inside = Math.abs(x) < 2 && Math.abs(y) < 2;
      int field = (int) Math.floor(x) + (int) Math.floor(y);
      return inside && field % 2 == 0 ? 0.125 : 0;
    }
  };

  private static final double MOON_NOISE = 0.2;
  private static final double RING_NOISE = 0.15;
  private static final double INNER = 1;
  private static final double OUTER = 2.5;

  /// Midpoints of the sums over angles; the noise is much wider than their distance.
  private static final int NODES = 256;

  abstract void draw(SplitMix64 random, double[] out);

  /// The density at (x, y).
  public abstract double density(double x, double y);

  /// `count` samples, `[component][sample]`; the same for the same seed.
  public double[] sample(int count, long seed) {
    SplitMix64 random = SplitMix64.stream(seed, name());
    double[] samples = new double[2 * count];
    double[] point = new double[2];
    for (int i = 0; i < count; i++) {
      draw(random, point);
      samples[i] = point[0];
      samples[count + i] = point[1];
    }
    return samples;
  }

  /// The logarithm of the density at each of `count` points, `[component][point]`.
  public double[] logDensity(double[] points, int count) {
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      result[i] = Math.log(density(points[i], points[count + i]));
    }
    return result;
  }

  private static void onMoon(boolean upper, double angle, double[] out) {
    double sign = upper ? 1 : -1;
    out[0] = 2 * sign * StrictMath.cos(angle) - sign;
    out[1] = 2 * sign * StrictMath.sin(angle) - sign * 0.5;
  }

  private static double normal(double dx, double dy, double std) {
    double variance = std * std;
    return Math.exp(-(dx * dx + dy * dy) / (2 * variance)) / (2 * Math.PI * variance);
  }
}
