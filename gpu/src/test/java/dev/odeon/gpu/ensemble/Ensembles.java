package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Ensembles of well known equations.
final class Ensembles {
  static final FieldGraph LORENZ = lorenz();
  static final FieldGraph ROBERTSON = robertson();
  static final FieldGraph FALL =
      FieldGraph.trace(
          "falling", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).scalar(-9.8)), 2);

  private Ensembles() {}

  /// Lorenz's equations, sigma and beta shared, rho its own for each lane.
  private static FieldGraph lorenz() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("shared", new ValueType(TensorType.f64(2), Scope.SHARED));
    parameters.put("rho", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return FieldGraph.trace(
        "lorenz",
        (t, y, p) -> {
          Tensor sigma = p.get("shared").get(0);
          Tensor beta = p.get("shared").get(1);
          Tensor dx = sigma.times(y.get(1).minus(y.get(0)));
          Tensor dy = y.get(0).times(p.get("rho").minus(y.get(2))).minus(y.get(1));
          Tensor dz = y.get(0).times(y.get(1)).minus(beta.times(y.get(2)));
          return Tensor.concatenate(dx, dy, dz);
        },
        3,
        parameters);
  }

  static LaneInput lorenz(int lanes) {
    double[] initial = new double[3 * lanes];
    double[] rho = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + 0.1 * lane;
      initial[lanes + lane] = 1;
      initial[2 * lanes + lane] = 20;
      rho[lane] = 28 - 0.5 * lane;
    }
    double[][] parameters = {{10, 8.0 / 3}, rho};
    return LaneInput.of(initial, parameters, lanes);
  }

  /// Robertson's reaction, its rates shared.
  private static FieldGraph robertson() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("k", new ValueType(TensorType.f64(3), Scope.SHARED));
    return FieldGraph.trace(
        "robertson",
        (t, y, p) -> {
          Tensor k = p.get("k");
          Tensor a = k.get(0).times(y.get(0));
          Tensor b = k.get(1).times(y.get(1)).times(y.get(1));
          Tensor c = k.get(2).times(y.get(1)).times(y.get(2));
          return Tensor.concatenate(c.minus(a), a.minus(b).minus(c), b);
        },
        3,
        parameters);
  }

  static LaneInput robertson(int lanes) {
    double[] initial = new double[3 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 - 0.01 * lane;
      initial[2 * lanes + lane] = 0.01 * lane;
    }
    return LaneInput.of(initial, new double[][] {{0.04, 3e7, 1e4}}, lanes);
  }

  static LaneInput balls(int lanes) {
    double[] initial = new double[2 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + 0.3 * lane;
    }
    return LaneInput.of(initial, new double[0][], lanes);
  }

  /// The floor, from which a ball bounces.
  static Event bounce(double restitution) {
    return Event.of("floor", (t, y, p) -> y.get(0))
        .falling()
        .changing((t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(-restitution)));
  }
}
