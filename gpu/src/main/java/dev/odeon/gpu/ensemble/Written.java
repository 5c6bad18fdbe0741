package dev.odeon.gpu.ensemble;

/// What threads wrote.
interface Written {
  /// An array.
  double[] array(Memory memory);

  /// The first `length` numbers of an array.
  double[] beginning(Memory memory, long length);

  /// The number of occurrences of events.
  long occurred();
}
