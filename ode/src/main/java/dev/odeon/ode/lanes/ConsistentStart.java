package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Moves states to where the algebraic equations of a problem hold, if it has any, before its
/// integration begins or goes on from elsewhere. Used by one thread at a time.
final class ConsistentStart {
  private final Optional<Executable> code;
  private final BlockState state;
  private final double[][] out;

  /// @param graph `(t, y, p) -> (y, 1 if it was found)`; none without algebraic equations
  ConsistentStart(Optional<Graph> graph, Backend backend, BlockState state) {
    code = graph.map(backend::compile);
    this.state = state;
    out =
        graph
            .map(
                g ->
                    AttemptArrays.of(
                        g.outputs().stream().map(Value::type).toList(), state.columns()))
            .orElseGet(() -> new double[0][]);
  }

  /// Moves the states of the columns that begin.
  void move(double[] t, double[] y, IntPredicate begins) {
    if (code.isEmpty()) {
      return;
    }
    double[][] parameters = state.parameters();
    double[][] in = new double[2 + parameters.length][];
    in[0] = t;
    in[1] = y;
    System.arraycopy(parameters, 0, in, 2, parameters.length);
    int width = state.width();
    code.orElseThrow().run(in, out, width);
    int dimension = out[0].length / state.columns();
    for (int column = 0; column < width; column++) {
      for (int i = 0; begins.test(column) && i < dimension; i++) {
        y[i * width + column] = out[0][i * width + column];
      }
    }
  }

  /// Whether no such state was found for a column that began.
  boolean hasFailed(int column) {
    return code.isPresent() && out[1][column] == 0;
  }
}
