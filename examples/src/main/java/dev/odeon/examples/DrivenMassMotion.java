package dev.odeon.examples;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;

/// A unit mass on a hardening spring with friction, at rest at t = 0 and pulled by a force: `x' =
/// p`, `p' = -x - x^3 / 2 - 0.2 p + u(t)`. What [DrivenMass] learns.
public final class DrivenMassMotion {
  private static final int KNOTS = 13;

  private DrivenMassMotion() {}

  /// Lines through random values within 1, one a unit of time, up to t = 12.
  public static ControlPath force(SplitMix64 random) {
    return ControlPath.linear(SaveAt.linspace(0, 12, KNOTS).toArray(), values(random));
  }

  /// Such a force that is let go at t = 12 and stays zero until `end`.
  public static ControlPath released(SplitMix64 random, double end) {
    double[] values = values(random);
    double[] times = SaveAt.linspace(0, 12, KNOTS).toArray();
    values[KNOTS - 1] = 0;
    return ControlPath.linear(followedBy(times, end), followedBy(values, 0));
  }

  private static double[] values(SplitMix64 random) {
    double[] values = new double[KNOTS];
    for (int i = 0; i < KNOTS; i++) {
      values[i] = 2 * random.nextDouble() - 1;
    }
    return values;
  }

  private static double[] followedBy(double[] values, double last) {
    double[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = last;
    return longer;
  }

  /// Kinetic energy and that of the spring.
  public static double energy(double x, double p) {
    return p * p / 2 + x * x / 2 + x * x * x * x / 8;
  }

  /// The states under `force`, `[time][component]`.
  public static double[] answer(ControlPath force, SaveAt saveAt) {
    double[] knots = force.knots();
    OdeProblem problem =
        OdeProblem.of(
            (t, y, _) -> {
              Tensor x = y.get(0);
              Tensor p = y.get(1);
              Tensor pull = x.plus(x.pow(3).times(0.5)).plus(p.times(0.2));
              return Tensor.concatenate(p, force.traced(t.tracer()).value(t).get(0).minus(pull));
            },
            TimeSpan.of(0, knots[knots.length - 1]),
            0,
            0);
    return OdeSolver.solve(
            problem.withStops(knots),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
            saveAt)
        .states();
  }

  /// Inputs: at rest, then the coefficients of a force; targets: the states, with noise.
  public static Samples samples(
      List<ControlPath> forces, SaveAt saveAt, double noise, SplitMix64 random) {
    int count = forces.size();
    double[] coefficients = ControlPath.stack(forces);
    double[] inputs = new double[2 * count + coefficients.length];
    System.arraycopy(coefficients, 0, inputs, 2 * count, coefficients.length);
    double[] targets = new double[2 * saveAt.mostTimes() * count];
    for (int lane = 0; lane < count; lane++) {
      double[] states = answer(forces.get(lane), saveAt);
      for (int i = 0; i < states.length; i++) {
        targets[i * count + lane] = states[i] + noise * random.nextGaussian();
      }
    }
    Shape target = Shape.of(saveAt.mostTimes(), 2);
    return new Samples(count, Shape.of(inputs.length / count), inputs, target, targets);
  }
}
