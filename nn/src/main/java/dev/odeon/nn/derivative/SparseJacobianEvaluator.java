package dev.odeon.nn.derivative;

import dev.odeon.nn.ad.sparse.CompressedJacobian;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.rewrite.Pipeline;

/// The entries of a sparse Jacobian, evaluated by a backend with one sweep a colour. Used by one
/// thread at a time.
public final class SparseJacobianEvaluator {
  private final CompressedJacobian jacobian;
  private final Executable executable;
  private double[] compressed = {};

  /// @param input position of the input to differentiate for
  /// @param output position of the output to differentiate
  /// @param backend compiles the graph of the products
  public SparseJacobianEvaluator(Graph graph, int input, int output, Backend backend) {
    this(CompressedJacobian.of(graph, input, output), backend);
  }

  /// @param backend compiles the graph of the products
  public SparseJacobianEvaluator(CompressedJacobian jacobian, Backend backend) {
    this.jacobian = jacobian;
    executable = backend.compile(Pipeline.standard().apply(jacobian.products()));
  }

  /// Where the entries stand; [#evaluate] gives them in its order, by rows.
  public SparsityPattern pattern() {
    return jacobian.pattern();
  }

  /// Whether all lanes have one Jacobian or each its own.
  public Scope scope() {
    return jacobian.scope();
  }

  /// Evaluates at `inputs`.
  ///
  /// @param inputs as for [Executable#run]
  /// @param entries one an entry of [#pattern]: `[entry]` if shared, `[entry][lane]` (lane fastest)
  ///   if per lane; written
  /// @param lanes number of lanes
  public void evaluate(double[][] inputs, double[] entries, int lanes) {
    int copies = scope() == Scope.PER_LANE ? lanes : 1;
    int size = executable.graph().outputs().getFirst().type().size();
    int length = Math.multiplyExact(size, copies);
    if (compressed.length < length) {
      compressed = new double[length];
    }
    executable.run(inputs, new double[][] {compressed}, lanes);
    jacobian.decompress(compressed, entries, lanes);
  }

  /// Evaluates at `inputs` into a fresh array.
  public double[] evaluate(double[][] inputs, int lanes) {
    int copies = scope() == Scope.PER_LANE ? lanes : 1;
    double[] entries = new double[Math.multiplyExact(pattern().size(), copies)];
    evaluate(inputs, entries, lanes);
    return entries;
  }
}
