package dev.odeon.gpu.tile;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/// Fields that are chains of dense layers with `tanh` between them, weights shared by all
/// trajectories.
final class Nets {
  private Nets() {}

  /// @param widths of the state, the hidden layers, and the state again
  static FieldGraph field(int... widths) {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    for (int i = 1; i < widths.length; i++) {
      parameters.put(
          "w" + i, new ValueType(TensorType.f64(widths[i], widths[i - 1]), Scope.SHARED));
      parameters.put("b" + i, new ValueType(TensorType.f64(widths[i]), Scope.SHARED));
    }
    return FieldGraph.trace(
        "net",
        (t, y, p) -> {
          Tensor x = y;
          for (int i = 1; i < widths.length; i++) {
            x = p.get("w" + i).dot(x).plus(p.get("b" + i));
            x = i < widths.length - 1 ? x.tanh() : x;
          }
          return x;
        },
        widths[0],
        parameters);
  }

  /// Random weights and states.
  static LaneInput input(int lanes, int... widths) {
    Random random = new Random(11);
    double[][] parameters = new double[2 * (widths.length - 1)][];
    for (int i = 1; i < widths.length; i++) {
      double scale = Math.sqrt(6.0 / (widths[i] + widths[i - 1]));
      parameters[2 * i - 2] =
          random.doubles((long) widths[i] * widths[i - 1], -scale, scale).toArray();
      parameters[2 * i - 1] = random.doubles(widths[i], -0.1, 0.1).toArray();
    }
    return LaneInput.of(
        random.doubles((long) widths[0] * lanes, -1, 1).toArray(), parameters, lanes);
  }

  static LanePlan plan(StepControl control, SaveAt saveAt, int... widths) {
    return new LanePlan(
        field(widths), HipparchusTableaus.DORMAND_PRINCE_54, control, TimeSpan.of(0, 1), saveAt);
  }
}
