package dev.odeon.nn.backend.cpu.kernel;

/// Copies factors of an operand into an array that tiles read.
///
/// @param precision element type of that array
/// @param side where the factors stand
record Packing(Precision precision, Side side) {
  /// `count` neighbours for each of the contracted index from `k0` to `k0 + depth`.
  ///
  /// @param first index of the first of them, for the first of the contracted index
  /// @param width lanes of `from`
  /// @param step distance of the copies of neighbours in the contracted index
  void alongFree(
      double[] from,
      int first,
      int width,
      int k0,
      int depth,
      Object to,
      int at,
      int step,
      int count) {
    Copier copier = Copiers.packing(precision);
    if (side.depthStride != Side.IRREGULAR) {
      int start = first + side.contracted[k0] * width;
      copier.copy(from, start, side.depthStride * width, to, at, step, depth, count);
      return;
    }
    for (int k = 0; k < depth; k++) {
      int start = first + side.contracted[k0 + k] * width;
      copier.copy(from, start, 0, to, at + k * step, 0, 1, count);
    }
  }

  /// One factor for each of the contracted index, to every `step`-th place.
  void alongDepth(double[] from, int first, int k0, int depth, Object to, int at, int step) {
    Copier copier = Copiers.packing(precision);
    if (side.depthStride == Side.IRREGULAR) {
      for (int k = 0; k < depth; k++) {
        copier.copy(from, first + side.contracted[k0 + k], 0, to, at + k * step, 0, 1, 1);
      }
    } else if (side.depthStride == 1 && step == 1) {
      copier.copy(from, first + k0, 0, to, at, 0, 1, depth);
    } else {
      int start = first + k0 * side.depthStride;
      precision.scatter(from, start, side.depthStride, to, at, step, depth);
    }
  }
}
