package dev.odeon.gpu.ensemble;

/// The steps that a launch goes back over.
///
/// @param high the number above theirs
/// @param low the lowest
/// @param isFirst whether no launch was before
record BackwardPart(int high, int low, boolean isFirst) {
  /// How many they are at most.
  int steps() {
    return high - low;
  }
}
