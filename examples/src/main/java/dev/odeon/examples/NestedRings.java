package dev.odeon.examples;

import dev.odeon.adjoint.layer.AugmentedOde;
import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.Reshape;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.Locale;

/// A disc and the ring around it, to be told apart by a flow and one line: a flow of the plane must
/// let the disc out of the ring and cannot, one with extra components can. Prints a table of
/// `docs/structured-fields.md`.
public final class NestedRings {
  private static final int COUNT = 200;
  private static final int HIDDEN = 16;

  private NestedRings() {}

  /// Fits both from three seeds.
  public static void main(String[] arguments) {
    System.out.println("| Seed | In the plane | With one more component |");
    System.out.println("|---|---|---|");
    for (int seed = 1; seed <= 3; seed++) {
      System.out.printf(Locale.ROOT, "| %d | %s | %s |%n", seed, row(0, seed), row(1, seed));
    }
  }

  /// Mean square error of the two classes, -1 and 1, over held-out samples.
  private static String row(int extra, long seed) {
    NeuralOde flow = flow(2 + extra);
    Layer moved =
        extra == 0
            ? Chain.of(flow, new Reshape(Shape.of(2)))
            : Chain.of(AugmentedOde.zeros(flow, extra), new Reshape(Shape.of(2)));
    Chain model = Chain.of(moved, new Dense(2, 1));
    Fit fit = Fit.of(model, Loss.MEAN_SQUARE, samples(seed));
    var parameters = fit.train(TrainingPlan.of(new Adam(0.02), 400), seed).parameters();
    Samples heldOut = samples(seed + 100);
    double[] answers = Fit.of(model, Loss.MEAN_SQUARE, heldOut).predict(parameters);
    double loss = 0;
    for (int i = 0; i < COUNT; i++) {
      double error = answers[i] - heldOut.targets()[i];
      loss += error * error / COUNT;
    }
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  private static NeuralOde flow(int dimension) {
    Chain field =
        Chain.of(
            new Dense(dimension, HIDDEN, Activation.TANH),
            new Dense(HIDDEN, HIDDEN, Activation.TANH),
            new Dense(HIDDEN, dimension));
    return NeuralOde.of(
        field, Tsit5.METHOD, TimeSpan.of(0, 1), SaveAt.times(1), Tolerances.of(1e-4, 1e-4));
  }

  /// Every other point within 0.5 of the middle, the others between 1 and 1.5 away from it.
  private static Samples samples(long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "rings");
    double[] points = new double[2 * COUNT];
    double[] classes = new double[COUNT];
    Arrays.setAll(classes, i -> i % 2 == 0 ? -1 : 1);
    for (int i = 0; i < COUNT; i++) {
      double radius = 0.5 * random.nextDouble() + (i % 2 == 0 ? 0 : 1);
      double angle = 2 * Math.PI * random.nextDouble();
      points[i] = radius * StrictMath.cos(angle);
      points[COUNT + i] = radius * StrictMath.sin(angle);
    }
    return new Samples(COUNT, Shape.of(2), points, Shape.of(1), classes);
  }
}
