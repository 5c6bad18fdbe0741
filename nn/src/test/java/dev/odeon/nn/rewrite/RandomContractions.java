package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.Window;
import dev.odeon.nn.graph.WindowReduction;
import dev.odeon.nn.trace.Convolution;
import dev.odeon.nn.trace.SparseLuFactors;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Random primitives that add up or compare many elements: reductions, products, windows, linear
/// systems.
final class RandomContractions {
  private final RandomPool pool;

  RandomContractions(RandomPool pool) {
    this.pool = pool;
  }

  Tensor of(Tensor x) {
    boolean empty = x.shape().size() == 0;
    return switch (pool.random.nextInt(8)) {
      case 0, 1 -> reduce(x);
      case 2, 3 -> dot(x);
      case 4 -> x.shape().rank() == 0 ? x : x.cumulativeSum(pool.random.nextInt(x.shape().rank()));
      case 5 -> empty ? x : window(x);
      case 6 -> empty || x.shape().size() > 8 ? x : solve(x);
      default -> empty || x.shape().size() > 24 ? x : convolve(x);
    };
  }

  private List<Integer> some(Tensor x) {
    return RandomMovement.axes(x).stream().filter(axis -> pool.oneIn(2)).toList();
  }

  private Tensor reduce(Tensor x) {
    return pool.tracer.apply1(new Op.Reduce(pool.oneOf(Reduction.values()), some(x)), x);
  }

  private Tensor dot(Tensor x) {
    Tensor y = pool.like(x);
    List<Integer> contracting = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    int free = 1;
    for (int axis : RandomMovement.axes(x)) {
      int kind = pool.random.nextInt(4);
      if (kind == 0 && free * x.shape().dim(axis) <= 6) {
        free *= Math.max(1, x.shape().dim(axis));
      } else if (kind == 1) {
        batch.add(axis);
      } else {
        contracting.add(axis);
      }
    }
    return pool.tracer.apply1(new Op.DotGeneral(contracting, contracting, batch, batch), x, y);
  }

  private Tensor window(Tensor x) {
    List<Integer> size = new ArrayList<>();
    List<Integer> stride = new ArrayList<>();
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int extent : x.shape().dims()) {
      size.add(pool.between(1, Math.min(3, extent)));
      stride.add(pool.between(1, 2));
      low.add(pool.random.nextInt(size.getLast()));
      high.add(pool.random.nextInt(size.getLast()));
    }
    Window window = new Window(size, stride, low, high);
    return pool.tracer.apply1(
        pool.oneIn(3)
            ? new Op.ArgMaxWindow(window)
            : new Op.ReduceWindow(pool.oneOf(WindowReduction.values()), window),
        x);
  }

  private Tensor convolve(Tensor x) {
    int size = x.shape().size();
    if (pool.oneIn(2)) {
      Tensor row = x.reshape(Shape.of(1, size));
      Tensor kernel = x.sin().slice(0, x.shape().rank() == 0 ? 1 : x.shape().dim(0));
      return dilated(1)
          .withPadding(pool.random.nextInt(3))
          .withInputDilation(pool.between(1, 2))
          .apply(row, kernel.reshape(Shape.of(1, 1, size)));
    }
    // Two channels that know nothing of each other, and a kernel that is shared.
    Tensor pair = Tensor.stack(List.of(x.reshape(Shape.of(size)), x.cos().reshape(Shape.of(size))));
    Tensor weights = pool.ofType(x.type().withShape(Shape.of(2, 1, 1)));
    return dilated(1).withGroups(2).withStride(pool.between(1, 2)).apply(pair, weights);
  }

  private Convolution dilated(int rank) {
    return pool.oneIn(3)
        ? Convolution.of(rank).withPadding(List.of(1), List.of(0))
        : Convolution.of(rank);
  }

  /// The entries of x on a diagonal and below its first element.
  private Tensor solveSparse(Tensor x) {
    int size = x.shape().size();
    int below = (size - 1) / 2;
    int n = size - below;
    int[] rows = new int[size];
    int[] columns = new int[size];
    for (int k = 0; k < n; k++) {
      rows[k] = k;
      columns[k] = k;
    }
    for (int k = 0; k < below; k++) {
      rows[n + k] = k + 1;
    }
    Tensor entries = x.reshape(Shape.of(size));
    SparseLuFactors factors = SparseLuFactors.of(SparseElimination.of(n, rows, columns), entries);
    pool.add(factors.factors());
    return factors.solve(entries.slice(0, n), pool.oneOf(MatrixForm.values()));
  }

  private Tensor solve(Tensor x) {
    if (pool.oneIn(3)) {
      return solveSparse(x);
    }
    int size = x.shape().size();
    Tensor flat = x.reshape(Shape.of(size));
    Op outer = new Op.DotGeneral(List.of(), List.of(), List.of(), List.of());
    Tensor square = pool.tracer.apply1(outer, flat, flat.sin());
    List<Tensor> factors = pool.tracer.apply(new Op.LuFactor(), List.of(square));
    factors.forEach(pool::add);
    Tensor right = pool.oneIn(3) ? square : flat;
    Op op = new Op.LuSolve(pool.oneOf(MatrixForm.values()));
    return pool.tracer.apply1(op, factors.get(0), factors.get(1), right);
  }
}
