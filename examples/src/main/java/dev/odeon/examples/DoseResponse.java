package dev.odeon.examples;

import dev.odeon.adjoint.SteadyPlan;
import dev.odeon.adjoint.SteadySearch;
import dev.odeon.adjoint.TracedSteadyState;
import dev.odeon.adjoint.estimate.Estimate;
import dev.odeon.adjoint.estimate.Interval;
import dev.odeon.adjoint.estimate.ParameterEstimation;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// A signalling cascade of two levels, of which nothing is measured but where the two settle for
/// each dose: rate constants from steady states alone. Prints the table of `docs/equilibria.md`.
public final class DoseResponse {
  /// Rate of loss of the first level, maximal rate of loss of the second, and the two Michaelis
  /// constants.
  private static final List<String> NAMES = List.of("a", "v", "k_on", "k_off");

  private static final double[] TRUTH = {2, 0.5, 0.1, 0.2};
  private static final double[] START = {1, 1, 1, 1};
  private static final int DOSES = 25;
  private static final int FINE = 201;
  private static final double NOISE = 0.01;
  private static final int SEEDS = 5;

  private DoseResponse() {}

  /// With s the dose, `x' = s (1 - x) - a x` and `y' = x (1 - y)/(k_on + 1 - y) - v y/(k_off + y)`:
  /// x and y are the active parts of the two levels. Goldbeter and Koshland (1981) for the second.
  ///
  /// Input the dose `[1]`, output x and y where they settle `[2]`.
  private static final class Cascade implements Layer {
    private final double[] start;

    Cascade(double[] start) {
      this.start = start;
    }

    @Override
    public ParameterSpec parameters(Shape input) {
      ParameterSpec.Builder builder = ParameterSpec.builder();
      for (int i = 0; i < NAMES.size(); i++) {
        double free = ParameterRange.POSITIVE.free(start[i]);
        builder.add(NAMES.get(i), Shape.SCALAR, new Constant(free));
      }
      return builder.build();
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(2);
    }

    @Override
    public Tensor apply(Parameters p, Tensor dose) {
      SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
      for (String name : NAMES) {
        needed.put(name, ParameterRange.POSITIVE.value(p.get(name)));
      }
      needed.put("dose", dose.get(0));
      Tensor guess = Tensor.concatenate(dose.times(0), dose.times(0)).plus(0.1);
      return TracedSteadyState.of(
              "cascade",
              (t, y, q) -> rates(y, q),
              SteadyPlan.of(SteadySearch.Integrating.by(Rosenbrock.RODAS_5P)),
              guess,
              needed)
          .state();
    }

    private static Tensor rates(Tensor state, Parameters q) {
      Tensor x = state.get(0);
      Tensor y = state.get(1);
      Tensor restX = x.negate().plus(1);
      Tensor restY = y.negate().plus(1);
      Tensor on = x.times(restY).dividedBy(q.get("k_on").plus(restY));
      Tensor off = q.get("v").times(y).dividedBy(q.get("k_off").plus(y));
      return Tensor.concatenate(
          q.get("dose").times(restX).minus(q.get("a").times(x)), on.minus(off));
    }
  }

  /// Fits five data sets, prints the table, as Markdown, and writes a picture into
  /// `out/dose-response`.
  public static void main(String[] arguments) throws IOException {
    System.out.println("| Seed | a | v | k_on | k_off |\n|---|---|---|---|---|");
    for (int seed = 1; seed <= SEEDS; seed++) {
      Estimate estimate = fit(seed);
      StringBuilder line = new StringBuilder("| " + seed);
      for (String name : NAMES) {
        Interval interval = estimate.interval(name, 0.95);
        line.append(
            String.format(
                Locale.ROOT,
                " | %.3f (%.3f to %.3f)",
                Math.exp(estimate.value(name)),
                Math.exp(interval.low()),
                Math.exp(interval.high())));
      }
      System.out.println(line + " |");
      if (seed == 1) {
        draw(NAMES.stream().mapToDouble(name -> Math.exp(estimate.value(name))).toArray());
      }
    }
  }

  /// The constants, as logarithms, from the data that `seed` draws.
  public static Estimate fit(long seed) {
    double[] doses = doses(DOSES);
    Samples samples = new Samples(DOSES, Shape.of(1), doses, Shape.of(2), data(seed));
    return ParameterEstimation.of(new Cascade(START), samples).fit();
  }

  /// Doses from 0.1 to 10, equally far apart in their logarithms.
  private static double[] doses(int count) {
    return IntStream.range(0, count)
        .mapToDouble(i -> Math.pow(10, -1 + 2.0 * i / (count - 1)))
        .toArray();
  }

  private static double[] data(long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "doses");
    return Arrays.stream(settled(TRUTH, doses(DOSES)))
        .map(y -> y + NOISE * random.nextGaussian())
        .toArray();
  }

  /// Where x settles for each dose, then where y does.
  static double[] settled(double[] constants, double[] doses) {
    Samples blank =
        new Samples(doses.length, Shape.of(1), doses, Shape.of(2), new double[2 * doses.length]);
    Fit fit = Fit.of(new Cascade(constants), Loss.MEAN_SQUARE, blank);
    return fit.predict(fit.parameters().initialize(0));
  }

  private static void draw(double[] fitted) throws IOException {
    double[] fine = doses(FINE);
    double[] before = settled(START, fine);
    double[] after = settled(fitted, fine);
    double[] data = data(1);
    TrajectoryPlot.of(
            "Where a cascade settles",
            Axis.of("logarithm of the dose, to base 10"),
            Axis.of("active part"))
        .withFitted(Series.of("level 2, start", logs(fine), second(before)))
        .withFitted(Series.of("level 1", logs(fine), first(after)))
        .withFitted(Series.of("level 2", logs(fine), second(after)))
        .withData(Series.of("level 1, measured", logs(doses(DOSES)), first(data)))
        .withData(Series.of("level 2, measured", logs(doses(DOSES)), second(data)))
        .write(Files.createDirectories(Path.of("out/dose-response")).resolve("response.png"));
  }

  private static double[] first(double[] both) {
    return Arrays.copyOf(both, both.length / 2);
  }

  private static double[] second(double[] both) {
    return Arrays.copyOfRange(both, both.length / 2, both.length);
  }

  private static double[] logs(double[] doses) {
    return Arrays.stream(doses).map(Math::log10).toArray();
  }
}
