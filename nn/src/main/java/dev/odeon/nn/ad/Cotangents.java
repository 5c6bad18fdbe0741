package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.trace.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cotangents gathered so far in a reverse sweep; absent means zero.
///
/// What flows back from lanes into a shared value is gathered apart, lane by lane, and summed over
/// lanes once.
final class Cotangents {
  private final Map<Value, Tensor> gathered = new HashMap<>();
  private final Map<Value, Tensor> fromLanes = new HashMap<>();

  void add(Value value, @Nullable Tensor cotangent) {
    if (cotangent != null && value.type().dtype().isFloating()) {
      boolean lanes = value.scope() == Scope.SHARED && cotangent.scope() == Scope.PER_LANE;
      Tensor spread = spread(value, cotangent);
      (lanes ? fromLanes : gathered).merge(value, spread, Tensor::plus);
    }
  }

  /// The cotangent of `value`; shared if `value` is; null if nothing flowed back.
  @Nullable Tensor of(Value value) {
    Tensor lanes = fromLanes.remove(value);
    if (lanes != null) {
      gathered.merge(value, lanes.laneSum(), Tensor::plus);
    }
    return gathered.get(value);
  }

  /// The cotangent of `value` as a tensor of exactly its type and scope.
  Tensor materialize(Tensor value) {
    Tensor cotangent = of(value.value());
    return inScopeOf(value.value(), cotangent == null ? value.zeros() : cotangent);
  }

  static Tensor inScopeOf(Value value, Tensor cotangent) {
    return value.scope() == Scope.PER_LANE && cotangent.scope() == Scope.SHARED
        ? cotangent.tracer().apply1(new Op.LaneBroadcast(), cotangent)
        : cotangent;
  }

  /// Derivatives that are constants come as scalars.
  private static Tensor spread(Value value, Tensor cotangent) {
    return cotangent.shape().equals(value.type().shape())
        ? cotangent
        : cotangent.broadcast(value.type().shape());
  }
}
