package dev.odeon.nn.derivative;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.Pipeline;

/// The dense Jacobian of a graph, `d output[i] / d input[j]`, evaluated by a backend. Used by one
/// thread at a time.
public final class JacobianEvaluator {
  private final Executable executable;
  private final Value result;
  private final int rows;
  private final int columns;

  /// @param input position of the input to differentiate for
  /// @param output position of the output to differentiate
  /// @param backend compiles the graph of the Jacobian, see [Derivatives#jacobian(Graph, int, int)]
  public JacobianEvaluator(Graph graph, int input, int output, Backend backend) {
    Graph jacobian = Derivatives.jacobian(graph, input, output);
    executable = backend.compile(Pipeline.standard().apply(jacobian));
    result = executable.graph().outputs().getFirst();
    rows = graph.outputs().get(output).type().size();
    columns = graph.inputs().get(input).type().size();
  }

  /// Number of elements of the output.
  public int rows() {
    return rows;
  }

  /// Number of elements of the input.
  public int columns() {
    return columns;
  }

  /// Whether all lanes have one Jacobian or each its own.
  public Scope scope() {
    return result.scope();
  }

  /// Evaluates at `inputs`.
  ///
  /// @param inputs as for [Executable#run]
  /// @param jacobian `[row * columns + column]` if shared, `[row * columns + column][lane]` (lane
  ///   fastest) if per lane; written
  /// @param lanes number of lanes
  public void evaluate(double[][] inputs, double[] jacobian, int lanes) {
    executable.run(inputs, new double[][] {jacobian}, lanes);
  }

  /// Evaluates at `inputs` into a fresh array.
  public double[] evaluate(double[][] inputs, int lanes) {
    int copies = scope() == Scope.PER_LANE ? lanes : 1;
    double[] jacobian = new double[Math.multiplyExact(rows * columns, copies)];
    evaluate(inputs, jacobian, lanes);
    return jacobian;
  }
}
