package dev.odeon.nn.graph;

/// The order in which [Op.Scan] visits the slices of its stacked operands.
public enum ScanOrder {
  /// From the first slice to the last.
  FORWARD,
  /// From the last slice to the first.
  REVERSE;

  /// The other one.
  public ScanOrder opposite() {
    return this == FORWARD ? REVERSE : FORWARD;
  }
}
