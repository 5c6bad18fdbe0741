package dev.odeon.validation.bench;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;

/// A graph of any number of equations that cannot be simplified: a recurrence of two values and a
/// shared weight.
final class Recurrence {
  private Recurrence() {}

  /// A graph of about so many equations.
  static Graph of(int equations) {
    return Tracer.trace(
        "recurrence",
        List.of(
            new ValueType(TensorType.f64(), Scope.SHARED),
            new ValueType(TensorType.f64(), Scope.PER_LANE)),
        in -> {
          Tensor older = in.get(1);
          Tensor old = in.get(1).times(0.5);
          for (int i = 0; 3 * i < equations; i++) {
            Tensor next = old.fma(in.get(0), older.times(-0.25)).plus(1e-3);
            older = old;
            old = next;
          }
          return List.of(old.plus(older).laneSum());
        });
  }
}
