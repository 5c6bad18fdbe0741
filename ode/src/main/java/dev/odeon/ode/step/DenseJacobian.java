package dev.odeon.ode.step;

import dev.odeon.nn.ad.DerivativeMode;
import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.sparse.CompressedJacobian;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.method.RadauTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A Jacobian as a matrix, `[d, d]`: entry by entry for small and dense fields, else by one sweep a
/// colour of its pattern.
///
/// @param dense the graph `(t, y, p)` to the matrix; not used if `compressed` is there
/// @param compressed the compressed form, where that takes less than half the sweeps
record DenseJacobian(
    FieldGraph field, Optional<Graph> dense, Optional<CompressedJacobian> compressed)
    implements FieldJacobian {
  /// Entry by entry.
  static DenseJacobian of(FieldGraph field) {
    return new DenseJacobian(
        field, Optional.of(Derivatives.jacobian(field.graph(), 1, 0)), Optional.empty());
  }

  @Override
  public Tensor at(Tensor t, Tensor y, List<Tensor> p) {
    List<Tensor> arguments = new ArrayList<>(List.of(t, y));
    arguments.addAll(p);
    return compressed
        .map(sweeps -> spread(sweeps, y.tracer().call(sweeps.products(), arguments)))
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

  @Override
  public Tensor rowSums(Tensor values) {
    return values.abs().sum(1);
  }

  @Override
  public TensorType type() {
    TensorType state = field.graph().inputs().get(1).type();
    return state.withShape(Shape.of(state.size(), state.size()));
  }

  @Override
  public StageMatrix constrained(Tensor values) {
    return constrained(field, values);
  }

  /// Of all entries of J.
  static StageMatrix constrained(FieldGraph field, Tensor jacobian) {
    Mass mass = Mass.of(field);
    return StageMatrix.factored(mass.constrain(jacobian).plus(mass.times(1, jacobian)));
  }

  @Override
  public StageMatrix stage(Tensor values, Tensor c) {
    return StageMatrix.factored(values.fma(c.negate(), Mass.of(field).times(1, values)));
  }

  @Override
  public StageMatrix stage(List<Tensor> tensors) {
    return new StageMatrix.Factored(new LuFactors(tensors.get(0), tensors.get(1)));
  }

  @Override
  public List<TensorType> stageTypes() {
    TensorType state = field.graph().inputs().get(1).type();
    return List.of(type(), state.withDType(DType.I32));
  }

  @Override
  public StageMatrix pair(Tensor values, Tensor h, double alpha, double beta) {
    Mass mass = Mass.of(field);
    Tensor block = values.fma(h.negate(), mass.times(alpha, values));
    int d = field.dimension();
    if (2 * d <= StageMatrix.UNROLLED_PAIR) {
      Tensor[][] entries = UnrolledMatrix.entries(block);
      Tensor[][] pair = new Tensor[2 * d][2 * d];
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          double coupling = mass.at(i, j) == 0 ? 0 : beta * mass.at(i, j);
          pair[i][j] = entries[i][j];
          pair[d + i][d + j] = entries[i][j];
          pair[i][d + j] = h.scalar(coupling);
          pair[d + i][j] = h.scalar(coupling == 0 ? 0 : -coupling);
        }
      }
      return UnrolledMatrix.of(pair);
    }
    Tensor above = joined(1, List.of(block, mass.times(beta, values)));
    Tensor below = joined(1, List.of(mass.times(-beta, values), block));
    return new StageMatrix.Factored(LuFactors.of(joined(0, List.of(above, below))));
  }

  @Override
  public StageMatrix stages(List<Tensor> values, Tensor h, RadauTableau tableau) {
    Mass mass = Mass.of(field);
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      List<Tensor> blocks = new ArrayList<>();
      for (int j = 0; j < values.size(); j++) {
        Tensor block = values.get(j).times(h.times(-tableau.row(i)[j]));
        blocks.add(i == j ? block.plus(mass.times(1, block)) : block);
      }
      rows.add(joined(1, blocks));
    }
    return new StageMatrix.Factored(LuFactors.of(joined(0, rows)));
  }

  private static Tensor joined(int axis, List<Tensor> parts) {
    return parts.getFirst().tracer().apply(new Op.Concatenate(axis), parts).getFirst();
  }
}
