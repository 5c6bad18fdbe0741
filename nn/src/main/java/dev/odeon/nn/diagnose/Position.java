package dev.odeon.nn.diagnose;

import java.util.OptionalInt;

/// Element and lane of a number.
///
/// @param lane [#EVERY] if it is shared
record Position(int element, int lane) {
  static final int EVERY = -1;

  OptionalInt laneIfAny() {
    return lane == EVERY ? OptionalInt.empty() : OptionalInt.of(lane);
  }
}
