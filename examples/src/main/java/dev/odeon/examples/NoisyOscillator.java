package dev.odeon.examples;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// A damped oscillator that noise pushes, `dx = v dt`, `dv = (-x - 0.4 v) dt + 0.5 dW`: mean and
/// spread of many trajectories beside the equations of their moments. Prints the table of
/// `docs/stochastic.md`.
public final class NoisyOscillator {
  private static final double DAMPING = 0.4;
  private static final double NOISE = 0.5;
  private static final TimeSpan SPAN = TimeSpan.of(0, 20);
  private static final SaveAt SAVES = SaveAt.linspace(0, 20, 201);
  private static final double NORMAL_95 = 1.6448536269514722;

  private NoisyOscillator() {}

  /// Prints the table, as Markdown, and writes a picture into `out/noisy-oscillator`.
  public static void main(String[] arguments) throws IOException {
    Spread spread = spread(10_000, 2000);
    Solution moments = moments();
    System.out.println("| t | mean | of its equation | deviation | of its equation |");
    System.out.println("|---|---|---|---|---|");
    for (int row : new int[] {10, 50, 100, 200}) {
      System.out.printf(
          Locale.ROOT,
          "| %.0f | %.4f | %.4f | %.4f | %.4f |%n",
          SAVES.time(row),
          spread.mean()[row],
          moments.state(0, row, 0),
          spread.deviation()[row],
          Math.sqrt(moments.state(0, row, 2)));
    }
    picture(spread, moments)
        .write(Files.createDirectories(Path.of("out/noisy-oscillator")).resolve("spread.png"));
  }

  /// Statistics of x over the trajectories at each save time.
  ///
  /// @param low the value that 5 % of the trajectories are below
  /// @param high the value that 5 % are above
  /// @param one the first trajectory
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  public record Spread(
      double[] mean, double[] deviation, double[] low, double[] high, double[] one) {}

  /// Solves `lanes` trajectories by `steps` steps of Euler and Maruyama.
  public static Spread spread(int lanes, int steps) {
    double[] initial = new double[2 * lanes];
    Arrays.fill(initial, 0, lanes, 1);
    OdeProblem problem =
        OdeProblem.ensemble(field(), SPAN, lanes, initial, new double[] {NOISE}).withSeed(1);
    Solution solution =
        OdeSolver.solve(
            problem,
            StochasticMethod.EULER_MARUYAMA,
            StepControl.fixed(steps),
            SAVES,
            Runtime.getRuntime().availableProcessors());
    int rows = SAVES.count();
    Spread spread =
        new Spread(
            new double[rows],
            new double[rows],
            new double[rows],
            new double[rows],
            solution.component(0, 0));
    for (int row = 0; row < rows; row++) {
      double[] x = new double[lanes];
      for (int lane = 0; lane < lanes; lane++) {
        x[lane] = solution.state(lane, row, 0);
      }
      Arrays.sort(x);
      double mean = Arrays.stream(x).average().orElseThrow();
      spread.mean()[row] = mean;
      spread.deviation()[row] =
          Math.sqrt(Arrays.stream(x).map(value -> (value - mean) * (value - mean)).sum() / lanes);
      spread.low()[row] = x[lanes / 20];
      spread.high()[row] = x[lanes - 1 - lanes / 20];
    }
    return spread;
  }

  private static FieldGraph field() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("noise", new ValueType(TensorType.f64(), Scope.SHARED));
    return StochasticField.ito(
            NoisyOscillator::drift, (t, y, p) -> Tensor.concatenate(t.scalar(0), p.get("noise")))
        .trace("oscillator", 2, types);
  }

  private static Tensor drift(Tensor t, Tensor y, Parameters p) {
    Tensor x = y.get(0);
    Tensor v = y.get(1);
    return Tensor.concatenate(v, x.negate().minus(v.times(DAMPING)));
  }

  /// The means of x and v, the variance of x, its covariance with v, the variance of v: a linear
  /// equation has an equation for each, exactly.
  public static Solution moments() {
    FieldGraph field =
        FieldGraph.trace(
            "moments",
            (t, y, p) -> {
              Tensor xx = y.get(2);
              Tensor xv = y.get(3);
              Tensor vv = y.get(4);
              return Tensor.concatenate(
                  drift(t, y.slice(0, 2), p),
                  xv.times(2),
                  vv.minus(xx).minus(xv.times(DAMPING)),
                  xv.times(-2).minus(vv.times(2 * DAMPING)).plus(NOISE * NOISE));
            },
            5);
    return OdeSolver.solve(
        OdeProblem.of(field, SPAN, new double[] {1, 0, 0, 0, 0}),
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
        SAVES);
  }

  private static TrajectoryPlot picture(Spread spread, Solution moments) {
    double[] times = SAVES.toArray();
    return TrajectoryPlot.of("An oscillator pushed by noise", Axis.of("t"), Axis.of("x"))
        .withFitted(Series.of("one trajectory", times, spread.one()))
        .withFitted(Series.of("mean of 10,000", times, spread.mean()))
        .withFitted(Series.of("5 % are below", times, spread.low()))
        .withFitted(Series.of("5 % are above", times, spread.high()))
        .withData(expected(times, moments));
  }

  /// Markers where the moments say that 5 % are below and above.
  private static Series expected(double[] times, Solution moments) {
    int count = (times.length + 4) / 5;
    double[] t = new double[2 * count];
    double[] x = new double[2 * count];
    for (int i = 0; i < count; i++) {
      double half = NORMAL_95 * Math.sqrt(moments.state(0, 5 * i, 2));
      t[i] = times[5 * i];
      t[count + i] = t[i];
      x[i] = moments.state(0, 5 * i, 0) - half;
      x[count + i] = moments.state(0, 5 * i, 0) + half;
    }
    return Series.of("5 % by the moments", t, x);
  }
}
