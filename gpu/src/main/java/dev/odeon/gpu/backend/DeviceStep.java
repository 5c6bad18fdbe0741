package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.DeviceArena;

/// Something that the host has a device do, as part of a [DeviceProgram].
interface DeviceStep {
  /// Puts the work into the stream of `state`; may wait for it.
  void run(DeviceState state);

  /// Makes room for so many lanes, beyond the arrays of values.
  default void reserve(DeviceState state, DeviceArena arena, int lanes) {}

  /// How many lanes it can do at a time: kernels count with whole numbers of 32 bits.
  default long mostLanes() {
    return Integer.MAX_VALUE;
  }
}
