package dev.odeon.examples;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.Learned;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.loss.Penalty;
import dev.odeon.nn.loss.ResidualScale;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/// Hare and lynx: the Lotka-Volterra equations against the same equations with a network that
/// corrects both growth rates, on years that neither has seen. Prints the table of
/// `docs/universal-equations.md`.
///
/// The network starts at zero; the squares of its weights are penalised, from hardly to so much
/// that nothing of it is left.
public final class LynxHare {
  private static final double[] HARE = {
    30, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22, 25.4, 27.1, 40.3, 57, 76.6, 52.3, 19.5, 11.2,
    7.6, 14.6, 16.2, 24.7
  };
  private static final double[] LYNX = {
    4, 6.1, 9.8, 35.2, 59.4, 41.7, 19, 13, 8.3, 9.1, 7.4, 8, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8,
    9.7, 10.1, 8.6
  };
  private static final int TRAINED = 16;
  private static final int INNER = 12;
  private static final double[] STRENGTHS = {1e-4, 1e-3, 1e-2, 1e-1, 1};
  private static final double DRAWN = 1e-4;
  private static final int SEEDS = 5;
  private static final Loss LOG = new Loss(new Penalty.Square(), ResidualScale.LOG);

  private LynxHare() {}

  /// Root mean squares of the residuals of logarithms.
  ///
  /// @param ahead over 1912 to 1915, by a fit to the years before
  /// @param fitted over 1900 to 1915
  /// @param heldOut over 1916 to 1920
  /// @param parameters of the fit
  public record Row(double ahead, double fitted, double heldOut, ParameterVector parameters) {}

  /// Prints the table, as Markdown, and writes a picture into `out/lynx-hare-universal`.
  public static void main(String[] arguments) throws IOException {
    System.out.println(
        "| | 1912 to 1915, from a fit to 1911 | 1900 to 1915, fitted | 1916 to 1920, held out |");
    System.out.println("|---|---|---|---|");
    Row plain = row(lotkaVolterra(), 0, 1);
    print("Lotka-Volterra", List.of(plain));
    for (double strength : STRENGTHS) {
      List<Row> rows =
          LongStream.rangeClosed(1, SEEDS)
              .mapToObj(seed -> row(universal(), strength, seed))
              .toList();
      print(String.format(Locale.ROOT, "with a network, penalty %.0e", strength), rows);
      if (strength == DRAWN) {
        draw(plain, rows.getFirst());
      }
    }
  }

