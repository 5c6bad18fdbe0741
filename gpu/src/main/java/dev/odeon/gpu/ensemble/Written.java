package dev.odeon.gpu.ensemble;

/// What threads wrote.
interface Written {
  /// An array.
  double[] array(Memory memory);

  /// The number of occurrences of events.
  long occurred();
}
