package dev.odeon.nn.trace;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Reductions over axes, which vanish from the shape. Every element counts if no axis is named;
/// axes may be named in any order.
public final class Reductions {
  private Reductions() {}

  /// Sums.
  public static Tensor sum(Tensor x, int... axes) {
    return reduce(Reduction.SUM, x, axes);
  }

  /// Products, in ascending order.
  public static Tensor product(Tensor x, int... axes) {
    return reduce(Reduction.PRODUCT, x, axes);
  }

  /// The largest elements; NaN if any is. Elements that share the maximum share its derivative.
  public static Tensor max(Tensor x, int... axes) {
    return reduce(Reduction.MAX, x, axes);
  }

  /// The smallest elements; NaN if any is. Elements that share the minimum share its derivative.
  public static Tensor min(Tensor x, int... axes) {
    return reduce(Reduction.MIN, x, axes);
  }

  /// Means: sums divided by the number of elements that each counts.
  public static Tensor mean(Tensor x, int... axes) {
    Tensor sum = sum(x, axes);
    return sum.dividedBy((double) x.shape().size() / sum.shape().size());
  }

  /// Variances without Bessel's correction: means of `(x - mean)^2`, from a second pass over the
  /// elements.
  public static Tensor variance(Tensor x, int... axes) {
    Tensor deviation = x.minus(spread(mean(x, axes), x.shape(), axes));
    return mean(deviation.times(deviation), axes);
  }

  /// `log(sum(exp(x)))` without overflow; its derivative is the softmax. No number but -Infinity
  /// gives -Infinity, any +Infinity gives +Infinity.
  public static Tensor logSumExp(Tensor x, int... axes) {
    Tensor shift = shift(x, axes);
    Tensor shifted = x.minus(spread(shift, x.shape(), axes));
    return sum(shifted.exp(), axes).log().plus(shift);
  }

  /// `reduced`, the result of a reduction over `axes`, repeated to the shape `shape` that was
  /// reduced.
  public static Tensor spread(Tensor reduced, Shape shape, int... axes) {
    List<Integer> folded = folded(shape, axes);
    List<Integer> kept = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (!folded.contains(axis)) {
        kept.add(axis);
      }
    }
    return reduced.tracer().apply1(new Op.BroadcastInDim(shape, kept), reduced);
  }

  /// The largest elements as constants, 0 where that is infinite: what an exponential may be
  /// shifted by without changing any derivative.
  static Tensor shift(Tensor x, int... axes) {
    Tensor largest = max(x, axes).stopGradient();
    Tensor finite = largest.abs().compare(Comparison.LT, Double.POSITIVE_INFINITY);
    Tensor usable = finite.logical(LogicalFunction.OR, largest.compare(Comparison.NE, largest));
    return usable.select(largest, largest.scalar(0));
  }

  private static Tensor reduce(Reduction kind, Tensor x, int... axes) {
    return x.tracer().apply1(new Op.Reduce(kind, folded(x.shape(), axes)), x);
  }

  private static List<Integer> folded(Shape shape, int... axes) {
    return axes.length == 0
        ? IntStream.range(0, shape.rank()).boxed().toList()
        : Arrays.stream(axes).sorted().boxed().toList();
  }
}
