package dev.odeon.nn.precise;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.WindowReduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.dfp.Dfp;

/// The primitives that combine elements, with numbers of 40 digits, straight from their
/// definitions. A factor is not computed: it hands its matrix on, and solving eliminates.
final class PreciseCombination {
  private final Equation equation;
  private final List<Dfp[][]> x;
  private final int lanes;

  PreciseCombination(Equation equation, List<Dfp[][]> x, int lanes) {
    this.equation = equation;
    this.x = x;
    this.lanes = lanes;
  }

  List<Dfp[][]> results(Op.Combination op) {
    return switch (op) {
      case Op.Gather _ -> List.<Dfp[][]>of(gathered());
      case Op.ScatterAdd _ -> List.<Dfp[][]>of(scattered());
      case Op.CumulativeSum sum -> List.<Dfp[][]>of(cumulated(sum.axis()));
      case Op.Reduce reduce -> List.<Dfp[][]>of(reduced(reduce));
      case Op.DotGeneral dot -> List.<Dfp[][]>of(contracted(dot));
      case Op.LuFactor _ ->
          List.<Dfp[][]>of(x.getFirst(), zeros(equation.results().get(1).type().size()));
      case Op.LuSolve solve -> List.<Dfp[][]>of(solved(x.get(0), x.get(2), solve.form()));
      case Op.SparseLuFactor _ -> List.<Dfp[][]>of(zeros(equation.result().type().size()));
      case Op.SparseLuSolve solve ->
          List.<Dfp[][]>of(solved(dense(solve.elimination(), x.get(1)), x.get(2), solve.form()));
      case Op.Convolution convolution -> List.<Dfp[][]>of(convolved(convolution));
      case Op.ReduceWindow window -> List.<Dfp[][]>of(windowed(window));
      case Op.LaneReduce _ -> List.<Dfp[][]>of(laneSums());
      case Op.ArgMaxWindow _ ->
          throw new IllegalArgumentException(op.name() + " is not known in 40 digits");
    };
  }

  private Shape shape(int operand) {
    return equation.operands().get(operand).type().shape();
  }

  private Shape resultShape() {
    return equation.result().type().shape();
  }

  private Dfp[][] zeros(int size) {
    Dfp[][] zeros = new Dfp[size][lanes];
    for (Dfp[] row : zeros) {
      Arrays.fill(row, PreciseFunctions.number(0));
    }
    return zeros;
  }

  private int place(int operand, int p, int lane) {
    int index = (int) x.get(operand)[p][lane].toDouble();
    return Math.clamp(index, 0, shape(0).dim(0) - 1);
  }

  private Dfp[][] gathered() {
    int width = x.get(0).length / shape(0).dim(0);
    Dfp[][] result = new Dfp[x.get(1).length * width][lanes];
    for (int e = 0; e < result.length; e++) {
      for (int lane = 0; lane < lanes; lane++) {
        result[e][lane] = x.get(0)[place(1, e / width, lane) * width + e % width][lane];
      }
    }
    return result;
  }

  private Dfp[][] scattered() {
    int width = x.get(0).length / shape(0).dim(0);
    Dfp[][] result = copy(x.get(0));
    for (int e = 0; e < x.get(2).length; e++) {
      for (int lane = 0; lane < lanes; lane++) {
        int to = place(1, e / width, lane) * width + e % width;
        result[to][lane] = result[to][lane].add(x.get(2)[e][lane]);
      }
    }
    return result;
  }

  private static Dfp[][] copy(Dfp[][] a) {
    return Arrays.stream(a).map(Dfp[]::clone).toArray(Dfp[][]::new);
  }

  private Dfp[][] cumulated(int axis) {
    Shape shape = shape(0);
    Dfp[][] result = copy(x.getFirst());
    int stride = shape.strides()[axis];
    Places.each(
        shape,
        index -> {
          int here = Places.flat(shape, index);
          if (index[axis] > 0) {
            add(result, here, result[here - stride]);
          }
        });
    return result;
  }

