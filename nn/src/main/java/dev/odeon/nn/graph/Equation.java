package dev.odeon.nn.graph;

import java.util.List;

/// One application of a primitive.
///
/// @param op the primitive with its static attributes
/// @param operands the values read
/// @param results the values defined; most primitives define one
/// @param origin where it came from, for messages; not part of the meaning
public record Equation(Op op, List<Value> operands, List<Value> results, Origin origin) {
  public Equation {
    operands = List.copyOf(operands);
    results = List.copyOf(results);
  }

  /// The only result.
  ///
  /// @throws IllegalStateException if there are several
  public Value result() {
    if (results.size() != 1) {
      throw new IllegalStateException(op.name() + " has " + results.size() + " results");
    }
    return results.getFirst();
  }
}
