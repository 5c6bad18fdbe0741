package dev.odeon.examples;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.GlorotUniform;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Equilibrium;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.CrossEntropy;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.BatchFit;
import dev.odeon.nn.train.BatchResult;
import dev.odeon.nn.train.BatchTrainer;
import dev.odeon.nn.train.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// A deep-equilibrium layer between two dense ones tells handwritten digits apart: prints the table
/// of `docs/equilibria.md`.
public final class DigitsEquilibrium {
  private static final int WIDTH = 16;
  private static final int BATCH = 64;
  private static final int STEPS = 800;

  private DigitsEquilibrium() {}

  /// `tanh(A z + B x + b)` of z and x, one after the other, with the rows of A made smaller where
  /// the sizes of their elements sum to more than 0.9. So the function contracts by 0.9 at least in
  /// the largest component, whatever the parameters are, and has one equilibrium. El Ghaoui et al.,
  /// Implicit deep learning (2021), section 2.
  ///
  /// @param size length of z
  /// @param in length of x
  record Contraction(int size, int in) implements Layer {
    private static final double MOST = 0.9;

    @Override
    public ParameterSpec parameters(Shape input) {
      return ParameterSpec.builder()
          .add("a", Shape.of(size, size), new GlorotUniform())
          .add("b", Shape.of(size, in), new GlorotUniform())
          .add("bias", Shape.of(size), new Zeros())
          .build();
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(size);
    }

    @Override
    public Tensor apply(Parameters p, Tensor both) {
      Tensor z = both.slice(0, size);
      Tensor x = both.slice(size, size + in);
      Tensor sums =
          p.get("a").abs().sum(1).max(p.get("bias").scalar(MOST).broadcast(Shape.of(size)));
      Tensor own = p.get("a").dot(z).times(MOST).dividedBy(sums);
      return own.plus(p.get("b").dot(x)).plus(p.get("bias")).tanh();
    }
  }

  /// Trains from five seeds and prints accuracies.
  public static void main(String[] arguments) throws IOException {
    DigitImages images = DigitImages.read(Path.of("examples/digits/digits.csv.gz"));
    Samples training = images.samples(i -> i % Digits.FOLD != Digits.FOLD - 1);
    Samples heldOut = images.samples(i -> i % Digits.FOLD == Digits.FOLD - 1);
    System.out.println("| Seed | Training accuracy | Held-out accuracy |\n|---|---|---|");
    for (int seed = 0; seed < 5; seed++) {
      BatchResult result = train(training, STEPS, seed);
      System.out.printf(
          Locale.ROOT,
          "| %d | %.4f | %.4f |%n",
          seed,
          Digits.accuracy(model(), result, training),
          Digits.accuracy(model(), result, heldOut));
    }
  }

  /// The part of the held-out digits that is told right after `steps` steps of training.
  ///
  /// @param file the digits
  public static double heldOutAccuracy(Path file, int steps, long seed) throws IOException {
    DigitImages images = DigitImages.read(file);
    Samples training = images.samples(i -> i % Digits.FOLD != Digits.FOLD - 1);
    Samples heldOut = images.samples(i -> i % Digits.FOLD == Digits.FOLD - 1);
    return Digits.accuracy(model(), train(training, steps, seed), heldOut);
  }

  /// 64 pixels to 16 numbers, the equilibrium that these lead to, and from it ten numbers.
  static Chain model() {
    return Chain.of(
        new Dense(DigitImages.PIXELS, WIDTH, Activation.TANH),
        new Equilibrium(
            new Contraction(WIDTH, WIDTH), WIDTH, Equilibrium.Iteration.PICARD, 1e-4, 300),
        new Dense(WIDTH, DigitImages.CLASSES));
  }

  static BatchResult train(Samples samples, int steps, long seed) {
    BatchFit fit =
        BatchFit.of(model(), new CrossEntropy(0.1), DigitImages.withMoved(samples), BATCH);
    return new BatchTrainer(new Adam(0.01), steps)
        .train(fit, fit.parameters().initialize(seed), seed);
  }
}
