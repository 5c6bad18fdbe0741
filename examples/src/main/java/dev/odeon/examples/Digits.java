package dev.odeon.examples;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Reshape;
import dev.odeon.nn.loss.CrossEntropy;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.train.BatchFit;
import dev.odeon.nn.train.BatchResult;
import dev.odeon.nn.train.BatchTrainer;
import dev.odeon.nn.train.Prediction;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.LossCurve;
import dev.odeon.plotting.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A neural ordinary differential equation between two dense layers tells handwritten digits apart.
public final class Digits {
  /// Every fourth digit of the file is held out: the numbers 3, 7, 11, ... from 0.
  static final int FOLD = 4;

  private static final int WIDTH = 48;
  private static final int BATCH = 128;
  private static final int STEPS = 800;

  private Digits() {}

  /// Trains from five seeds, prints accuracies, and draws the loss of the last into `out/digits`.
  public static void main(String[] arguments) throws IOException {
    DigitImages images = DigitImages.read(Path.of("examples/digits/digits.csv.gz"));
    Samples training = training(images);
    Samples heldOut = heldOut(images);
    System.out.printf("%d digits to train, %d held out%n", training.count(), heldOut.count());
    System.out.println("| Seed | Training accuracy | Held-out accuracy |\n|---|---|---|");
    Path folder = Files.createDirectories(Path.of("out/digits"));
    for (int seed = 0; seed < 5; seed++) {
      BatchResult result = train(training, STEPS, seed);
      System.out.printf(
          Locale.ROOT,
          "| %d | %.4f | %.4f |%n",
          seed,
          accuracy(model(), result, training),
          accuracy(model(), result, heldOut));
      LossCurve.of("Digits", Series.ofSteps("cross-entropy of the batch", result.losses()))
          .write(folder.resolve("loss.png"));
    }
  }

  private static Samples training(DigitImages images) {
    return images.samples(i -> i % FOLD != FOLD - 1);
  }

  private static Samples heldOut(DigitImages images) {
    return images.samples(i -> i % FOLD == FOLD - 1);
  }

  /// The part of the held-out digits that is told right after `steps` steps of training.
  ///
  /// @param file the digits
  public static double heldOutAccuracy(Path file, int steps, long seed) throws IOException {
    DigitImages images = DigitImages.read(file);
    return accuracy(model(), train(training(images), steps, seed), heldOut(images));
  }

  /// 64 pixels to a state of 48, that state at time 1, and from it ten numbers.
  static Chain model() {
    Chain field = Chain.of(new Dense(WIDTH, WIDTH, Activation.TANH), new Dense(WIDTH, WIDTH));
    return Chain.of(
        new Dense(DigitImages.PIXELS, WIDTH, Activation.TANH),
        NeuralOde.of(
            field, Tsit5.METHOD, TimeSpan.of(0, 1), SaveAt.times(1), Tolerances.of(1e-3, 1e-3)),
        new Reshape(Shape.of(WIDTH)),
        new Dense(WIDTH, DigitImages.CLASSES));
  }

  static BatchResult train(Samples samples, int steps, long seed) {
    BatchFit fit =
        BatchFit.of(model(), new CrossEntropy(0.1), DigitImages.withMoved(samples), BATCH);
    return new BatchTrainer(new Adam(0.01), steps)
        .train(fit, fit.parameters().initialize(seed), seed);
  }

  static double accuracy(Chain model, BatchResult result, Samples samples) {
    double[] outputs =
        Prediction.of(
            model,
            result.parameters(),
            samples.inputShape(),
            samples.inputs(),
            samples.count(),
            Backends.preferred());
    return DigitImages.accuracy(outputs, samples);
  }
}
