package dev.odeon.ode.step;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.method.StochasticScheme;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Steps of a stochastic method. It carries nothing: what a step computes depends on its beginning,
/// its size and the parameters, the path's among them.
record StochasticRule(FieldGraph field, StochasticMethod method) implements StepRule {
  /// @throws IllegalArgumentException if the noise of `field` is not what the method takes
  static StochasticRule of(FieldGraph field, StochasticMethod method) {
    NoiseForm.check(field, method);
    return new StochasticRule(field, method);
  }

  private Diffusion diffusion() {
    return field.diffusion().orElseThrow();
  }

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  @Override
  public List<TensorType> memory() {
    return List.of();
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of();
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    Tensor t = point.t();
    Tensor h = point.h();
    Tensor y = point.y();
    Brownian motion = Brownian.of(field, point.p());
    List<Tensor> first = Stages.evaluate(field, t, y, point.p());
    Tensor drifted = first.getFirst().fma(h, y);
    return switch (method.scheme()) {
      case EULER_MARUYAMA -> {
        Tensor g = noise(t, y, point.p());
        yield trial(drifted.plus(along(g, motion.increment(t, h))), guards(first));
      }
      case MILSTEIN -> trial(milstein(point, motion.increment(t, h), drifted), guards(first));
      case EULER_HEUN -> {
        Tensor i = motion.increment(t, h);
        Tensor g = noise(t, y, point.p());
        Tensor after = noise(t.plus(h), y.plus(along(g, i)), point.p());
        yield trial(drifted.plus(along(g.plus(after).times(0.5), i)), guards(first));
      }
      case HEUN -> heun(point, motion.increment(t, h), first);
      case SRA1 -> sra1(point, motion.withIntegral(t, h).orElseThrow(), first);
    };
  }

  private Tensor milstein(StepPoint point, Tensor i, Tensor drifted) {
    Tensor y = point.y();
    List<Tensor> pushed = pushed(point);
    // One component with one noise may be a matrix.
    Tensor g = pushed.getFirst().reshape(y.shape());
    Tensor slope = pushed.getLast().reshape(y.shape());
    Tensor square =
        switch (diffusion().calculus()) {
          case ITO -> i.times(i).minus(point.h());
          case STRATONOVICH -> i.times(i);
        };
    // Each noise depends on its component alone, so the derivative along g is g g'.
    return drifted.plus(g.times(i)).plus(slope.times(square.times(0.5)));
  }

  /// g and its derivative in the direction of g.
  private List<Tensor> pushed(StepPoint point) {
    Graph jvp = ForwardMode.jvp(diffusion().graph(), List.of(1));
    Tensor g = noise(point.t(), point.y(), point.p());
    List<Tensor> arguments = new ArrayList<>(List.of(point.t(), point.y()));
    arguments.addAll(point.p());
    arguments.add(g.reshape(point.y().shape()));
    return g.tracer().call(jvp, arguments);
  }

  private Trial heun(StepPoint point, Tensor i, List<Tensor> first) {
    Tensor h = point.h();
    Tensor y = point.y();
    Tensor f = first.getFirst();
    Tensor g = noise(point.t(), y, point.p());
    Tensor end = point.t().plus(h);
    Tensor guess = f.fma(h, y).plus(along(g, i));
    List<Tensor> second = Stages.evaluate(field, end, guess, point.p());
    Tensor after = noise(end, guess, point.p());
    Tensor drift = f.plus(second.getFirst()).times(0.5);
    Tensor y1 = drift.fma(h, y).plus(along(g.plus(after).times(0.5), i));
    return trial(y1, Stages.both(guards(first), guards(second)));
  }

  private Trial sra1(StepPoint point, Brownian.Pair motion, List<Tensor> first) {
    Tensor h = point.h();
    Tensor y = point.y();
    Tensor f = first.getFirst();
    Tensor g = noise(point.t(), y, point.p());
    Tensor after = noise(point.t().plus(h), y, point.p());
    Tensor mean = motion.integral().dividedBy(h);
    Tensor guess = f.times(0.75).fma(h, y).plus(along(after, mean.times(1.5)));
    Tensor later = h.fma(h.scalar(0.75), point.t());
    List<Tensor> second = Stages.evaluate(field, later, guess, point.p());
    Tensor drift = f.times(1.0 / 3).plus(second.getFirst().times(2.0 / 3));
    Tensor y1 =
        drift.fma(h, y).plus(along(after, motion.increment())).minus(along(after.minus(g), mean));
    return trial(y1, Stages.both(guards(first), guards(second)));
  }

  private static List<Tensor> guards(List<Tensor> evaluated) {
    return evaluated.subList(1, evaluated.size());
  }

  private Tensor noise(Tensor t, Tensor y, List<Tensor> p) {
    List<Tensor> arguments = new ArrayList<>(List.of(t, y));
    arguments.addAll(p);
    return y.tracer().call(diffusion().graph(), arguments).getFirst();
  }

  /// `g x`, `[d]`, for x of the noises.
  private Tensor along(Tensor g, Tensor x) {
    return diffusion().isDiagonal() ? g.times(x) : g.dot(x);
  }

  private static Trial trial(Tensor y1, List<Tensor> guards) {
    return new Trial(
        y1, y1.scalar(0), Optional.empty(), List.of(), List.of(), List.of(y1), guards, List.of());
  }

  @Override
  public List<TensorType> dense() {
    return List.of(state());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    return dense.getFirst().minus(point.y()).fma(theta, point.y());
  }

  @Override
  public int errorExponent() {
    return method.order() + 1;
  }

  @Override
  public Work work() {
    boolean isTwice =
        method.scheme() == StochasticScheme.HEUN || method.scheme() == StochasticScheme.SRA1;
    return new Work.Constant(isTwice ? 2 : 1, 0, 0);
  }
}