  private void add(Dfp[][] result, int element, Dfp[] more) {
    for (int lane = 0; lane < lanes; lane++) {
      result[element][lane] = result[element][lane].add(more[lane]);
    }
  }

  private Dfp[][] reduced(Op.Reduce op) {
    Shape shape = shape(0);
    Dfp[][] result = new Dfp[resultShape().size()][];
    Places.each(
        shape,
        index -> {
          int[] kept =
              IntStream.range(0, index.length)
                  .filter(axis -> !op.axes().contains(axis))
                  .map(axis -> index[axis])
                  .toArray();
          int to = Places.flat(resultShape(), kept);
          Dfp[] row = x.getFirst()[Places.flat(shape, index)];
          result[to] = result[to] == null ? row.clone() : folded(op.kind(), result[to], row);
        });
    return result;
  }

  private Dfp[] folded(Reduction kind, Dfp[] a, Dfp[] b) {
    Dfp[] result = new Dfp[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      result[lane] =
          switch (kind) {
            case SUM -> a[lane].add(b[lane]);
            case PRODUCT -> a[lane].multiply(b[lane]);
            case MAX -> a[lane].lessThan(b[lane]) ? b[lane] : a[lane];
            case MIN -> b[lane].lessThan(a[lane]) ? b[lane] : a[lane];
          };
    }
    return result;
  }

  private Dfp[][] contracted(Op.DotGeneral op) {
    Shape left = shape(0);
    Shape right = shape(1);
    List<Integer> leftFree = free(left, op.leftBatch(), op.leftContracting());
    List<Integer> rightFree = free(right, op.rightBatch(), op.rightContracting());
    Shape summed = Places.of(left, op.leftContracting());
    Dfp[][] result = zeros(resultShape().size());
    Places.each(
        resultShape(),
        index -> {
          int to = Places.flat(resultShape(), index);
          int batch = op.leftBatch().size();
          int[] a = new int[left.rank()];
          int[] b = new int[right.rank()];
          for (int i = 0; i < batch; i++) {
            a[op.leftBatch().get(i)] = index[i];
            b[op.rightBatch().get(i)] = index[i];
          }
          for (int i = 0; i < leftFree.size(); i++) {
            a[leftFree.get(i)] = index[batch + i];
          }
          for (int i = 0; i < rightFree.size(); i++) {
            b[rightFree.get(i)] = index[batch + leftFree.size() + i];
          }
          Places.each(
              summed,
              k -> {
                for (int i = 0; i < k.length; i++) {
                  a[op.leftContracting().get(i)] = k[i];
                  b[op.rightContracting().get(i)] = k[i];
                }
                addProduct(result, to, Places.flat(left, a), Places.flat(right, b));
              });
        });
    return result;
  }

  private void addProduct(Dfp[][] result, int to, int left, int right) {
    for (int lane = 0; lane < lanes; lane++) {
      Dfp product = x.get(0)[left][lane].multiply(x.get(1)[right][lane]);
      result[to][lane] = result[to][lane].add(product);
    }
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    return IntStream.range(0, shape.rank())
        .boxed()
        .filter(axis -> !batch.contains(axis) && !contracting.contains(axis))
        .toList();
  }

  private Dfp[][] dense(SparseElimination elimination, Dfp[][] entries) {
    int n = elimination.size();
    Dfp[][] matrix = zeros(n * n);
    for (int i = 0; i < elimination.entries(); i++) {
      matrix[elimination.row(i) * n + elimination.column(i)] = entries[i];
    }
    return matrix;
  }

