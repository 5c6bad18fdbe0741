package dev.odeon.nn.backend.cpu;

/// How wide vectors of floats and ints are.
enum NarrowVectors {
  /// As many elements as a vector of doubles has: they stand beside such vectors.
  HALF,
  /// As wide as a vector of doubles, with twice as many elements.
  WHOLE
}
