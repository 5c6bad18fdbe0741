package dev.odeon.nn.graph;

import java.util.List;

/// A primitive with its static attributes. Closed: a transformation is one exhaustive `switch`,
/// never with `default`.
///
/// Shapes are those of one lane. Elementwise primitives need operands of one shape; broadcasting
/// over elements is explicit ([BroadcastInDim]), broadcasting of a shared value over lanes is
/// implicit. Names are StableHLO's where it has the primitive.
public sealed interface Op {
  /// The word that names the primitive in graph text.
  default String name() {
    return switch (this) {
      case Constant _ -> "constant";
      case Unary unary -> unary.function().text();
      case Binary binary -> binary.function().text();
      case Fma _ -> "fma";
      case Compare _ -> "compare";
      case Logical logical -> logical.function().text();
      case Not _ -> "not";
      case ShiftBits shift -> shift.shift().text();
      case Select _ -> "select";
      case Convert _ -> "convert";
      case BitcastConvert _ -> "bitcast_convert";
      case BroadcastInDim _ -> "broadcast_in_dim";
      case Reshape _ -> "reshape";
      case Transpose _ -> "transpose";
      case Slice _ -> "slice";
      case Pad _ -> "pad";
      case Concatenate _ -> "concatenate";
      case Gather _ -> "gather";
      case ScatterAdd _ -> "scatter_add";
      case Reverse _ -> "reverse";
      case CumulativeSum _ -> "cumulative_sum";
      case Reduce _ -> "reduce";
      case DotGeneral _ -> "dot_general";
      case LuFactor _ -> "lu_factor";
      case LuSolve _ -> "lu_solve";
      case SparseLuFactor _ -> "sparse_lu_factor";
      case SparseLuSolve _ -> "sparse_lu_solve";
      case Convolution _ -> "convolution";
      case ReduceWindow _ -> "reduce_window";
      case ArgMaxWindow _ -> "arg_max_window";
      case LaneReduce _ -> "lane_reduce";
      case LaneBroadcast _ -> "lane_broadcast";
      case StopGradient _ -> "stop_gradient";
      case Cond _ -> "cond";
      case While _ -> "while";
      case Scan _ -> "scan";
      case Custom _ -> "custom";
    };
  }

  /// Each element of the result is a function of the elements at the same place in the operands.
  sealed interface Elementwise extends Op {}

  /// Each element of the result is an element of an operand, or zero: the place says which.
  sealed interface Rearrangement extends Op {}

  /// Elements of the results are computed from several elements of an operand, or the place of what
  /// they are computed from depends on operands.
  sealed interface Combination extends Op {}

  /// Results are those of another graph or of user code.
  sealed interface Call extends Op {}

  /// A constant tensor; no operands; shared.
  record Constant(Literal value) implements Op {}

  /// `result[i] = function(x[i])`.
  record Unary(UnaryFunction function) implements Elementwise {}

  /// `result[i] = function(x[i], y[i])`.
  record Binary(BinaryFunction function) implements Elementwise {}

  /// `result[i] = x[i] * y[i] + z[i]`, rounded once.
  record Fma() implements Elementwise {}

  /// `result[i] = x[i] direction y[i]`, a truth value.
  record Compare(Comparison direction) implements Elementwise {}

  /// `result[i] = function(x[i], y[i])` on truth values, or on the bits of whole numbers.
  record Logical(LogicalFunction function) implements Elementwise {}

  /// `result[i] = not x[i]` on truth values, or on each bit of whole numbers.
  record Not() implements Elementwise {}

  /// `result[i] = x[i] shifted by y[i]` on whole numbers; the distance counts modulo the width.
  record ShiftBits(Shift shift) implements Elementwise {}

  /// `result[i] = p[i] ? x[i] : y[i]`; operands p (truth values), x, y.
  record Select() implements Elementwise {}

  /// To another element type; `f64` to `f32` rounds to nearest; truth values become 0 and 1,
  /// numbers become `x != 0`; to whole numbers it cuts towards zero, NaN to 0, what is too large to
  /// the largest; whole numbers round to nearest.
  record Convert(DType to) implements Elementwise {}

  /// The same bits as another element type of the same width: `f64` and `i64`, `f32` and `i32`.
  /// NaNs become the canonical one first, `0x7ff8000000000000` or `0x7fc00000`.
  record BitcastConvert(DType to) implements Elementwise {}

