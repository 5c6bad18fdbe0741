package dev.odeon.adjoint.fit;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;

/// Pieces of a trajectory as samples of their own, each beginning at an observed state: many short
/// solves side by side in place of a long one. For fields that do not depend on time.
///
/// @param trajectory at equally spaced times
/// @param points observations in each window, its first included, at least 2
/// @param stride observations from the start of one window to that of the next, at least 1
public record Windows(Trajectory trajectory, int points, int stride) {
  public Windows {
    if (points < 2 || points > trajectory.count()) {
      throw new IllegalArgumentException(
          "windows: points " + points + " is outside 2.." + trajectory.count());
    }
    if (stride < 1) {
      throw new IllegalArgumentException("windows: stride " + stride + " is below 1");
    }
    double unused = trajectory.spacing();
  }

  /// Number of windows.
  public int count() {
    return (trajectory.count() - points) / stride + 1;
  }

  /// A sample a window: input its first state, target its states, `[points, dimension]`.
  public Samples samples() {
    int d = trajectory.dimension();
    int n = count();
    double[] inputs = new double[d * n];
    double[] targets = new double[points * d * n];
    for (int w = 0; w < n; w++) {
      for (int i = 0; i < points; i++) {
        double[] state = trajectory.state(w * stride + i);
        for (int c = 0; c < d; c++) {
          targets[(i * d + c) * n + w] = state[c];
          if (i == 0) {
            inputs[c * n + w] = state[c];
          }
        }
      }
    }
    return new Samples(n, Shape.of(d), inputs, Shape.of(points, d), targets);
  }

  /// `model` over the length of one window: the same field, method and tolerances.
  public NeuralOde shortened(NeuralOde model) {
    double end = (points - 1) * trajectory.spacing();
    NeuralOde timeless = new NeuralOde(model.field(), model.plan().withStops(Stops.NONE));
    return Horizon.of(timeless, TimeSpan.of(0, end), SaveAt.linspace(0, end, points));
  }
}
