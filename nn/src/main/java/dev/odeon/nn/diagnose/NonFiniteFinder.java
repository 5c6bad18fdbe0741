package dev.odeon.nn.diagnose;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import java.util.List;
import java.util.Optional;

/// Finds the first equation that made a NaN or an infinity out of finite operands, on the way to a
/// result that has one.
///
/// Runs the graph once in the interpreter, keeping every value, then follows what is not finite
/// back from the results to where it began, into branches and loops. A NaN that no result shows,
/// such as that of the side that `select` does not take, is not reported.
public final class NonFiniteFinder {
  private NonFiniteFinder() {}

  /// The origin of a NaN or infinity in the outputs; empty if all outputs are finite.
  ///
  /// @param inputs as for [dev.odeon.nn.backend.Executable#run]
  /// @param lanes number of lanes
  public static Optional<NonFinite> inValues(Graph graph, double[][] inputs, int lanes) {
    return find(graph, graph.equations().size(), inputs, lanes);
  }

  /// The origin of a NaN or infinity in the value or in the gradient; empty if both are finite.
  ///
  /// @param graph one shared scalar output
  /// @param wrt positions of the inputs to differentiate for
  /// @param inputs as for [dev.odeon.nn.backend.Executable#run]
  /// @param lanes number of lanes
  public static Optional<NonFinite> inGradient(
      Graph graph, List<Integer> wrt, double[][] inputs, int lanes) {
    // The gradient's equations start with those of the graph.
    int forward = graph.equations().size();
    return find(ReverseMode.valueAndGradient(graph, wrt), forward, inputs, lanes);
  }

  private static Optional<NonFinite> find(Graph graph, int forward, double[][] inputs, int lanes) {
    Recorded values = Recorded.of(graph, inputs, lanes);
    Blame blame = new Blame(values);
    graph.outputs().forEach(blame::start);
    return blame.trace().map(found -> Culprits.resolve(values, found, forward));
  }
}
