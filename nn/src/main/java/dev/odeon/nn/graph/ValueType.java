package dev.odeon.nn.graph;

/// What is known of a value before it has a number: its type and its scope.
///
/// @param type element type and shape
/// @param scope shared or per lane
public record ValueType(TensorType type, Scope scope) {
  /// The type and scope of `value`.
  public static ValueType of(Value value) {
    return new ValueType(value.type(), value.scope());
  }

  @Override
  public String toString() {
    return type + " " + scope.text();
  }
}
