package dev.odeon.examples;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;

/// The double pendulum with point masses, lengths and gravity 1: what [DoublePendulum] learns.
///
/// State: angles a, b of both rods from the vertical, then their rates v, w.
public final class DoublePendulumMotion {
  private DoublePendulumMotion() {}

  /// The exact equations: `2 a'' + cos(a - b) b'' = -w^2 sin(a - b) - 2 sin a`, `cos(a - b) a'' +
  /// b'' = v^2 sin(a - b) - sin b`.
  public static Tensor field(Tensor t, Tensor y, Parameters p) {
    Tensor between = y.get(0).minus(y.get(1));
    Tensor c = between.cos();
    Tensor s = between.sin();
    Tensor first = y.get(3).pow(2).times(s).plus(y.get(0).sin().times(2)).negate();
    Tensor second = y.get(2).pow(2).times(s).minus(y.get(1).sin());
    Tensor determinant = c.pow(2).negate().plus(2);
    return Tensor.concatenate(
        y.slice(2, 4),
        first.minus(c.times(second)).dividedBy(determinant),
        second.times(2).minus(c.times(first)).dividedBy(determinant));
  }

  /// The energy, zero at rest.
  public static double energy(double a, double b, double v, double w) {
    return v * v + w * w / 2 + v * w * Math.cos(a - b) + 3 - 2 * Math.cos(a) - Math.cos(b);
  }

  /// Trajectories from random angles within 1 and rates within 0.5.
  ///
  /// @param count how many
  /// @param saveAt when they are seen, from 0 on
  /// @param noise standard deviation of what is added to every number seen
  public static Samples samples(int count, SaveAt saveAt, double noise, SplitMix64 random) {
    double[] starts = new double[4 * count];
    for (int i = 0; i < starts.length; i++) {
      double range = i < 2 * count ? 1 : 0.5;
      starts[i] = range * (2 * random.nextDouble() - 1);
    }
    double[] times = saveAt.toArray();
    double[] states =
        OdeSolver.solve(
                OdeProblem.ensemble(
                    FieldGraph.trace("double_pendulum", DoublePendulumMotion::field, 4),
                    TimeSpan.of(0, times[times.length - 1]),
                    count,
                    starts),
                Tsit5.METHOD,
                StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
                saveAt)
            .states();
    for (int i = 0; i < states.length; i++) {
      states[i] += noise * random.nextGaussian();
    }
    return new Samples(count, Shape.of(4), starts, Shape.of(times.length, 4), states);
  }

  /// The states inside trajectories and what central differences say of their derivatives.
  public static Samples slopes(Samples trajectories, double spacing) {
    int width = 4 * trajectories.count();
    double[] seen = trajectories.targets();
    int inner = seen.length / width - 2;
    int count = inner * trajectories.count();
    double[] states = new double[4 * count];
    double[] rates = new double[4 * count];
    for (int i = 0; i < states.length; i++) {
      int sample = i % count;
      int component = i / count * trajectories.count();
      int at = (sample % inner + 1) * width + component + sample / inner;
      states[i] = seen[at];
      rates[i] = (seen[at + width] - seen[at - width]) / (2 * spacing);
    }
    return new Samples(count, Shape.of(4), states, Shape.of(4), rates);
  }
}
