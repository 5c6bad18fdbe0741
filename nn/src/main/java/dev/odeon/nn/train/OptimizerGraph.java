package dev.odeon.nn.train;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.ClipNorm;
import dev.odeon.nn.optim.Descent;
import dev.odeon.nn.optim.Momentum;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.RmsProp;
import dev.odeon.nn.trace.Reductions;
import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// Steps of optimisers as graphs: the same operations in the same order as [Optimizer#update], so
/// the same bits.
final class OptimizerGraph {
  /// The numbers of a step that are known beforehand: its size, and what Adam divides its means by.
  static final int FACTORS = 3;

  private final Tensor factors;
  private final Tensor norm;

  /// @param factors `[3]`, see [#factors]
  /// @param norm of the gradient
  OptimizerGraph(Tensor factors, Tensor norm) {
    this.factors = factors;
    this.norm = norm;
  }

  /// The factors of step `step`, from 1, of size `rate`.
  static double[] factors(Optimizer optimizer, double rate, long step) {
    return switch (optimizer) {
      case Descent _, Momentum _, RmsProp _ -> new double[] {rate, 1, 1};
      case Adam adam ->
          new double[] {
            rate,
            1 - StrictMath.pow(adam.beta1(), (double) step),
            1 - StrictMath.pow(adam.beta2(), (double) step)
          };
      case ClipNorm clip -> factors(clip.rule(), rate, step);
    };
  }

  /// The Euclidean norm as [dev.odeon.nn.optim.Vectors#norm] computes it.
  static Tensor norm(Tensor g) {
    Tensor largest = Reductions.max(g.abs());
    Tensor part = g.dividedBy(largest.broadcast(g.shape()));
    Tensor sum = part.times(part).cumulativeSum(0).get(g.shape().size() - 1);
    Tensor isUsable =
        isFinite(largest).logical(LogicalFunction.AND, largest.compare(Comparison.NE, 0));
    return isUsable.select(largest.times(sum.sqrt()), largest);
  }

  static Tensor isFinite(Tensor x) {
    return x.abs().compare(Comparison.LT, Double.POSITIVE_INFINITY);
  }

  /// The parameters after the step, and then the memory, in the order of the optimiser's state.
  ///
  /// @param p parameters, `[n]`
  /// @param memory vectors of the optimiser's state
  /// @param g gradient
  List<Tensor> update(Optimizer optimizer, Tensor p, List<Tensor> memory, Tensor g) {
    Tensor rate = factors.get(0).broadcast(p.shape());
    return switch (optimizer) {
      case Descent _ -> List.of(p.minus(rate.times(g)));
      case Momentum momentum -> {
        Tensor velocity = memory.getFirst().times(momentum.decay()).plus(rate.times(g));
        yield List.of(p.minus(velocity), velocity);
      }
      case RmsProp rms -> {
        Tensor square = mean(memory.getFirst(), g.times(g), rms.decay());
        Tensor step = rate.times(g).dividedBy(square.sqrt().plus(rms.epsilon()));
        yield List.of(p.minus(step), square);
      }
      case Adam adam -> {
        Tensor first = mean(memory.get(0), g, adam.beta1());
        Tensor second = mean(memory.get(1), g.times(g), adam.beta2());
        Tensor unbiased = first.dividedBy(factors.get(1).broadcast(p.shape()));
        Tensor square = second.dividedBy(factors.get(2).broadcast(p.shape()));
        Tensor step = rate.times(unbiased).dividedBy(square.sqrt().plus(adam.epsilon()));
        yield List.of(p.minus(step), first, second);
      }
      case ClipNorm clip -> {
        Tensor clipped = g.dividedBy(norm.broadcast(g.shape())).times(clip.limit());
        Tensor isShort = norm.compare(Comparison.LE, clip.limit()).broadcast(g.shape());
        yield update(clip.rule(), p, memory, isShort.select(g, clipped));
      }
    };
  }

  private static Tensor mean(Tensor before, Tensor now, double decay) {
    return before.times(decay).plus(now.times(1 - decay));
  }
}
