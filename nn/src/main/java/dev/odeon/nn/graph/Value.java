package dev.odeon.nn.graph;

/// A value of a graph: defined once, by an input or an equation.
///
/// @param id the number that names it within its graph, printed `%id`
/// @param type element type and shape, for one lane
/// @param scope shared by all lanes or one a lane
public record Value(int id, TensorType type, Scope scope) {
  /// `%3: f64[2] lane`.
  @Override
  public String toString() {
    return "%" + id + ": " + type + " " + scope.text();
  }
}
