package dev.odeon.examples;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.train.Samples;
import java.util.Arrays;

/// Spirals that turn either way, seen with noise at times of their own.
///
/// `(a + b t) (cos, sin)(phase + turn t)`: a in 0.3 to 0.8, b in 0.15 to 0.35, turn 2 or -2 radians
/// a unit of time, any phase. Of the 61 times 0, 0.1, ..., 6, each spiral has 20 of those up to 3 as
/// observations, and 20 of the later ones for training only, all with normal noise of standard
/// deviation 0.1.
final class NoisySpirals {
  static final int TIMES = 61;
  static final double END = 6;
  static final double NOISE = 0.1;

  /// The last time that may be observed.
  static final int MIDDLE = 30;

  static final int OBSERVED = 20;

  private final int count;
  private final double[][] truth;
  private final double[][] seen;
  private final int[][] early;
  private final int[][] late;

  /// `count` spirals drawn by `seed`.
  NoisySpirals(int count, long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "spirals");
    this.count = count;
    truth = new double[count][2 * TIMES];
    seen = new double[count][2 * TIMES];
    early = new int[count][];
    late = new int[count][];
    for (int lane = 0; lane < count; lane++) {
      double a = 0.3 + 0.5 * random.nextDouble();
      double b = 0.15 + 0.2 * random.nextDouble();
      double turn = random.nextDouble() < 0.5 ? 2 : -2;
      double phase = 2 * Math.PI * random.nextDouble();
      for (int i = 0; i < TIMES; i++) {
        double radius = a + b * time(i);
        double angle = phase + turn * time(i);
        truth[lane][2 * i] = radius * StrictMath.cos(angle);
        truth[lane][2 * i + 1] = radius * StrictMath.sin(angle);
        seen[lane][2 * i] = truth[lane][2 * i] + NOISE * random.nextGaussian();
        seen[lane][2 * i + 1] = truth[lane][2 * i + 1] + NOISE * random.nextGaussian();
      }
      early[lane] = some(OBSERVED, 0, MIDDLE + 1, random);
      late[lane] = some(OBSERVED, MIDDLE + 1, TIMES, random);
    }
  }

  private static int[] some(int count, int from, int to, SplitMix64 random) {
    int[] all = new int[to - from];
    for (int i = 0; i < all.length; i++) {
      all[i] = from + i;
    }
    for (int i = 0; i < count; i++) {
      int j = i + (int) (random.nextDouble() * (all.length - i));
      int kept = all[i];
      all[i] = all[j];
      all[j] = kept;
    }
    int[] chosen = Arrays.copyOf(all, count);
    Arrays.sort(chosen);
    return chosen;
  }

  static double time(int i) {
    return END * i / (TIMES - 1);
  }

  int count() {
    return count;
  }

  /// The numbers of the observed times of spiral `lane`.
  int[] observed(int lane) {
    return early[lane].clone();
  }

  /// A coordinate without noise.
  double truth(int lane, int time, int axis) {
    return truth[lane][2 * time + axis];
  }

  /// A coordinate with noise.
  double seen(int lane, int time, int axis) {
    return seen[lane][2 * time + axis];
  }

  /// For a latent equation: the observations from the last to the first, then the way to time 0;
  /// targets at all 61 times, where the spiral was seen early or late.
  Samples latent() {
    int rows = OBSERVED + 1;
    double[] inputs = new double[rows * 4 * count];
    double[] targets = new double[TIMES * 3 * count];
    for (int lane = 0; lane < count; lane++) {
      int after = early[lane][OBSERVED - 1];
      for (int row = 0; row < OBSERVED; row++) {
        int i = early[lane][OBSERVED - 1 - row];
        row(inputs, row, lane, time(after) - time(i), i);
        after = i;
      }
      inputs[OBSERVED * 4 * count + lane] = time(after);
      for (int i : early[lane]) {
        target(targets, i, i, lane);
      }
      for (int i : late[lane]) {
        target(targets, i, i, lane);
      }
    }
    return new Samples(count, Shape.of(rows, 4), inputs, Shape.of(TIMES, 3), targets);
  }

  /// For prediction of each observation from those before it: the first 20 in order of time;
  /// targets are the observations themselves.
  Samples oneAhead() {
    int rows = OBSERVED;
    double[] inputs = new double[rows * 4 * count];
    double[] targets = new double[rows * 2 * count];
    for (int lane = 0; lane < count; lane++) {
      double before = 0;
      for (int row = 0; row < rows; row++) {
        int i = early[lane][row];
        row(inputs, row, lane, time(i) - before, i);
        before = time(i);
        targets[2 * row * count + lane] = seen(lane, i, 0);
        targets[(2 * row + 1) * count + lane] = seen(lane, i, 1);
      }
    }
    return new Samples(count, Shape.of(rows, 4), inputs, Shape.of(rows, 2), targets);
  }

  private void row(double[] inputs, int row, int lane, double gap, int time) {
    double[] numbers = {gap, 1, seen(lane, time, 0), seen(lane, time, 1)};
    for (int k = 0; k < 4; k++) {
      inputs[(4 * row + k) * count + lane] = numbers[k];
    }
  }

  private void target(double[] targets, int row, int time, int lane) {
    double[] numbers = {1, seen(lane, time, 0), seen(lane, time, 1)};
    for (int k = 0; k < 3; k++) {
      targets[(3 * row + k) * count + lane] = numbers[k];
    }
  }
}