  /// Gauss and Jordan's elimination with the largest pivot, lane by lane.
  private Dfp[][] solved(Dfp[][] matrix, Dfp[][] b, MatrixForm form) {
    int n = (int) Math.round(Math.sqrt(matrix.length));
    int columns = b.length / n;
    Dfp[][] result = new Dfp[b.length][lanes];
    for (int lane = 0; lane < lanes; lane++) {
      Dfp[][] rows = new Dfp[n][n + columns];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          int place =
              switch (form) {
                case PLAIN -> i * n + j;
                case TRANSPOSED -> j * n + i;
              };
          rows[i][j] = matrix[place][lane];
        }
        for (int j = 0; j < columns; j++) {
          rows[i][n + j] = b[i * columns + j][lane];
        }
      }
      eliminate(rows);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < columns; j++) {
          result[i * columns + j][lane] = rows[i][n + j].divide(rows[i][i]);
        }
      }
    }
    return result;
  }

  private static void eliminate(Dfp[][] rows) {
    for (int k = 0; k < rows.length; k++) {
      int pivot = k;
      for (int i = k + 1; i < rows.length; i++) {
        pivot = rows[pivot][k].abs().lessThan(rows[i][k].abs()) ? i : pivot;
      }
      Dfp[] row = rows[pivot];
      rows[pivot] = rows[k];
      rows[k] = row;
      for (int i = 0; i < rows.length; i++) {
        if (i != k) {
          Dfp factor = rows[i][k].divide(row[k]);
          for (int j = k; j < row.length; j++) {
            rows[i][j] = rows[i][j].subtract(factor.multiply(row[j]));
          }
        }
      }
    }
  }

  private Dfp[][] convolved(Op.Convolution op) {
    Shape input = shape(0);
    Shape kernel = shape(1);
    int perGroup = resultShape().dim(0) / op.groups();
    Dfp[][] result = zeros(resultShape().size());
    Places.each(
        resultShape(),
        out ->
            Places.each(
                new Shape(kernel.dims().subList(1, kernel.rank())),
                tap -> {
                  int[] from = new int[input.rank()];
                  int[] of = new int[kernel.rank()];
                  from[0] = out[0] / perGroup * kernel.dim(1) + tap[0];
                  of[0] = out[0];
                  of[1] = tap[0];
                  boolean present = true;
                  for (int s = 1; s < input.rank(); s++) {
                    of[s + 1] = tap[s];
                    int spread =
                        out[s] * op.stride().get(s - 1)
                            + tap[s] * op.kernelDilation().get(s - 1)
                            - op.low().get(s - 1);
                    int dilation = op.inputDilation().get(s - 1);
                    present &= Math.floorMod(spread, dilation) == 0;
                    from[s] = Math.floorDiv(spread, dilation);
                  }
                  if (present && Places.isInside(input, from)) {
                    addProduct(
                        result,
                        Places.flat(resultShape(), out),
                        Places.flat(input, from),
                        Places.flat(kernel, of));
                  }
                }));
    return result;
  }

  private Dfp[][] windowed(Op.ReduceWindow op) {
    Shape input = shape(0);
    Dfp[][] result = new Dfp[resultShape().size()][];
    Places.each(
        resultShape(),
        out -> {
          List<Dfp[]> covered = new ArrayList<>();
          Places.each(
              new Shape(op.window().size()),
              tap -> {
                int[] from = new int[input.rank()];
                for (int axis = 0; axis < from.length; axis++) {
                  from[axis] =
                      out[axis] * op.window().stride().get(axis)
                          + tap[axis]
                          - op.window().low().get(axis);
                }
                if (Places.isInside(input, from)) {
                  covered.add(x.getFirst()[Places.flat(input, from)]);
                }
              });
          Reduction kind = op.kind() == WindowReduction.SUM ? Reduction.SUM : Reduction.MAX;
          result[Places.flat(resultShape(), out)] =
              covered.stream().reduce((a, b) -> folded(kind, a, b)).orElseThrow();
        });
    return result;
  }

  private Dfp[][] laneSums() {
    return Arrays.stream(x.getFirst())
        .map(
            row -> {
              Dfp sum = Arrays.stream(row).reduce(PreciseFunctions.number(0), Dfp::add);
              Dfp[] all = new Dfp[lanes];
              Arrays.fill(all, sum);
              return all;
            })
        .toArray(Dfp[][]::new);
  }
}