  /// Medians over the seeds, and the range of the last column.
  private static void print(String name, List<Row> rows) {
    double[] heldOut = sorted(rows, Row::heldOut);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.3f | %.3f | %.3f (%.3f to %.3f) |%n",
        name,
        median(sorted(rows, Row::ahead)),
        median(sorted(rows, Row::fitted)),
        median(heldOut),
        heldOut[0],
        heldOut[heldOut.length - 1]);
  }

  private static double[] sorted(List<Row> rows, ToDoubleFunction<Row> column) {
    return rows.stream().mapToDouble(column).sorted().toArray();
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  /// The classical equations, six unknowns.
  public static UniversalOde lotkaVolterra() {
    return known()
        .equations(
            plan(HARE.length),
            at -> {
              Tensor hare = at.state("hare");
              Tensor lynx = at.state("lynx");
              return at.rates(
                  hare.times(at.parameter("growth").minus(at.parameter("bite").times(lynx))),
                  lynx.times(at.parameter("gain").times(hare).minus(at.parameter("death"))));
            })
        .startingFrom(start());
  }

  /// The same with corrections of both rates, functions of both populations.
  public static UniversalOde universal() {
    return known()
        .network(
            "correction",
            2,
            Chain.of(
                new Elementwise(x -> x.dividedBy(30)),
                new Dense(2, 6, Activation.TANH),
                new Dense(6, 2, Activation.IDENTITY, new Zeros(), new Zeros())))
        .equations(
            plan(HARE.length),
            at -> {
              Tensor hare = at.state("hare");
              Tensor lynx = at.state("lynx");
              Tensor more = at.network("correction", hare, lynx);
              Tensor growth = at.parameter("growth").minus(at.parameter("bite").times(lynx));
              Tensor gain = at.parameter("gain").times(hare).minus(at.parameter("death"));
              return at.rates(
                  hare.times(growth.plus(more.get(0))), lynx.times(gain.plus(more.get(1))));
            })
        .startingFrom(start());
  }

  private static UniversalOde.Builder known() {
    return UniversalOde.states("hare", "lynx")
        .parameter("growth", 0.5, ParameterRange.POSITIVE)
        .parameter("bite", 0.025, ParameterRange.POSITIVE)
        .parameter("gain", 0.025, ParameterRange.POSITIVE)
        .parameter("death", 0.8, ParameterRange.POSITIVE);
  }

  /// Both populations in 1900 are fitted too, as logarithms.
  private static Layer start() {
    return Chain.of(Learned.from(Math.log(30), Math.log(4)), new Elementwise(Tensor::exp));
  }

  private static SolvePlan plan(int years) {
    return solve(SaveAt.linspace(0, years - 1.0, years));
  }

  /// Fits the first twelve years and predicts the next four, then fits sixteen.
  public static Row row(UniversalOde model, double strength, long seed) {
    ParameterVector early = fit(model, INNER, strength, seed);
    ParameterVector fitted = fit(model, TRAINED, strength, seed);
    return new Row(
        residual(model, early, INNER, TRAINED),
        residual(model, fitted, 0, TRAINED),
        residual(model, fitted, TRAINED, HARE.length),
        fitted);
  }

  /// Fits the first `years` years.
  private static ParameterVector fit(UniversalOde model, int years, double strength, long seed) {
    UniversalOde seen = model.solvedBy(plan(years));
    ParameterSpec spec = seen.parameters(Shape.of(2));
    ValueType counts = new ValueType(TensorType.f64(years, 2), Scope.PER_LANE);
    GraphObjective objective =
        GraphObjective.of(
            spec,
            List.of(counts),
            List.of(counts(years)),
            1,
            Backends.preferred(),
            (p, data) -> {
              Tensor unused = data.getFirst().slice(0, 1).reshape(Shape.of(2));
              Tensor loss = LOG.mean(seen.apply(p, unused), data.getFirst());
              for (ParameterSpec.Entry entry : spec.entries()) {
                if (entry.path().startsWith("correction")) {
                  Tensor weights = p.get(entry.path());
                  loss = loss.plus(weights.times(weights).sum().times(strength));
                }
              }
              return loss;
            });
    TrainingPlan plan = TrainingPlan.of(new Adam(0.02), 300).then(new Lbfgs(200));
    return new Trainer(plan).train(objective, spec.initialize(seed)).parameters();
  }

  private static double residual(UniversalOde model, ParameterVector fitted, int from, int to) {
    double[] predicted = predict(model, HARE.length, fitted);
    double[] observed = counts(HARE.length);
    double sum = 0;
    for (int i = 2 * from; i < 2 * to; i++) {
      double residual = Math.log(predicted[i]) - Math.log(observed[i]);
      sum += residual * residual;
    }
    return Math.sqrt(sum / (2 * (to - from)));
  }

  private static double[] predict(UniversalOde model, int times, ParameterVector fitted) {
    Samples samples = Samples.one(new double[2], Shape.of(times, 2), new double[2 * times]);
    return Fit.of(model, Loss.MEAN_SQUARE, samples).predict(fitted);
  }

  /// `[year][species]`.
  private static double[] counts(int years) {
    double[] counts = new double[2 * years];
    for (int i = 0; i < years; i++) {
      counts[2 * i] = HARE[i];
      counts[2 * i + 1] = LYNX[i];
    }
    return counts;
  }

  private static void draw(Row plain, Row chosen) throws IOException {
    int times = 401;
    SaveAt dense = SaveAt.linspace(0, HARE.length - 1.0, times);
    double[] years = Arrays.stream(dense.toArray()).map(t -> 1900 + t).toArray();
    double[] marks = SaveAt.linspace(1900, 1900 + HARE.length - 1.0, HARE.length).toArray();
    SolvePlan smooth = solve(dense);
    double[] lotka = predict(lotkaVolterra().solvedBy(smooth), times, plain.parameters());
    double[] network = predict(universal().solvedBy(smooth), times, chosen.parameters());
    TrajectoryPlot.of("Hares", Axis.of("year"), Axis.of("thousand pelts"))
        .withFitted(Series.of("Lotka-Volterra", years, hares(lotka)))
        .withFitted(Series.of("with a network", years, hares(network)))
        .withData(Series.of("pelts", marks, HARE))
        .withHeldOutFrom(1900 + TRAINED - 0.5)
        .write(Files.createDirectories(Path.of("out/lynx-hare-universal")).resolve("hares.png"));
  }

  private static double[] hares(double[] states) {
    double[] hares = new double[states.length / 2];
    for (int i = 0; i < hares.length; i++) {
      hares[i] = states[2 * i];
    }
    return hares;
  }

  private static SolvePlan solve(SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
        TimeSpan.of(0, HARE.length - 1.0),
        times);
  }
}