  /// Axis `i` of the operand becomes axis `axes[i]` of a result of shape `shape`; extents match or
  /// are 1; others repeat.
  record BroadcastInDim(Shape shape, List<Integer> axes) implements Rearrangement {
    public BroadcastInDim {
      axes = List.copyOf(axes);
    }
  }

  /// The same elements in row-major order under another shape.
  record Reshape(Shape shape) implements Rearrangement {}

  /// Axis `i` of the result is axis `permutation[i]` of the operand.
  record Transpose(List<Integer> permutation) implements Rearrangement {
    public Transpose {
      permutation = List.copyOf(permutation);
    }
  }

  /// The elements at `start, start + stride, ...` below `limit`, for each axis.
  record Slice(List<Integer> start, List<Integer> limit, List<Integer> stride)
      implements Rearrangement {
    public Slice {
      start = List.copyOf(start);
      limit = List.copyOf(limit);
      stride = List.copyOf(stride);
    }
  }

  /// Zeros around and between: `low` before, `high` after, `interior` between neighbours, for each
  /// axis.
  record Pad(List<Integer> low, List<Integer> high, List<Integer> interior)
      implements Rearrangement {
    public Pad {
      low = List.copyOf(low);
      high = List.copyOf(high);
      interior = List.copyOf(interior);
    }
  }

  /// The operands one after another along `axis`.
  record Concatenate(int axis) implements Rearrangement {}

  /// Slices of x along its leading axis: `result[p, ...] = x[index[p], ...]`; operands x, index
  /// (whole numbers of any shape). An index below the first slice takes the first, one beyond the
  /// last takes the last, as in StableHLO.
  record Gather() implements Combination {}

  /// x with `updates[p, ...]` added to slice `index[p]` of its leading axis, in ascending row-major
  /// order of p, each sum rounded; operands x, index, updates. Indices outside are moved to the
  /// nearest slice as in [Gather], of which it is the transpose.
  record ScatterAdd() implements Combination {}

  /// The elements in opposite order along each of `axes` (ascending).
  record Reverse(List<Integer> axes) implements Rearrangement {
    public Reverse {
      axes = List.copyOf(axes);
    }
  }

  /// Sums of the first, the first two, ... elements along `axis`: `result[0] = x[0]`, `result[i] =
  /// result[i - 1] + x[i]`, each rounded.
  record CumulativeSum(int axis) implements Combination {}

  /// Folds the axes `axes` (ascending) away. The folded elements count in row-major order; in a
  /// sum, element i is added to accumulator i mod 16, then accumulators 8 apart, 4 apart, 2 apart
  /// and 1 apart are added.
  record Reduce(Reduction kind, List<Integer> axes) implements Combination {
    public Reduce {
      axes = List.copyOf(axes);
    }
  }

  /// Tensor contraction: result axes are the batch axes, the free axes of the left, the free axes
  /// of the right operand. Each element accumulates over the contracted index in ascending order
  /// from zero with `fma`; a product with a single element accumulates by residues like [Reduce].
  record DotGeneral(
      List<Integer> leftContracting,
      List<Integer> rightContracting,
      List<Integer> leftBatch,
      List<Integer> rightBatch)
      implements Combination {
    public DotGeneral {
      leftContracting = List.copyOf(leftContracting);
      rightContracting = List.copyOf(rightContracting);
      leftBatch = List.copyOf(leftBatch);
      rightBatch = List.copyOf(rightBatch);
    }
  }

  /// `P A = L U` for a square matrix A, by elimination with partial pivoting; two results. The
  /// first holds U on and above the diagonal, and L, whose diagonal is one, below. The second,
  /// whole numbers, names for each step k the row that changes places with row k.
  ///
  /// The pivot is the first element of largest size in its column. For ascending k, row i below has
  /// `l[i][k] = a[i][k] / u[k][k]`, and `a[i][j] = fma(-l[i][k], u[k][j], a[i][j])`. A zero pivot
  /// (the matrix is singular) is neither divided by nor eliminated with: it stays as a zero on the
  /// diagonal.
  record LuFactor() implements Combination {}

  /// The solution x of `A x = b`, or of the transposed system; operands the two results of
  /// [LuFactor] and b, a vector or a matrix of columns.
  ///
  /// Each substitution subtracts `fma(-m[i][j], x[j], x[i])` for ascending j, then divides. A zero
  /// on the diagonal gives infinities and NaNs.
  record LuSolve(MatrixForm form) implements Combination {}

