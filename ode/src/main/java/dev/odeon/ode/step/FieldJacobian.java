package dev.odeon.ode.step;

import dev.odeon.nn.ad.DerivativeMode;
import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.sparse.CompressedJacobian;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The derivative of a field for the state, `[d, d]`: entry by entry for small and dense fields,
/// else by one sweep a colour of its pattern.
///
/// @param dense the graph `(t, y, p)` to the matrix; not used if `sparse` is there
/// @param sparse the compressed form, where that takes less than half the sweeps
record FieldJacobian(Optional<Graph> dense, Optional<CompressedJacobian> sparse) {
  /// Up to this dimension the pattern is not looked at.
  private static final int SMALL = 32;

  static FieldJacobian of(FieldGraph field) {
    if (field.dimension() > SMALL) {
      CompressedJacobian compressed = CompressedJacobian.of(field.graph(), 1, 0);
      if (2 * compressed.colouring().count() < field.dimension()) {
        return new FieldJacobian(Optional.empty(), Optional.of(compressed));
      }
    }
    return new FieldJacobian(
        Optional.of(Derivatives.jacobian(field.graph(), 1, 0)), Optional.empty());
  }

  /// The matrix at a point.
  Tensor at(Tensor t, Tensor y, List<Tensor> p) {
    List<Tensor> arguments = new ArrayList<>(List.of(t, y));
    arguments.addAll(p);
    return sparse
        .map(compressed -> spread(compressed, y.tracer().call(compressed.products(), arguments)))
        .orElseGet(() -> y.tracer().call(dense.orElseThrow(), arguments).getFirst());
  }

  private static Tensor spread(CompressedJacobian compressed, List<Tensor> products) {
    SparsityPattern pattern = compressed.pattern();
    Tensor stacked = products.getFirst();
    int size = stacked.type().size();
    int columns = pattern.columns();
    int rows = pattern.rows();
    boolean forward = compressed.mode() == DerivativeMode.FORWARD;
    long[] source = new long[rows * columns];
    Arrays.fill(source, size);
    for (int row = 0; row < rows; row++) {
      for (int k = pattern.start(row); k < pattern.start(row + 1); k++) {
        int column = pattern.column(k);
        source[row * columns + column] =
            forward
                ? (long) compressed.colouring().of(column) * rows + row
                : (long) compressed.colouring().of(row) * columns + column;
      }
    }
    Tensor padded =
        Tensor.concatenate(stacked.reshape(Shape.of(size)), Loop.everyLane(stacked.scalar(0)));
    Tensor index =
        stacked
            .tracer()
            .constant(
                Literal.ofIntegers(new TensorType(DType.I32, Shape.of(source.length)), source));
    return padded.gather(index).reshape(Shape.of(rows, columns));
  }
}
