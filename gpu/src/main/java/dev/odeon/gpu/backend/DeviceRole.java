package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.Scope;

/// How an equation is run; equations of equal roles may share a kernel.
sealed interface DeviceRole {
  /// All elements of small tensors in registers, a thread a lane.
  record Registers(Scope scope) implements DeviceRole {}

  /// A thread for each element of large tensors and each lane.
  record Elements(Scope scope, int elements) implements DeviceRole {}

  /// A step of its own.
  record Alone() implements DeviceRole {}

  /// Nothing: the operand's own array, or what readers know themselves.
  record Nothing() implements DeviceRole {}
}
