package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Philox;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.BrownianMotion;
import java.util.List;

/// A Brownian path whose value at a time is found by halving the span again and again: the value in
/// the middle of an interval of length tau is the mean of those at its ends, and a normal number
/// times `sqrt(tau) / 2`. The counter of a node's number is its place in the binary tree.
///
/// @param tree span and levels
/// @param philox the generator of one trajectory
/// @param type `[m]`
record BrownianTree(BrownianMotion.Tree tree, Philox philox, TensorType type) {
  /// Places in what the loop carries.
  private static final int NODE = 0;

  private static final int PART = 1;
  private static final int DEVIATION = 2;
  private static final int LEFT = 3;
  private static final int RIGHT = 4;

  /// W at time `t`, `[m]`.
  Tensor at(Tensor t) {
    double length = tree.span().end() - tree.span().start();
    Tensor part = t.minus(tree.span().start()).dividedBy(length).clamp(0, 1).stopGradient();
    Tensor root = Brownian.whole(t, 0);
    Tensor end = philox.normal(root, type).times(Math.sqrt(length));
    List<Tensor> start =
        List.of(Brownian.whole(t, 1), part, t.scalar(0.5 * Math.sqrt(length)), end.zeros(), end);
    List<Tensor> cell =
        Loop.whileTrue(
            List.of(philox.seed(), philox.lane()),
            start,
            (_, x) ->
                x.get(NODE)
                    .compare(Comparison.LT, Brownian.whole(x.get(NODE), 1L << tree.levels())),
            this::halve);
    Tensor left = cell.get(LEFT);
    return cell.get(RIGHT).minus(left).fma(cell.get(PART), left);
  }

  /// From an interval to that half of it in which the time lies.
  private List<Tensor> halve(List<Tensor> key, List<Tensor> interval) {
    Tensor node = interval.get(NODE);
    Tensor deviation = interval.get(DEVIATION);
    Tensor left = interval.get(LEFT);
    Tensor right = interval.get(RIGHT);
    Tensor bend = Philox.of(key.get(0), key.get(1)).normal(node, type);
    Tensor middle = bend.fma(deviation, left.plus(right).times(0.5));
    Tensor twice = interval.get(PART).times(2);
    Tensor isLate = twice.compare(Comparison.GE, 1);
    Tensor late = Brownian.convert(isLate, DType.I64);
    Tensor all = isLate.broadcast(type.shape());
    return List.of(
        node.plus(node).plus(late),
        isLate.select(twice.minus(1), twice),
        deviation.times(Math.sqrt(0.5)),
        all.select(middle, left),
        all.select(right, middle));
  }
}
