package dev.odeon.nn.ad;

/// Which way derivatives travel through a graph.
public enum DerivativeMode {
  /// Tangents with the computation: one sweep an element of the input.
  FORWARD,
  /// Cotangents against the computation: one sweep an element of the output.
  REVERSE
}
