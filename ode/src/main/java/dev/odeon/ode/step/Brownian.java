package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Philox;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;
import java.util.Optional;

/// The increments of W over a step, traced: functions of the path's parameters and the times of the
/// step alone, constants to differentiation.
///
/// @param philox the generator of one trajectory
/// @param motion where increments come from
/// @param type `[m]`
record Brownian(Philox philox, BrownianMotion motion, TensorType type) {

  /// For `field`, which has noise.
  ///
  /// @param p its parameters
  static Brownian of(FieldGraph field, List<Tensor> p) {
    Diffusion diffusion = field.diffusion().orElseThrow();
    TensorType state = field.graph().inputs().get(1).type();
    Philox philox =
        Philox.of(
            whole(p.get(field.parameterNames().indexOf(Diffusion.SEED))),
            whole(p.get(field.parameterNames().indexOf(Diffusion.TRAJECTORY))));
    return new Brownian(philox, diffusion.motion(), state.withShape(Shape.of(diffusion.noises())));
  }

  /// `W(t + h) - W(t)`, `[m]`.
  Tensor increment(Tensor t, Tensor h) {
    return switch (motion) {
      case BrownianMotion.Increments _ -> draws(t, 1).times(h.sqrt());
      case BrownianMotion.Tree tree -> {
        BrownianTree path = new BrownianTree(tree, philox, type);
        yield path.at(t.plus(h)).minus(path.at(t));
      }
    };
  }

  /// I, the increment, and J, the integral of `W(s) - W(t)` over the step: with I of the two normal
  /// numbers u and v, `I = sqrt(h) u`, `J = h sqrt(h) (u + v / sqrt(3)) / 2`. Kloeden and Platen,
  /// Numerical Solution of Stochastic Differential Equations, equation (10.4.3).
  Optional<Pair> withIntegral(Tensor t, Tensor h) {
    return switch (motion) {
      case BrownianMotion.Increments _ -> {
        Tensor both = draws(t, 2);
        int m = type.size();
        Tensor u = both.slice(0, m).times(h.sqrt());
        Tensor v = both.slice(m, 2 * m).times(h.sqrt());
        Tensor j = v.fma(v.scalar(1 / Math.sqrt(3)), u).times(h.times(0.5));
        yield Optional.of(new Pair(u, j));
      }
      case BrownianMotion.Tree _ -> Optional.empty();
    };
  }

  /// @param increment I, `[m]`
  /// @param integral J, `[m]`
  record Pair(Tensor increment, Tensor integral) {}

  /// Normal numbers made of the bits of the time.
  private Tensor draws(Tensor t, int times) {
    Tensor zero = t.scalar(0);
    // -0 is the same time as 0.
    Tensor time = t.compare(Comparison.EQ, 0).select(zero, t);
    Tensor wide = convert(time, DType.F64);
    Tensor bits = wide.tracer().apply1(new Op.BitcastConvert(DType.I64), wide);
    return philox.normal(bits, type.withShape(Shape.of(times * type.size())));
  }

  static Tensor convert(Tensor x, DType type) {
    return x.dtype() == type ? x : x.tracer().apply1(new Op.Convert(type), x);
  }

  private static Tensor whole(Tensor number) {
    return convert(number.stopGradient(), DType.I64);
  }

  static Tensor whole(Tensor like, long number) {
    return like.tracer().constant(Literal.ofIntegers(TensorType.scalar(DType.I64), number));
  }
}
