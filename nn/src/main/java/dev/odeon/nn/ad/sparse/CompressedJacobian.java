package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.ad.DerivativeMode;
import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.trace.Tensor;

/// A sparse Jacobian by few sweeps: one an colour of its columns (forward mode) or of its rows
/// (reverse mode), whichever is less.
///
/// The entries have the bits of [Derivatives#jacobian(Graph, int, int, DerivativeMode)] in the same
/// mode: entries that share a sweep never share a row (column), so none is added to another.
///
/// @param pattern the entries that can differ from zero
/// @param colouring of the columns of `pattern` in forward mode, of its rows in reverse mode
/// @param mode which way
/// @param products the graph inputs to the products, one a colour, stacked on a leading axis
public record CompressedJacobian(
    SparsityPattern pattern, Colouring colouring, DerivativeMode mode, Graph products) {

  /// The Jacobian of `output` for `input`, in the mode with fewer colours that can give it.
  ///
  /// @throws IllegalArgumentException as [Derivatives#jacobian(Graph, int, int)]
  public static CompressedJacobian of(Graph graph, int input, int output) {
    SparsityPattern pattern = JacobianSparsity.of(graph, input, output);
    Colouring columns = Colouring.ofColumns(pattern);
    Colouring rows = Colouring.ofColumns(pattern.transpose());
    boolean forward =
        Derivatives.canUse(graph, input, output, DerivativeMode.FORWARD)
            && (columns.count() <= rows.count()
                || !Derivatives.canUse(graph, input, output, DerivativeMode.REVERSE));
    return forward
        ? of(graph, input, output, DerivativeMode.FORWARD, pattern, columns)
        : of(graph, input, output, DerivativeMode.REVERSE, pattern, rows);
  }

  /// The Jacobian of `output` for `input`, in the given mode.
  ///
  /// @throws IllegalArgumentException as [Derivatives#jacobian(Graph, int, int, DerivativeMode)]
  public static CompressedJacobian of(Graph graph, int input, int output, DerivativeMode mode) {
    SparsityPattern pattern = JacobianSparsity.of(graph, input, output);
    boolean forward = mode == DerivativeMode.FORWARD;
    Colouring colouring = Colouring.ofColumns(forward ? pattern : pattern.transpose());
    return of(graph, input, output, mode, pattern, colouring);
  }

  private static CompressedJacobian of(
      Graph graph,
      int input,
      int output,
      DerivativeMode mode,
      SparsityPattern pattern,
      Colouring colouring) {
    boolean forward = mode == DerivativeMode.FORWARD;
    Value along = forward ? graph.inputs().get(input) : graph.outputs().get(output);
    int length = forward ? pattern.columns() : pattern.rows();
    double[] seeds = new double[Math.multiplyExact(colouring.count(), length)];
    for (int i = 0; i < length; i++) {
      seeds[colouring.of(i) * length + i] = 1;
    }
    DType dtype = along.type().dtype();
    Literal directions =
        Literal.of(new TensorType(dtype, Shape.of(colouring.count(), length)), seeds);
    Graph products = Derivatives.products(graph, input, output, mode, directions);
    return new CompressedJacobian(pattern, colouring, mode, products);
  }

  /// Whether the entries are the same for all lanes or one a lane.
  public Scope scope() {
    return products.outputs().getFirst().scope();
  }

  /// The entries of the pattern, by rows, of a traced result of [#products].
  public Tensor entries(Tensor compressed) {
    long[] from = new long[pattern.size()];
    for (int row = 0; row < pattern.rows(); row++) {
      for (int index = pattern.start(row); index < pattern.start(row + 1); index++) {
        from[index] = source(row, pattern.column(index));
      }
    }
    TensorType type = new TensorType(DType.I32, Shape.of(from.length));
    Tensor flat = compressed.reshape(Shape.of(compressed.shape().size()));
    return flat.gather(compressed.tracer().constant(Literal.ofIntegers(type, from)));
  }

  /// Which element of the result of [#products] has the entry.
  private int source(int row, int column) {
    return mode == DerivativeMode.FORWARD
        ? colouring.of(column) * pattern.rows() + row
        : colouring.of(row) * pattern.columns() + column;
  }

  /// Picks the entries of the pattern, by rows, out of the result of [#products].
  ///
  /// @param compressed `[element]` if shared, `[element][lane]` if per lane
  /// @param entries one an entry of the pattern, in the same layout, written
  /// @param lanes number of lanes
  public void decompress(double[] compressed, double[] entries, int lanes) {
    int copies = scope() == Scope.PER_LANE ? lanes : 1;
    for (int row = 0; row < pattern.rows(); row++) {
      for (int index = pattern.start(row); index < pattern.start(row + 1); index++) {
        int from = source(row, pattern.column(index));
        System.arraycopy(compressed, from * copies, entries, index * copies, copies);
      }
    }
  }
}
