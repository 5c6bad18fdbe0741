package dev.odeon.examples;

import dev.odeon.adjoint.layer.OdeRnn;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.EachRow;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.layer.GruCell;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.ClipNorm;
import dev.odeon.nn.train.BatchFit;
import dev.odeon.nn.train.BatchResult;
import dev.odeon.nn.train.BatchTrainer;
import dev.odeon.nn.train.Prediction;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LowOrderPairs;
import java.util.Locale;

/// Each observation of a spiral is predicted from those before it, at irregular times: by a gated
/// recurrent network that stands still between observations, and by one that follows an equation.
/// Prints the second table of `docs/irregular-times.md`.
public final class SpiralAhead {
  private static final int MEMORY = 16;
  private static final int BATCH = 64;
  private static final int STEPS = 400;

  /// Rows before this one see too little to tell the spiral.
  private static final int FIRST = 4;

  private SpiralAhead() {}

  /// Trains both from three seeds.
  ///
  /// @param arguments steps of training, 400 if left out, and seeds, 3 if left out
  public static void main(String[] arguments) {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : STEPS;
    int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Samples training = new NoisySpirals(500, 1).oneAhead();
    Samples heldOut = new NoisySpirals(500, 2).oneAhead();
    System.out.println("| Seed | Last observation | Standing still | Following an equation |");
    System.out.println("|---|---|---|---|");
    for (int seed = 0; seed < seeds; seed++) {
      System.out.printf(
          Locale.ROOT,
          "| %d | %.3f | %.3f | %.3f |%n",
          seed,
          error(lastObservation(heldOut), heldOut),
          trained(still(), training, heldOut, steps, seed),
          trained(following(), training, heldOut, steps, seed));
    }
  }

  static Layer still() {
    return model(new Elementwise(h -> h.times(0)));
  }

  static Layer following() {
    return model(
        Chain.of(new Dense(MEMORY, MEMORY, Activation.TANH), new Dense(MEMORY, MEMORY)));
  }

  private static Layer model(Layer field) {
    OdeRnn reader =
        OdeRnn.of(
            new GruCell(2, MEMORY),
            field,
            LowOrderPairs.BOGACKI_SHAMPINE_32,
            StepControl.fixed(1),
            OdeRnn.Reading.BEFORE_UPDATE);
    return Chain.of(
        reader,
        new EachRow(Chain.of(new Dense(MEMORY, 16, Activation.TANH), new Dense(16, 2))));
  }

  static double trained(Layer model, Samples training, Samples heldOut, int steps, long seed) {
    BatchFit fit = BatchFit.of(model, Loss.MEAN_SQUARE::mean, training, BATCH);
    BatchResult result =
        new BatchTrainer(new ClipNorm(1, new Adam(0.01)), steps)
            .train(fit, fit.parameters().initialize(seed), seed);
    double[] predicted =
        Prediction.of(
            model,
            result.parameters(),
            heldOut.inputShape(),
            heldOut.inputs(),
            heldOut.count(),
            Backends.preferred());
    return error(predicted, heldOut);
  }

  /// Root mean square of the differences to the observations, whose own noise is 0.1.
  static double error(double[] predicted, Samples samples) {
    int count = samples.count();
    int from = FIRST * 2 * count;
    double sum = 0;
    for (int i = from; i < predicted.length; i++) {
      double difference = predicted[i] - samples.targets()[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum / (predicted.length - from));
  }

  private static double[] lastObservation(Samples samples) {
    int row = 2 * samples.count();
    double[] previous = new double[samples.targets().length];
    System.arraycopy(samples.targets(), 0, previous, row, previous.length - row);
    return previous;
  }
}
