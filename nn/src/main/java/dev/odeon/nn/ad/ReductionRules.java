package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reverse rules of reductions and contractions.
final class ReductionRules {
  private ReductionRules() {}

  static Tensor reduce(VjpRules.Site at, Op.Reduce op) {
    Tensor x = at.x().getFirst();
    Tensor w = spread(at.tracer(), at.cotangent(), x.shape(), op.axes());
    return switch (op.kind()) {
      case SUM -> w;
      case PRODUCT -> w.times(ProductOfOthers.of(x, op.axes()));
      case MAX, MIN -> {
        Tensor attained =
            x.compare(Comparison.EQ, spread(at.tracer(), at.y().getFirst(), x.shape(), op.axes()));
        Tensor ones = attained.select(x.scalar(1), x.scalar(0));
        Tensor ties = at.tracer().apply1(new Op.Reduce(Reduction.SUM, op.axes()), ones);
        yield w.times(ones).dividedBy(spread(at.tracer(), ties, x.shape(), op.axes()));
      }
    };
  }

  /// `reduced` repeated along the axes that were folded away.
  static Tensor spread(Tracer tracer, Tensor reduced, Shape shape, List<Integer> folded) {
    List<Integer> kept = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (!folded.contains(axis)) {
        kept.add(axis);
      }
    }
    return folded.isEmpty() ? reduced : tracer.apply1(new Op.BroadcastInDim(shape, kept), reduced);
  }

  static List<@Nullable Tensor> dot(VjpRules.Site at, Op.DotGeneral op) {
    Tensor x = at.x().get(0);
    Tensor y = at.x().get(1);
    Tensor w = at.cotangent();
    int batch = op.leftBatch().size();
    List<Integer> leftFree = free(x.shape(), op.leftBatch(), op.leftContracting());
    List<Integer> rightFree = free(y.shape(), op.rightBatch(), op.rightContracting());
    Tensor left = null;
    if (at.wants(0)) {
      List<Integer> contracted =
          range(batch + leftFree.size(), batch + leftFree.size() + rightFree.size());
      Op.DotGeneral product =
          new Op.DotGeneral(contracted, rightFree, range(0, batch), op.rightBatch());
      Tensor raw = at.tracer().apply1(product, w, y);
      left =
          arrange(
              at.tracer(),
              raw,
              op.leftBatch(),
              leftFree,
              sorted(op.rightContracting(), op.leftContracting()));
    }
    Tensor right = null;
    if (at.wants(1)) {
      List<Integer> contracted = range(batch, batch + leftFree.size());
      Op.DotGeneral product =
          new Op.DotGeneral(contracted, leftFree, range(0, batch), op.leftBatch());
      Tensor raw = at.tracer().apply1(product, w, x);
      right =
          arrange(
              at.tracer(),
              raw,
              op.rightBatch(),
              rightFree,
              sorted(op.leftContracting(), op.rightContracting()));
    }
    return VjpRules.list(left, right);
  }

  /// Puts the axes of `raw` (batch, free, contracted) where the operand has them.
  private static Tensor arrange(
      Tracer tracer,
      Tensor raw,
      List<Integer> batch,
      List<Integer> free,
      List<Integer> contracted) {
    List<Integer> placed = new ArrayList<>(batch);
    placed.addAll(free);
    placed.addAll(contracted);
    List<Integer> permutation = new ArrayList<>();
    for (int axis = 0; axis < placed.size(); axis++) {
      permutation.add(placed.indexOf(axis));
    }
    return permutation.equals(range(0, placed.size()))
        ? raw
        : tracer.apply1(new Op.Transpose(permutation), raw);
  }

  /// `partners` in the order in which a product leaves the ascending axes `axes` free.
  private static List<Integer> sorted(List<Integer> axes, List<Integer> partners) {
    List<Integer> ascending = axes.stream().sorted().toList();
    return ascending.stream().map(axis -> partners.get(axes.indexOf(axis))).toList();
  }

  private static List<Integer> free(Shape shape, List<Integer> batch, List<Integer> contracting) {
    return range(0, shape.rank()).stream()
        .filter(axis -> !batch.contains(axis) && !contracting.contains(axis))
        .toList();
  }

  private static List<Integer> range(int from, int to) {
    return java.util.stream.IntStream.range(from, to).boxed().toList();
  }
}
