package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Window;
import dev.odeon.nn.graph.WindowReduction;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Derivatives of [Op.ReduceWindow]. A maximum is a gather by the numbers of the first largest
/// elements; a sum is linear, its transpose the sum over a window that moves by one over the
/// cotangent, dilated by the stride.
final class PoolingRules {
  private PoolingRules() {}

  static Tensor push(JvpRules.Site at, Op.ReduceWindow op) {
    return switch (op.kind()) {
      case SUM -> at.tracer().apply1(op, at.only());
      case MAX -> flat(at.only()).gather(first(at.x().getFirst(), op.window()));
    };
  }

  static Tensor pullBack(VjpRules.Site at, Op.ReduceWindow op) {
    Tensor x = at.x().getFirst();
    return switch (op.kind()) {
      case SUM -> sum(at, op.window());
      case MAX ->
          flat(x.zeros()).scatterAdd(first(x, op.window()), at.cotangent()).reshape(x.shape());
    };
  }

  private static Tensor first(Tensor x, Window window) {
    return x.tracer().apply1(new Op.ArgMaxWindow(window), x);
  }

  private static Tensor flat(Tensor x) {
    return x.reshape(Shape.of(x.shape().size()));
  }

  private static Tensor sum(VjpRules.Site at, Window window) {
    Shape x = at.x().getFirst().shape();
    Shape y = at.y().getFirst().shape();
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    List<Integer> interior = new ArrayList<>();
    for (int axis = 0; axis < x.rank(); axis++) {
      int stride = window.stride().get(axis);
      low.add(window.size().get(axis) - 1 - window.low().get(axis));
      high.add(x.dim(axis) - 1 + window.low().get(axis) - (y.dim(axis) - 1) * stride);
      interior.add(stride - 1);
    }
    Tensor spread = at.tracer().apply1(new Op.Pad(low, high, interior), at.cotangent());
    List<Integer> ones = Collections.nCopies(x.rank(), 1);
    List<Integer> zeros = Collections.nCopies(x.rank(), 0);
    Window byOne = new Window(window.size(), ones, zeros, zeros);
    return at.tracer().apply1(new Op.ReduceWindow(WindowReduction.SUM, byOne), spread);
  }
}
