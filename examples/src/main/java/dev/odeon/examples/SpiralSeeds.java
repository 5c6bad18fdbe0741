package dev.odeon.examples;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Locale;

/// How well the fit of [Spiral] ends, from ten starts: prints the tables of `docs/spiral.md`.
public final class SpiralSeeds {
  /// Starts are drawn from seeds 0 to 9.
  public static final int SEEDS = 10;

  private static final int POINTS = 30;
  private static final int NUMBERS = 2 * POINTS;
  private static final int ADAM_STEPS = 500;

  private SpiralSeeds() {}

  /// What came of one seed; all three are sums of squares over the 60 values.
  ///
  /// @param adamLast after 500 steps of Adam with rate 0.05
  /// @param adamBest the lowest at any of these steps
  /// @param lbfgs after 300 steps of Adam and then at most 200 of L-BFGS
  public record Row(double adamLast, double adamBest, double lbfgs) {}

  /// Prints both tables, as Markdown.
  public static void main(String[] arguments) {
    for (Tolerances tolerances : new Tolerances[] {Tolerances.of(1e-7, 1e-9), Tolerances.DEFAULT}) {
      System.out.printf(
          Locale.ROOT, "%nrelTol %.0e, absTol %.0e%n%n", tolerances.relTol(), tolerances.absTol());
      System.out.println("| Seed | 500 Adam, last | 500 Adam, best | 300 Adam + L-BFGS |");
      System.out.println("|---|---|---|---|");
      Fit fit = fit(tolerances);
      for (int seed = 0; seed < SEEDS; seed++) {
        Row row = row(fit, seed);
        System.out.printf(
            Locale.ROOT,
            "| %d | %.4f | %.4f | %.4f |%n",
            seed,
            row.adamLast(),
            row.adamBest(),
            row.lbfgs());
      }
    }
  }

  /// The fit of the spiral within `tolerances`.
  public static Fit fit(Tolerances tolerances) {
    TimeSpan span = TimeSpan.of(0, 1.5);
    SaveAt times = SaveAt.linspace(0, 1.5, POINTS);
    double[] start = {2, 0};
    double[] truth =
        OdeSolver.solve(
                OdeProblem.of(Spiral::truth, span, start),
                Tsit5.METHOD,
                StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
                times)
            .states();
    Chain field =
        Chain.of(
            new Elementwise(y -> y.pow(3)), new Dense(2, 50, Activation.TANH), new Dense(50, 2));
    NeuralOde model = NeuralOde.of(field, Tsit5.METHOD, span, times, tolerances);
    return Fit.of(model, Loss.MEAN_SQUARE, Samples.one(start, Shape.of(POINTS, 2), truth));
  }

  /// Both trainings of `fit` from the start that `seed` draws.
  public static Row row(Fit fit, long seed) {
    Adam adam = new Adam(0.05);
    TrainingResult first = fit.train(TrainingPlan.of(adam, ADAM_STEPS), seed);
    TrainingResult both = fit.train(TrainingPlan.of(adam, 300).then(new Lbfgs(200)), seed);
    return new Row(
        NUMBERS * first.lossHistory()[ADAM_STEPS],
        NUMBERS * first.bestLoss(),
        NUMBERS * both.bestLoss());
  }
}
