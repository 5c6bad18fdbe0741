package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/// Ensembles of well known equations.
final class Ensembles {
  static final FieldGraph LORENZ = lorenz();
  static final FieldGraph ROBERTSON = robertson();
  static final FieldGraph FALL =
      FieldGraph.trace(
          "falling", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).scalar(-9.8)), 2);

  static final FieldGraph ORBIT = orbit();

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

  /// A satellite around an oblate earth, in kilometres and seconds: position, then velocity.
  private static FieldGraph orbit() {
    double mu = 398600.4418;
    double flattening = 1.5 * 1.08262668e-3 * mu * 6378.137 * 6378.137;
    return FieldGraph.trace(
        "orbit",
        (t, y, p) -> {
          Tensor r = y.slice(0, 3);
          Tensor z = y.get(2);
          Tensor square = r.dot(r);
          Tensor distance = square.sqrt();
          Tensor pull = distance.scalar(-mu).dividedBy(square.times(distance));
          Tensor five = square.times(square).times(distance);
          Tensor slope = z.times(z).dividedBy(square).times(5);
          Tensor bulge = distance.scalar(flattening).dividedBy(five);
          Tensor across = bulge.times(slope.minus(1));
          Tensor along = bulge.times(slope.minus(3));
          return Tensor.concatenate(
              y.slice(3, 6),
              y.get(0).times(pull.plus(across)),
              y.get(1).times(pull.plus(across)),
              z.times(pull.plus(along)));
        },
        6);
  }

  static LaneInput orbits(int lanes) {
    double[] initial = new double[6 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 7000 + 10 * lane;
      initial[4 * lanes + lane] = 5.3;
      initial[5 * lanes + lane] = 5.3;
    }
    return LaneInput.of(initial, new double[0][], lanes);
  }

  /// `W2 tanh(W1 y^3 + b1) + b2`, as of the spiral that neural differential equations learn.
  static FieldGraph spiral(int hidden) {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("w1", new ValueType(TensorType.f64(hidden, 2), Scope.SHARED));
    parameters.put("b1", new ValueType(TensorType.f64(hidden), Scope.SHARED));
    parameters.put("w2", new ValueType(TensorType.f64(2, hidden), Scope.SHARED));
    parameters.put("b2", new ValueType(TensorType.f64(2), Scope.SHARED));
    return FieldGraph.trace(
        "spiral",
        (t, y, p) -> {
          Tensor cubed = y.times(y).times(y);
          Tensor inner = p.get("w1").dot(cubed).plus(p.get("b1")).tanh();
          return p.get("w2").dot(inner).plus(p.get("b2"));
        },
        2,
        parameters);
  }

  static LaneInput spirals(int hidden, int lanes) {
    Random random = new Random(7);
    double[][] parameters = {
      random.doubles(2L * hidden, -0.5, 0.5).toArray(),
      random.doubles(hidden, -0.5, 0.5).toArray(),
      random.doubles(2L * hidden, -0.5, 0.5).toArray(),
      {0, 0}
    };
    return LaneInput.of(random.doubles(2L * lanes, -2, 2).toArray(), parameters, lanes);
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
