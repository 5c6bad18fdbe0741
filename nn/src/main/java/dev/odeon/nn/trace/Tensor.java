package dev.odeon.nn.trace;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A symbolic tensor of one trajectory: arithmetic on it records equations.
///
/// Elementwise operations need equal shapes, or a scalar on either side; anything else is an
/// [IllegalArgumentException] in the caller's own stack frame. Element types are never mixed
/// silently.
public final class Tensor {
  private final Tracer tracer;
  private final Value value;

  Tensor(Tracer tracer, Value value) {
    this.tracer = tracer;
    this.value = value;
  }

  /// The trace that this tensor belongs to.
  public Tracer tracer() {
    return tracer;
  }

  /// The value that it stands for.
  public Value value() {
    return value;
  }

  /// Element type and shape.
  public TensorType type() {
    return value.type();
  }

  /// Extents.
  public Shape shape() {
    return value.type().shape();
  }

  /// Element type.
  public DType dtype() {
    return value.type().dtype();
  }

  /// Shared or per lane.
  public Scope scope() {
    return value.scope();
  }

  /// `this + other`.
  public Tensor plus(Tensor other) {
    return binary(BinaryFunction.ADD, other);
  }

  /// `this + other`.
  public Tensor plus(double other) {
    return plus(scalar(other));
  }

  /// `this - other`.
  public Tensor minus(Tensor other) {
    return binary(BinaryFunction.SUBTRACT, other);
  }

  /// `this - other`.
  public Tensor minus(double other) {
    return minus(scalar(other));
  }

  /// `this * other`, elementwise.
  public Tensor times(Tensor other) {
    return binary(BinaryFunction.MULTIPLY, other);
  }

  /// `this * other`.
  public Tensor times(double other) {
    return times(scalar(other));
  }

  /// `this / other`, elementwise.
  public Tensor dividedBy(Tensor other) {
    return binary(BinaryFunction.DIVIDE, other);
  }

  /// `this / other`.
  public Tensor dividedBy(double other) {
    return dividedBy(scalar(other));
  }

  /// `this^other`, elementwise.
  public Tensor pow(Tensor other) {
    return binary(BinaryFunction.POWER, other);
  }

  /// `this^exponent`; a small positive whole exponent becomes products.
  public Tensor pow(double exponent) {
    if (exponent == 1) {
      return this;
    }
    if (exponent == 2 || exponent == 3 || exponent == 4) {
      Tensor square = times(this);
      return exponent == 2 ? square : exponent == 3 ? square.times(this) : square.times(square);
    }
    return pow(scalar(exponent));
  }

  /// The smaller of both, elementwise.
  public Tensor min(Tensor other) {
    return binary(BinaryFunction.MINIMUM, other);
  }

  /// The larger of both, elementwise.
  public Tensor max(Tensor other) {
    return binary(BinaryFunction.MAXIMUM, other);
  }

  /// The nearest number within `low` and `high`, elementwise: `min(max(this, low), high)`.
  public Tensor clamp(Tensor low, Tensor high) {
    return max(low).min(high);
  }

  /// The nearest number within `low` and `high`. The derivative is 1 between them and 0 elsewhere,
  /// at both of them too.
  public Tensor clamp(double low, double high) {
    Tensor isBelow = compare(Comparison.LE, low);
    Tensor isOutside = isBelow.logical(LogicalFunction.OR, compare(Comparison.GE, high));
    Shape all = shape();
    Tensor end = isBelow.select(scalar(low).broadcast(all), scalar(high).broadcast(all));
    return isOutside.select(end, this);
  }

  /// `-this`.
  public Tensor negate() {
    return unary(UnaryFunction.NEGATE);
  }

  /// Absolute value.
  public Tensor abs() {
    return unary(UnaryFunction.ABS);
  }

  /// Square root.
  public Tensor sqrt() {
    return unary(UnaryFunction.SQRT);
  }

  /// Exponential.
  public Tensor exp() {
    return unary(UnaryFunction.EXP);
  }

  /// Natural logarithm.
  public Tensor log() {
    return unary(UnaryFunction.LOG);
  }

  /// Sine.
  public Tensor sin() {
    return unary(UnaryFunction.SINE);
  }

  /// Cosine.
  public Tensor cos() {
    return unary(UnaryFunction.COSINE);
  }

  /// Hyperbolic tangent.
  public Tensor tanh() {
    return unary(UnaryFunction.TANH);
  }

  /// `1 / (1 + exp(-this))`.
  public Tensor logistic() {
    return unary(UnaryFunction.LOGISTIC);
  }

