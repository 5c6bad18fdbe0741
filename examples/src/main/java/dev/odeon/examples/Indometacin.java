package dev.odeon.examples;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.estimate.Estimate;
import dev.odeon.adjoint.estimate.Interval;
import dev.odeon.adjoint.estimate.ParameterEstimation;
import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Two compartments and the indometacin in the plasma of one subject: estimates, standard errors
/// and two kinds of intervals. Prints the table of `docs/parameter-estimation.md`.
///
/// Data: subject 1 of Kwan and others, Kinetics of indomethacin absorption, elimination, and
/// enterohepatic circulation in man (1976): hours after an injection, mg/L.
public final class Indometacin {
  private static final double[] HOURS = {0.25, 0.5, 0.75, 1, 1.25, 2, 3, 4, 5, 6, 8};
  private static final double[] PLASMA = {1.5, .94, .78, .48, .37, .19, .12, .11, .08, .07, .05};

  private Indometacin() {}

  /// Fits, prints the table, as Markdown, and writes a picture into `out/indometacin`.
  public static void main(String[] arguments) throws IOException {
    UniversalOde model = model(SaveAt.times(HOURS));
    Samples samples = Samples.one(new double[2], Shape.of(HOURS.length, 1), PLASMA);
    Estimate estimate = ParameterEstimation.of(model, samples).fit();
    System.out.println("| Parameter | estimate | standard error | 95 % interval | by profile |");
    System.out.println("|---|---|---|---|---|");
    for (String name : estimate.names()) {
      Interval rough = estimate.interval(name, 0.95);
      Interval profile = estimate.profile(name, 0.95).interval();
      System.out.printf(
          Locale.ROOT,
          "| %s | %.4f | %.4f | %.3f to %.3f | %.3f to %.3f |%n",
          name,
          estimate.value(name),
          estimate.standardError(name),
          rough.low(),
          rough.high(),
          profile.low(),
          profile.high());
    }
    System.out.printf(
        Locale.ROOT,
        "%ns = %.5f on %d degrees of freedom, condition number %.1f%n",
        estimate.noise(),
        estimate.degreesOfFreedom(),
        estimate.conditionNumber());
    draw(estimate);
  }

  /// Plasma exchanges with tissue and is cleared: rates per hour, concentrations in mg/L of plasma
  /// volume. Two exponentials, as `A1 e^(-k1 t) + A2 e^(-k2 t)`, in the form of compartments.
  private static UniversalOde model(SaveAt times) {
    SolvePlan plan =
        SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
            TimeSpan.of(0, 8),
            times);
    return UniversalOde.states("plasma", "tissue")
        .initial("plasma", 2, ParameterRange.POSITIVE)
        .parameter("clearance", 1, ParameterRange.POSITIVE)
        .parameter("out", 0.5, ParameterRange.POSITIVE)
        .parameter("back", 0.5, ParameterRange.POSITIVE)
        .equations(
            plan,
            at -> {
              var cleared = at.parameter("clearance").times(at.state("plasma"));
              var exchange =
                  at.parameter("out")
                      .times(at.state("plasma"))
                      .minus(at.parameter("back").times(at.state("tissue")));
              return at.rates(cleared.plus(exchange).negate(), exchange);
            })
        .observing(1, at -> at.state("plasma"));
  }

  private static void draw(Estimate estimate) throws IOException {
    SaveAt dense = SaveAt.linspace(0, 8, 321);
    Samples blank = Samples.one(new double[2], Shape.of(321, 1), new double[321]);
    double[] curve = Fit.of(model(dense), Loss.MEAN_SQUARE, blank).predict(estimate.parameters());
    TrajectoryPlot.of("Indometacin in plasma", Axis.of("hours"), Axis.of("mg/L"))
        .withFitted(Series.of("two compartments", dense.toArray(), curve))
        .withData(Series.of("subject 1", HOURS, PLASMA))
        .write(Files.createDirectories(Path.of("out/indometacin")).resolve("plasma.png"));
  }
}
