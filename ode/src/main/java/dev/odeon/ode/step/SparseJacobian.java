package dev.odeon.ode.step;

import dev.odeon.nn.ad.DerivativeMode;
import dev.odeon.nn.ad.sparse.CompressedJacobian;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.SparseLuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.method.RadauTableau;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A Jacobian as the vector of the entries that can differ from zero, by one sweep a colour; the
/// matrices of steps are eliminated sparsely, in an order decided here.
///
/// @param compressed its sweeps
/// @param pattern where J or M can differ from zero, or the diagonal is, by rows
/// @param elimination of a matrix with this pattern
record SparseJacobian(
    FieldGraph field,
    CompressedJacobian compressed,
    SparsityPattern pattern,
    SparseElimination elimination)
    implements FieldJacobian {
  static SparseJacobian of(FieldGraph field, CompressedJacobian compressed) {
    SparsityPattern own = compressed.pattern();
    Mass mass = Mass.of(field);
    int[][] rows = new int[own.rows()][];
    Arrays.setAll(
        rows,
        i ->
            IntStream.range(0, own.columns())
                .filter(j -> i == j || own.contains(i, j) || mass.at(i, j) != 0)
                .toArray());
    SparsityPattern pattern = SparsityPattern.ofRows(own.columns(), rows);
    return new SparseJacobian(field, compressed, pattern, pattern.elimination());
  }

  @Override
  public Tensor at(Tensor t, Tensor y, List<Tensor> p) {
    List<Tensor> arguments = new ArrayList<>(List.of(t, y));
    arguments.addAll(p);
    Tensor stacked = y.tracer().call(compressed.products(), arguments).getFirst();
    int size = stacked.type().size();
    long[] source = new long[pattern.size()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
        int j = pattern.column(k);
        source[k] = compressed.pattern().contains(i, j) ? product(i, j) : size;
      }
    }
    Tensor padded =
        Tensor.concatenate(stacked.reshape(Shape.of(size)), Loop.everyLane(stacked.scalar(0)));
    return padded.gather(indices(stacked, source));
  }

  @Override
  public Tensor rowSums(Tensor values) {
    long[] rows = new long[pattern.size()];
    for (int i = 0; i < pattern.rows(); i++) {
      Arrays.fill(rows, pattern.start(i), pattern.start(i + 1), i);
    }
    Tensor none = values.scalar(0).broadcast(Shape.of(pattern.rows()));
    return none.scatterAdd(indices(values, rows), values.abs());
  }

  /// Which product has the entry.
  private long product(int row, int column) {
    return compressed.mode() == DerivativeMode.FORWARD
        ? (long) compressed.colouring().of(column) * pattern.rows() + row
        : (long) compressed.colouring().of(row) * pattern.columns() + column;
  }

  private static Tensor indices(Tensor like, long[] values) {
    TensorType type = new TensorType(DType.I32, Shape.of(values.length));
    return like.tracer().constant(Literal.ofIntegers(type, values));
  }

  @Override
  public TensorType type() {
    return field.graph().inputs().get(1).type().withShape(Shape.of(pattern.size()));
  }

  /// A diagonal M has a diagonal P, which keeps the pattern.
  @Override
  public StageMatrix constrained(Tensor values) {
    MassMatrix mass = field.mass().orElseThrow();
    if (!mass.isDiagonal()) {
      return DenseJacobian.constrained(field, full(values));
    }
    double[] kept = new double[pattern.size()];
    for (int i = 0; i < pattern.rows(); i++) {
      Arrays.fill(kept, pattern.start(i), pattern.start(i + 1), mass.at(i, i) == 0 ? 1 : 0);
    }
    Tensor entries =
        values.fma(values.tracer().constant(Literal.of(type(), kept)), mass(values, 1));
    return new StageMatrix.Sparse(SparseLuFactors.of(elimination, entries));
  }

  /// All entries, `[d, d]`.
  private Tensor full(Tensor values) {
    int d = field.dimension();
    long[] places = new long[d * d];
    Arrays.fill(places, pattern.size());
    for (int i = 0; i < d; i++) {
      for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
        places[i * d + pattern.column(k)] = k;
      }
    }
    return Tensor.concatenate(values, Loop.everyLane(values.scalar(0)))
        .gather(indices(values, places))
        .reshape(Shape.of(d, d));
  }

  /// `factor M`, by the entries of the pattern.
  private Tensor mass(Tensor like, double factor) {
    Mass mass = Mass.of(field);
    double[] entries = new double[pattern.size()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
        entries[k] = factor * mass.at(i, pattern.column(k));
      }
    }
    return like.tracer().constant(Literal.of(type(), entries));
  }

  @Override
  public StageMatrix stage(Tensor values, Tensor c) {
    Tensor entries = values.fma(c.negate(), mass(values, 1));
    return new StageMatrix.Sparse(SparseLuFactors.of(elimination, entries));
  }

  @Override
  public StageMatrix stage(List<Tensor> tensors) {
    return new StageMatrix.Sparse(new SparseLuFactors(elimination, tensors.get(0), tensors.get(1)));
  }

  @Override
  public List<TensorType> stageTypes() {
    return List.of(type().withShape(Shape.of(elimination.factorSize())), type());
  }

  /// Blocks of the pattern, one after another, as the entries of one matrix.
  private StageMatrix blocks(int across, List<Tensor> blocks) {
    int d = field.dimension();
    int size = pattern.size();
    int[] rows = new int[across * across * size];
    int[] columns = new int[rows.length];
    for (int block = 0; block < across * across; block++) {
      for (int i = 0; i < d; i++) {
        for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
          rows[block * size + k] = block / across * d + i;
          columns[block * size + k] = block % across * d + pattern.column(k);
        }
      }
    }
    SparseElimination whole = SparseElimination.of(across * d, rows, columns);
    return new StageMatrix.Sparse(SparseLuFactors.of(whole, Tensor.concatenate(blocks)));
  }

  @Override
  public StageMatrix pair(Tensor values, Tensor h, double alpha, double beta) {
    Tensor block = values.fma(h.negate(), mass(values, alpha));
    Tensor above = Loop.everyLane(mass(values, beta));
    Tensor below = Loop.everyLane(mass(values, -beta));
    return blocks(2, List.of(block, above, below, block));
  }

  @Override
  public StageMatrix stages(List<Tensor> values, Tensor h, RadauTableau tableau) {
    List<Tensor> blocks = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < values.size(); j++) {
        Tensor block = values.get(j).times(h.times(-tableau.row(i)[j]));
        blocks.add(i == j ? block.plus(mass(block, 1)) : block);
      }
    }
    return blocks(values.size(), blocks);
  }
}