  /// `log(1 + exp(this))`, without overflow.
  public Tensor softplus() {
    return max(scalar(0)).plus(abs().negate().exp().unary(UnaryFunction.LOG_PLUS_ONE));
  }

  /// Any elementwise function of one argument.
  public Tensor unary(UnaryFunction function) {
    return tracer.apply1(new Op.Unary(function), this);
  }

  /// Any elementwise function of two arguments.
  public Tensor binary(BinaryFunction function, Tensor other) {
    String name = function.text();
    return tracer.apply1(
        new Op.Binary(function), spreadTo(other, name), other.spreadTo(this, name));
  }

  /// `this * factor + addend`, rounded once.
  public Tensor fma(Tensor factor, Tensor addend) {
    Tensor widest = shape().rank() > 0 ? this : factor.shape().rank() > 0 ? factor : addend;
    return tracer.apply1(
        new Op.Fma(),
        spreadTo(widest, "fma"),
        factor.spreadTo(widest, "fma"),
        addend.spreadTo(widest, "fma"));
  }

  /// `this direction other`, elementwise, as truth values.
  public Tensor compare(Comparison direction, Tensor other) {
    return tracer.apply1(
        new Op.Compare(direction), spreadTo(other, "compare"), other.spreadTo(this, "compare"));
  }

  /// `this direction other`.
  public Tensor compare(Comparison direction, double other) {
    return compare(direction, scalar(other));
  }

  /// Logical function of truth values, elementwise.
  public Tensor logical(LogicalFunction function, Tensor other) {
    return tracer.apply1(
        new Op.Logical(function),
        spreadTo(other, function.text()),
        other.spreadTo(this, function.text()));
  }

  /// Logical negation.
  public Tensor not() {
    return tracer.apply1(new Op.Not(), this);
  }

  /// `this ? whenTrue : whenFalse`, elementwise, of truth values.
  public Tensor select(Tensor whenTrue, Tensor whenFalse) {
    Tensor widest = shape().rank() > 0 ? this : whenTrue.shape().rank() > 0 ? whenTrue : whenFalse;
    return tracer.apply1(
        new Op.Select(),
        spreadTo(widest, "select"),
        whenTrue.spreadTo(widest, "select"),
        whenFalse.spreadTo(widest, "select"));
  }

  /// This where `condition` holds, `otherwise` elsewhere.
  public Tensor where(Tensor condition, Tensor otherwise) {
    return condition.select(this, otherwise);
  }

  /// Element `index` of a vector, as a scalar.
  public Tensor get(int index) {
    if (shape().rank() != 1) {
      throw tracer.complaint("get: tensor of shape [" + shape() + "] is not a vector");
    }
    if (index < 0 || index >= shape().dim(0)) {
      throw tracer.complaint("get: index " + index + " is outside 0.." + (shape().dim(0) - 1));
    }
    return slice(index, index + 1).reshape(Shape.SCALAR);
  }

  /// The part `from` (inclusive) to `to` (exclusive) of the leading axis.
  public Tensor slice(int from, int to) {
    List<Integer> start = new ArrayList<>();
    List<Integer> limit = new ArrayList<>();
    List<Integer> stride = new ArrayList<>();
    for (int axis = 0; axis < shape().rank(); axis++) {
      start.add(axis == 0 ? from : 0);
      limit.add(axis == 0 ? to : shape().dim(axis));
      stride.add(1);
    }
    return tracer.apply1(new Op.Slice(start, limit, stride), this);
  }

  /// The slices of the leading axis that `index`, whole numbers, names: `result[p, ...] =
  /// this[index[p], ...]`. Indices outside take the nearest slice, see [Op.Gather].
  public Tensor gather(Tensor index) {
    return tracer.apply1(new Op.Gather(), this, index);
  }

  /// This with `updates[p, ...]` added to slice `index[p]` of the leading axis, see
  /// [Op.ScatterAdd].
  public Tensor scatterAdd(Tensor index, Tensor updates) {
    return tracer.apply1(new Op.ScatterAdd(), this, index, updates);
  }

  /// The elements in opposite order along each of `axes`.
  public Tensor reverse(int... axes) {
    return tracer.apply1(new Op.Reverse(sorted(axes)), this);
  }

  /// Sums of the first, the first two, ... elements along `axis`, see [Op.CumulativeSum].
  public Tensor cumulativeSum(int axis) {
    return tracer.apply1(new Op.CumulativeSum(axis), this);
  }

  /// The same elements in row-major order under another shape.
  public Tensor reshape(Shape shape) {
    return shape.equals(shape()) ? this : tracer.apply1(new Op.Reshape(shape), this);
  }