  /// `A = L U` for a sparse square matrix A given by its entries, a vector, with rows and columns
  /// in the order of `elimination`, without exchanges by size. The result is the vector of the
  /// elements of both factors, as [SparseElimination] numbers them: U on and above the diagonal, L,
  /// whose diagonal is one, below.
  ///
  /// For ascending rows i, and ascending columns k below i, `l[i][k] = a[i][k] / u[k][k]`, then
  /// `a[i][j] = fma(-l[i][k], u[k][j], a[i][j])` for j > k where row k has an element. A zero pivot
  /// gives infinities or NaNs in the factors or in solutions.
  ///
  /// The factors are constants to both modes of differentiation; [SparseLuSolve] is differentiated
  /// through the entries of the matrix.
  record SparseLuFactor(SparseElimination elimination) implements Combination {}

  /// The solution x of `A x = b`, or of the transposed system; operands the factors of A from
  /// [SparseLuFactor], the entries of A that they were made of, and b, a vector or a matrix of
  /// columns. The entries are read by derivatives only.
  ///
  /// Each substitution subtracts `fma(-m[i][j], x[j], x[i])`, for ascending j except with the
  /// transpose of L, where j descends, and U divides.
  record SparseLuSolve(SparseElimination elimination, MatrixForm form) implements Combination {}

  /// Cross-correlation of one sample `x [channels, spatial...]` with a kernel `k [out, channels /
  /// groups, spatial...]`, to `[out, spatial...]`; as in StableHLO the kernel is not reversed.
  ///
  /// `result[o, t] = sum over c, j of x'[c, t * stride + j * kernelDilation] * k[o, c, j]`, where
  /// x' is x with `inputDilation - 1` zeros between neighbours, `low` zeros before and `high` after
  /// (negative: elements cut off), and c runs over the group of channels that the group of o reads.
  /// The sum accumulates from zero with `fma`, over c and j in ascending row-major order; elements
  /// of x' that are not elements of x are left out, even where the kernel is infinite.
  record Convolution(
      List<Integer> stride,
      List<Integer> low,
      List<Integer> high,
      List<Integer> inputDilation,
      List<Integer> kernelDilation,
      int groups)
      implements Combination {
    public Convolution {
      stride = List.copyOf(stride);
      low = List.copyOf(low);
      high = List.copyOf(high);
      inputDilation = List.copyOf(inputDilation);
      kernelDilation = List.copyOf(kernelDilation);
    }
  }

  /// Folds the elements that a window covers, at each of its positions, in ascending row-major
  /// order; positions outside the operand are left out. Sums accumulate from zero, each rounded.
  record ReduceWindow(WindowReduction kind, Window window) implements Combination {}

  /// The row-major number (`i32`) of the first largest element that a window covers, the first NaN
  /// if there is one, at each of its positions: what [ReduceWindow] with a maximum differentiates
  /// by.
  record ArgMaxWindow(Window window) implements Combination {}

  /// Sum over lanes, per lane to shared: lanes belong by index to blocks of 64; in a block lane i
  /// is added to accumulator i mod 16 and the sixteen by the tree of [Reduce]; blocks are added by
  /// a binary tree. It is the VJP of the implicit broadcast of a shared value into lanes.
  record LaneReduce() implements Combination {}

  /// A shared value as one copy a lane.
  record LaneBroadcast() implements Rearrangement {}

  /// The operand, with derivative zero.
  record StopGradient() implements Rearrangement {}

  /// `predicate ? whenTrue(args) : whenFalse(args)`; operands predicate (a scalar truth value),
  /// args. With a per-lane predicate each branch runs if some lane needs it and lanes are selected.
  record Cond(Graph whenTrue, Graph whenFalse) implements Call {}

  /// `while (condition(consts, carry)) carry = body(consts, carry)`; operands consts, carry;
  /// results carry. With a per-lane condition a lane's carry is kept from its first false on.
  record While(Graph condition, Graph body, int consts) implements Call {}

  /// `(carry, y[i]) = body(consts, carry, x[i])` for i in `order`; operands consts, carry, x
  /// stacked on a leading axis of `length`; results carry, y stacked likewise.
  record Scan(Graph body, int consts, int carries, int length, ScanOrder order) implements Call {}

  /// A function with rules of its own.
  record Custom(CustomFunction function) implements Call {}
}
