package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;

/// The checks of fields whose state is positions, then as many momenta or velocities.
final class StateHalves {
  private StateHalves() {}

  /// Number of degrees of freedom of a state of shape `state`.
  static int freedom(String layer, Shape state) {
    if (state.rank() != 1 || state.size() % 2 != 0 || state.size() == 0) {
      throw new IllegalArgumentException(
          layer
              + ": state of shape ["
              + state
              + "] is not a vector of positions and as many momenta or velocities");
    }
    return state.size() / 2;
  }

  /// Checks that `inner` maps `input` to one number.
  static void checkScalar(String layer, String what, Layer inner, Shape input) {
    checkSize(layer, what, inner, input, 1);
  }

  /// Checks that `inner` maps `input` to `size` numbers.
  static void checkSize(String layer, String what, Layer inner, Shape input, int size) {
    Shape output = inner.outputShape(input);
    if (output.size() != size) {
      throw new IllegalArgumentException(
          layer
              + ": "
              + what
              + " has output of shape ["
              + output
              + "], needs "
              + size
              + (size == 1 ? " number" : " numbers"));
    }
  }
}