  /// The axes in reverse order.
  public Tensor transpose() {
    int rank = shape().rank();
    return tracer.apply1(
        new Op.Transpose(IntStream.range(0, rank).mapToObj(axis -> rank - 1 - axis).toList()),
        this);
  }

  /// A scalar repeated to `shape`.
  public Tensor broadcast(Shape shape) {
    if (shape().rank() != 0) {
      throw tracer.complaint("broadcast: tensor of shape [" + shape() + "] is not a scalar");
    }
    return shape.rank() == 0 ? this : tracer.apply1(new Op.BroadcastInDim(shape, List.of()), this);
  }

  private static List<Integer> sorted(int... axes) {
    return Arrays.stream(axes).sorted().boxed().toList();
  }

  /// Axis `i` of the result is axis `permutation[i]` of this.
  public Tensor transpose(int... permutation) {
    return tracer.apply1(new Op.Transpose(Arrays.stream(permutation).boxed().toList()), this);
  }

  /// Sums over the axes `axes`, which vanish.
  public Tensor sum(int... axes) {
    return tracer.apply1(new Op.Reduce(Reduction.SUM, sorted(axes)), this);
  }

  /// Sum of all elements.
  public Tensor sum() {
    return tracer.apply1(
        new Op.Reduce(Reduction.SUM, IntStream.range(0, shape().rank()).boxed().toList()), this);
  }

  /// Mean of all elements.
  public Tensor mean() {
    return sum().dividedBy(shape().size());
  }

  /// Contraction of the last axis of this with the first of `other`: matrix-vector, matrix-matrix,
  /// or inner product.
  public Tensor dot(Tensor other) {
    if (shape().rank() == 0 || other.shape().rank() == 0) {
      throw tracer.complaint(
          "dot: shapes [" + shape() + "] and [" + other.shape() + "] need at least one axis each");
    }
    return tracer.apply1(
        new Op.DotGeneral(List.of(shape().rank() - 1), List.of(0), List.of(), List.of()),
        this,
        other);
  }

  /// Matrix product of the last two axes; leading axes, a stack of matrices, must be equal.
  public Tensor matmul(Tensor other) {
    return MatrixProduct.of(this, other);
  }

  /// The solution x of `this x = b` for a square matrix; see [LuFactors] to solve more than once.
  public Tensor solve(Tensor b) {
    return LuFactors.of(this).solve(b);
  }

  /// Sum over lanes; a shared tensor counts once a lane.
  public Tensor laneSum() {
    return tracer.apply1(new Op.LaneReduce(), this);
  }

  /// This value with derivative zero.
  public Tensor stopGradient() {
    return tracer.apply1(new Op.StopGradient(), this);
  }

  /// This in element type `type`: itself if it is, else converted, see [Op.Convert].
  public Tensor in(DType type) {
    return dtype() == type ? this : tracer.apply1(new Op.Convert(type), this);
  }

  /// A scalar constant of this tensor's element type.
  public Tensor scalar(double number) {
    return tracer.constant(dtype(), number);
  }

  /// Zeros of this tensor's type.
  public Tensor zeros() {
    return tracer.constant(Literal.filled(type(), 0));
  }

  /// Vectors and scalars one after another as one vector.
  public static Tensor concatenate(List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concatenate: no parts");
    }
    List<Tensor> vectors = new ArrayList<>();
    for (Tensor part : parts) {
      vectors.add(part.shape().rank() == 0 ? part.reshape(Shape.of(1)) : part);
    }
    return vectors.getFirst().tracer.apply(new Op.Concatenate(0), vectors).getFirst();
  }

  /// Tensors of one shape as the slices of a new leading axis.
  public static Tensor stack(List<Tensor> slices) {
    if (slices.isEmpty()) {
      throw new IllegalArgumentException("stack: no slices");
    }
    List<Tensor> rows = new ArrayList<>();
    for (Tensor slice : slices) {
      List<Integer> dims = new ArrayList<>(List.of(1));
      dims.addAll(slice.shape().dims());
      rows.add(slice.reshape(new Shape(dims)));
    }
    return slices.getFirst().tracer.apply(new Op.Concatenate(0), rows).getFirst();
  }

  /// Vectors and scalars one after another as one vector.
  public static Tensor concatenate(Tensor... parts) {
    return concatenate(List.of(parts));
  }

  private Tensor spreadTo(Tensor other, String operation) {
    if (shape().equals(other.shape()) || other.shape().rank() == 0) {
      return this;
    }
    if (shape().rank() != 0) {
      throw tracer.complaint(
          operation + ": shapes [" + shape() + "] and [" + other.shape() + "] differ");
    }
    return broadcast(other.shape());
  }

  @Override
  public String toString() {
    return "Tensor(" + value + ")";
  }
}
