package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reverse rules of the primitives that move elements: each is the transpose of a table of sources.
final class MovementRules {
  private MovementRules() {}

  static Tensor broadcast(VjpRules.Site at, Op.BroadcastInDim op) {
    Shape from = at.x().getFirst().shape();
    List<Integer> repeated = new ArrayList<>();
    for (int axis = 0; axis < op.shape().rank(); axis++) {
      int source = op.axes().indexOf(axis);
      if (source < 0 || (from.dim(source) == 1 && op.shape().dim(axis) != 1)) {
        repeated.add(axis);
      }
    }
    return at.tracer().apply1(new Op.Reduce(Reduction.SUM, repeated), at.cotangent()).reshape(from);
  }

  static Tensor transpose(VjpRules.Site at, Op.Transpose op) {
    List<Integer> inverse = new ArrayList<>(Collections.nCopies(op.permutation().size(), 0));
    for (int axis = 0; axis < inverse.size(); axis++) {
      inverse.set(op.permutation().get(axis), axis);
    }
    return at.tracer().apply1(new Op.Transpose(inverse), at.cotangent());
  }

  static Tensor slice(VjpRules.Site at, Op.Slice op) {
    Shape from = at.x().getFirst().shape();
    Shape to = at.y().getFirst().shape();
    List<Integer> high = new ArrayList<>();
    List<Integer> interior = new ArrayList<>();
    for (int axis = 0; axis < from.rank(); axis++) {
      int stride = op.stride().get(axis);
      int covered = to.dim(axis) == 0 ? 0 : (to.dim(axis) - 1) * stride + 1;
      high.add(from.dim(axis) - op.start().get(axis) - covered);
      interior.add(stride - 1);
    }
    return at.tracer().apply1(new Op.Pad(op.start(), high, interior), at.cotangent());
  }

  static Tensor pad(VjpRules.Site at, Op.Pad op) {
    Shape from = at.x().getFirst().shape();
    List<Integer> limit = new ArrayList<>();
    List<Integer> stride = new ArrayList<>();
    for (int axis = 0; axis < from.rank(); axis++) {
      int step = op.interior().get(axis) + 1;
      int covered = from.dim(axis) == 0 ? 0 : (from.dim(axis) - 1) * step + 1;
      limit.add(op.low().get(axis) + covered);
      stride.add(step);
    }
    return at.tracer().apply1(new Op.Slice(op.low(), limit, stride), at.cotangent());
  }

  static List<@Nullable Tensor> concatenate(VjpRules.Site at, Op.Concatenate op) {
    List<@Nullable Tensor> parts = new ArrayList<>();
    Shape whole = at.y().getFirst().shape();
    int from = 0;
    for (int i = 0; i < at.x().size(); i++) {
      int extent = at.x().get(i).shape().dim(op.axis());
      List<Integer> start = new ArrayList<>(Collections.nCopies(whole.rank(), 0));
      List<Integer> limit = new ArrayList<>(whole.dims());
      start.set(op.axis(), from);
      limit.set(op.axis(), from + extent);
      List<Integer> stride = Collections.nCopies(whole.rank(), 1);
      parts.add(
          at.wants(i)
              ? at.tracer().apply1(new Op.Slice(start, limit, stride), at.cotangent())
              : null);
      from += extent;
    }
    return parts;
  }
}
