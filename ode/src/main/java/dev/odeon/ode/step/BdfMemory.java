package dev.odeon.ode.step;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What the differentiation formulas carry from step to step.
///
/// @param differences backward differences and the order
/// @param spacing the step size that the differences belong to; never zero
/// @param equal steps taken with this size and order
/// @param jacobian values of the Jacobian in use, see [FieldJacobian]
/// @param wanted 1 if it must be evaluated before the next use, else 0
/// @param current 1 if it was evaluated in the step at hand, else 0
/// @param factors factors of `M - c J`, the first tensor of a [StageMatrix]
/// @param pivots the second
/// @param factored the c of the factors; 0 if there are none
record BdfMemory(
    Differences differences,
    Tensor spacing,
    Tensor equal,
    Tensor jacobian,
    Tensor wanted,
    Tensor current,
    Tensor factors,
    Tensor pivots,
    Tensor factored) {
  static List<TensorType> types(TensorType state, FieldJacobian jacobian) {
    TensorType scalar = TensorType.scalar(state.dtype());
    List<TensorType> types = new ArrayList<>(Collections.nCopies(Differences.COUNT, state));
    types.addAll(List.of(scalar, scalar, scalar, jacobian.type(), scalar, scalar));
    types.addAll(jacobian.stageTypes());
    types.add(scalar);
    return types;
  }

  static BdfMemory of(List<Tensor> values) {
    int n = Differences.COUNT;
    return new BdfMemory(
        new Differences(values.subList(0, n), values.get(n)),
        values.get(n + 1),
        values.get(n + 2),
        values.get(n + 3),
        values.get(n + 4),
        values.get(n + 5),
        values.get(n + 6),
        values.get(n + 7),
        values.get(n + 8));
  }

  List<Tensor> values() {
    List<Tensor> values = new ArrayList<>(differences.rows());
    values.addAll(
        List.of(
            differences.order(),
            spacing,
            equal,
            jacobian,
            wanted,
            current,
            factors,
            pivots,
            factored));
    return values;
  }

  BdfMemory with(Differences other, Tensor size, Tensor steps) {
    return new BdfMemory(other, size, steps, jacobian, wanted, current, factors, pivots, factored);
  }

  BdfMemory withFlags(Tensor isWanted, Tensor isCurrent) {
    return new BdfMemory(
        differences, spacing, equal, jacobian, isWanted, isCurrent, factors, pivots, factored);
  }
}
