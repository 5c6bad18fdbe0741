package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// How an elementwise loop reads an operand: element (e, lane) stands at `e * elementStride + lane
/// * laneStride`.
///
/// @param slot number of the array
/// @param splat whether one element serves for all
/// @param perLane whether there is one copy a lane
record Operand(int slot, boolean splat, boolean perLane) {
  static Operand whole(Value value) {
    return new Operand(value.id(), value.type().size() == 1, value.scope() == Scope.PER_LANE);
  }

  static Operand splat(Value scalar) {
    return new Operand(scalar.id(), true, scalar.scope() == Scope.PER_LANE);
  }

  int elementStride(int lanes) {
    return splat ? 0 : perLane ? lanes : 1;
  }

  int laneStride() {
    return perLane ? 1 : 0;
  }
}
