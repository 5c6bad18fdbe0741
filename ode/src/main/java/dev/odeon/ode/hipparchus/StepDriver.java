package dev.odeon.ode.hipparchus;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.StepGraphs;
import java.util.Arrays;
import java.util.List;

/// Makes the steps of one trajectory, one at a time.
final class StepDriver {
  private static final int READ = 3;

  private final int dimension;
  private final int guards;
  private final Carry carry;
  private final StepControl control;
  private final Executable start;
  private final Executable attempt;
  private final Executable interpolant;
  private final double[][] in;
  private final double[][] out;
  private final double[][] started;
  private double reachedAt;

  StepDriver(StepGraphs steps, StepControl control, Backend backend) {
    this.control = control;
    dimension = steps.field().dimension();
    guards = steps.field().guards().size();
    carry = steps.carry(control);
    start = backend.compile(steps.start(control));
    attempt = backend.compile(steps.attempt(control, Attempt.Detail.REFINED));
    interpolant = backend.compile(ForwardMode.jvp(steps.interpolant(), List.of(0)));
    in = arrays(attempt.graph().inputs());
    out = arrays(attempt.graph().outputs());
    started = arrays(start.graph().outputs());
  }

  private static double[][] arrays(List<Value> values) {
    return values.stream().map(value -> new double[value.type().size()]).toArray(double[][]::new);
  }

  int dimension() {
    return dimension;
  }

  /// Begins at a state, towards `stop`.
  void start(double t, double[] y, double stop) {
    in[0][0] = stop;
    in[1][0] = stop > t ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    in[2][0] = 1;
    in[READ + Carry.T][0] = t;
    System.arraycopy(y, 0, in[READ + Carry.Y], 0, dimension);
    start.run(new double[][] {in[READ + Carry.T], in[0], in[READ + Carry.Y]}, started, 1);
    for (int i = Carry.ATTEMPTS; i < carry.controlStart(); i++) {
      in[READ + i][0] = 0;
    }
    in[READ + Carry.H][0] = started[0][0];
    for (int i = carry.controlStart(); i < carry.size(); i++) {
      double[] from = started[1 + i - carry.controlStart()];
      System.arraycopy(from, 0, in[READ + i], 0, from.length);
    }
    reachedAt = t;
  }

  /// Tries a step; if it is not accepted, the next attempt will try a smaller one.
  boolean attempt() {
    attempt.run(in, out, 1);
    if (out[carry.size() + Attempt.TAKEN][0] == 0) {
      advance();
      return false;
    }
    reachedAt = out[Carry.T][0];
    return true;
  }

  /// Goes on from where the last attempt led.
  void advance() {
    for (int i = 0; i < carry.size(); i++) {
      System.arraycopy(out[i], 0, in[READ + i], 0, out[i].length);
    }
  }

  /// Whether no further attempt can advance time.
  boolean isStuck() {
    double h = in[READ + Carry.H][0];
    boolean refused =
        control instanceof StepControl.Fixed && out[carry.size() + Attempt.TAKEN][0] == 0;
    return refused && in[READ + Carry.ATTEMPTS][0] > 0 || Attempt.isTooSmall(control, h, time());
  }

  /// Where the next attempt begins.
  double time() {
    return in[READ + Carry.T][0];
  }

  /// Signed size of the next attempt.
  double size() {
    return in[READ + Carry.H][0];
  }

  /// Where the last accepted step ended.
  double reached() {
    return reachedAt;
  }

  /// The state there, a copy.
  double[] state() {
    return out[Carry.Y].clone();
  }

  /// The interpolant of the last accepted step.
  LaneInterpolator.Dense dense() {
    int first = carry.size() + Attempt.FLAGS + guards + 1;
    double[] y = in[READ + Carry.Y].clone();
    double h = out[carry.size() + Attempt.TRIED][0];
    double t = time();
    double[][] left = new double[out.length - first][];
    for (int i = 0; i < left.length; i++) {
      left[i] = out[first + i].clone();
    }
    return time -> interpolate((time - t) / h, h, y, left);
  }

  /// The state and its derivative at `theta`.
  private double[][] interpolate(double theta, double h, double[] y, double[][] left) {
    Graph graph = interpolant.graph();
    double[][] inputs = new double[graph.inputs().size()][];
    inputs[0] = new double[] {theta};
    inputs[1] = new double[] {h};
    inputs[2] = y;
    System.arraycopy(left, 0, inputs, 3, left.length);
    inputs[inputs.length - 1] = new double[] {1 / h};
    double[][] result = new double[2][dimension];
    interpolant.run(inputs, result, 1);
    return Arrays.copyOf(result, 2);
  }
}
