package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// A loss of one trajectory as a function of a vector p.
final class TracedLoss {
  private final GraphObjective objective;
  private final int count;

  private TracedLoss(int count, Function<Tensor, Tensor> loss) {
    this.count = count;
    ParameterSpec spec = ParameterSpec.builder().add("p", Shape.of(count), new Constant(0)).build();
    objective =
        GraphObjective.of(
            spec,
            List.of(new ValueType(TensorType.f64(), Scope.PER_LANE)),
            List.of(new double[1]),
            1,
            Backends.preferred(),
            (p, data) -> loss.apply(p.get("p")).plus(data.get(0)).laneSum());
  }

  /// @param loss from p, `[count]`, to a scalar
  static TracedLoss of(int count, Function<Tensor, Tensor> loss) {
    return new TracedLoss(count, loss);
  }

  /// Every sensitivity, those forwards too.
  static List<Sensitivity> ways() {
    List<Sensitivity> all = new ArrayList<>(Differentiated.all());
    all.add(new Sensitivity.Forward());
    return all;
  }

  /// What a field reads as "p".
  static SequencedMap<String, Tensor> reading(Tensor p) {
    return new LinkedHashMap<>(Map.of("p", p));
  }

  double value(double... at) {
    return objective.valueAndGradient(at, new double[count]);
  }

  double[] gradient(double... at) {
    double[] gradient = new double[count];
    objective.valueAndGradient(at, gradient);
    return gradient;
  }

  double[] hessianProduct(double[] at, double... direction) {
    double[] product = new double[count];
    objective.hessianProduct(at, direction, product);
    return product;
  }

  /// Differences of fourth order, with steps of `step`.
  double[] differences(double step, double... at) {
    double[] slopes = new double[count];
    for (int i = 0; i < count; i++) {
      double near = value(moved(at, i, step)) - value(moved(at, i, -step));
      double far = value(moved(at, i, 2 * step)) - value(moved(at, i, -2 * step));
      slopes[i] = (8 * near - far) / (12 * step);
    }
    return slopes;
  }

  static double[] moved(double[] at, int place, double by) {
    double[] moved = at.clone();
    moved[place] += by;
    return moved;
  }

  /// Checks the gradient by every sensitivity of `loss`.
  static void check(
      double[] expected,
      double allowed,
      Function<Sensitivity, Function<Tensor, Tensor>> loss,
      double... at) {
    for (Sensitivity way : ways()) {
      assertArrayEquals(
          expected, of(at.length, loss.apply(way)).gradient(at), allowed, way.toString());
    }
  }
}
