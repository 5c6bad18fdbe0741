package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Steps of the Runge-Kutta-Chebyshev method. It carries the derivative at the current state and
/// the estimate of the spectral radius; equation numbers are those of Sommeijer, Shampine and
/// Verwer (1998).
record ChebyshevRule(FieldGraph field, RungeKuttaChebyshev method) implements StepRule {
  /// The damping, section 2.1.
  private static final double DAMPING = 2.0 / 13;

  /// How much larger than its estimate the spectral radius may be.
  private static final double SAFETY = 1.2;

  /// Iterations that follow the spectral radius from step to step.
  private static final int ITERATIONS = 2;

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  @Override
  public List<TensorType> memory() {
    return List.of(state(), state(), TensorType.scalar(state().dtype()));
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    SpectralRadius estimate = SpectralRadius.begin(field, t, y, derivative, p);
    return List.of(derivative, estimate.vector(), estimate.radius());
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    Tensor f0 = point.memory().getFirst();
    SpectralRadius estimate =
        new SpectralRadius(point.memory().get(1), point.memory().get(2))
            .refine(field, point.t(), point.y(), point.p(), ITERATIONS);
    Tensor s = stages(point.h().abs().times(estimate.radius()).times(SAFETY));
    Tensor affordable = s.compare(Comparison.LE, method.mostStages());
    Tensor bounded = s.min(s.scalar(method.mostStages()));
    List<Tensor> reached = recur(point, f0, bounded);
    Tensor y1 = reached.getFirst();
    List<Tensor> evaluated = Stages.evaluate(field, point.t().plus(point.h()), y1, point.p());
    Tensor f1 = evaluated.getFirst();
    List<Tensor> guards = new ArrayList<>();
    for (int i = 1; i < evaluated.size(); i++) {
      guards.add(reached.get(i).logical(LogicalFunction.AND, evaluated.get(i)));
    }
    Tensor error =
        switch (norm) {
          case ErrorNorm.Ignored _ -> point.t().scalar(0);
          case ErrorNorm.Weighted weighted -> weighted.of(error(point, y1, f0, f1), point.y(), y1);
        };
    Tensor infinite = s.scalar(Double.POSITIVE_INFINITY);
    List<Tensor> kept = List.of(f0, estimate.vector(), estimate.radius());
    return new Trial(
        y1,
        affordable.select(error, infinite),
        Optional.empty(),
        List.of(f1, estimate.vector(), estimate.radius()),
        kept,
        List.of(f0, f1, y1),
        guards,
        List.of(bounded.plus(ITERATIONS), bounded.scalar(0), bounded.scalar(0)));
  }

  /// The least number of stages that is stable for `z = h rho`: equation (2.9) solved for s.
  private static Tensor stages(Tensor z) {
    Tensor root = z.fma(z.scalar(1.54), z.scalar(1)).sqrt();
    return root.unary(UnaryFunction.FLOOR).plus(1).max(z.scalar(2));
  }

  /// Equation (2.20).
  private static Tensor error(StepPoint point, Tensor y1, Tensor f0, Tensor f1) {
    return point.y().minus(y1).times(0.8).plus(f0.plus(f1).times(point.h()).times(0.4));
  }

  /// Values of the Chebyshev polynomials of two neighbouring degrees at w0, with their first and
  /// second derivatives: six scalars T, T', T'' of degree j - 2, then of degree j - 1; returns
  /// those of degrees j - 1 and j.
  private static List<Tensor> polynomials(List<Tensor> x, Tensor w0) {
    Tensor twice = w0.times(2);
    Tensor value = x.get(3).fma(twice, x.get(0).negate());
    Tensor first = x.get(4).fma(twice, x.get(3).times(2).minus(x.get(1)));
    Tensor second = x.get(5).fma(twice, x.get(4).times(4).minus(x.get(2)));
    return List.of(x.get(3), x.get(4), x.get(5), value, first, second);
  }

  private static List<Tensor> firstPolynomials(Tensor w0) {
    Tensor zero = w0.scalar(0);
    Tensor one = w0.scalar(1);
    return List.of(one, zero, zero, w0, one, zero);
  }

  /// `w1 = T_s'(w0) / T_s''(w0)`, equation (2.6).
  private static Tensor slope(Tensor s, Tensor w0) {
    List<Tensor> start = new ArrayList<>(List.of(w0.scalar(1)));
    start.addAll(firstPolynomials(w0));
    List<Tensor> end =
        Loop.whileTrue(
            List.of(s, w0),
            start,
            (c, x) -> x.getFirst().compare(Comparison.LT, c.getFirst()),
            (c, x) -> {
              List<Tensor> next = new ArrayList<>(List.of(x.getFirst().plus(1)));
              next.addAll(polynomials(x.subList(1, 7), c.get(1)));
              return next;
            });
    return end.get(5).dividedBy(end.get(6));
  }

  /// The recursion of the stages, equations (2.2) to (2.4): the new state, then whether each guard
  /// held.
  private List<Tensor> recur(StepPoint point, Tensor f0, Tensor s) {
    Tensor w0 = s.scalar(DAMPING).dividedBy(s.times(s)).plus(1);
    Tensor w1 = slope(s, w0);
    Tensor b1 = w0.scalar(0.25).dividedBy(w0.times(w0));
    Tensor mu = b1.times(w1);
    Tensor y1 = f0.fma(mu.times(point.h()), point.y());
    List<Tensor> constants =
        new ArrayList<>(List.of(point.t(), point.h(), point.y(), f0, s, w0, w1));
    constants.addAll(point.p());
    List<Tensor> start = new ArrayList<>(List.of(w0.scalar(1)));
    start.addAll(firstPolynomials(w0));
    start.addAll(List.of(b1, b1, mu, point.y(), y1));
    Tensor holds = s.compare(Comparison.EQ, s);
    for (int i = 0; i < field.guards().size(); i++) {
      start.add(holds);
    }
    List<Tensor> end =
        Loop.whileTrue(
            constants, start, (c, x) -> x.getFirst().compare(Comparison.LT, c.get(4)), this::stage);
    List<Tensor> result = new ArrayList<>(List.of(end.get(11)));
    result.addAll(end.subList(12, end.size()));
    return result;
  }

  /// From stage j - 1 to stage j. Carried: j - 1, the polynomials, b of j - 2 and j - 1, c of j -
  /// 1, the states of j - 2 and j - 1, the guards.
  private List<Tensor> stage(List<Tensor> constants, List<Tensor> x) {
    Tensor t = constants.get(0);
    Tensor h = constants.get(1);
    Tensor y = constants.get(2);
    Tensor f0 = constants.get(3);
    Tensor w0 = constants.get(5);
    Tensor w1 = constants.get(6);
    List<Tensor> p = constants.subList(7, constants.size());
    List<Tensor> before = x.subList(1, 7);
    List<Tensor> now = polynomials(before, w0);
    Tensor b2 = x.get(7);
    Tensor b1 = x.get(8);
    Tensor c1 = x.get(9);
    Tensor y2 = x.get(10);
    Tensor y1 = x.get(11);
    Tensor b = now.get(5).dividedBy(now.get(4).times(now.get(4)));
    Tensor a1 = b1.scalar(1).minus(b1.times(before.get(3)));
    Tensor mu = b.times(w0).times(2).dividedBy(b1);
    Tensor nu = b.dividedBy(b2).negate();
    Tensor step = b.times(w1).times(2).dividedBy(b1);
    Tensor back = a1.times(step).negate();
    List<Tensor> evaluated = Stages.evaluate(field, c1.fma(h, t), y1, p);
    Tensor old = y.times(mu.negate().minus(nu).plus(1));
    Tensor moved = evaluated.getFirst().times(step.times(h)).plus(f0.times(back.times(h)));
    Tensor next = old.plus(y1.times(mu)).plus(y2.times(nu)).plus(moved);
    Tensor c = w1.times(now.get(5)).dividedBy(now.get(4));
    List<Tensor> carry = new ArrayList<>(List.of(x.getFirst().plus(1)));
    carry.addAll(now);
    carry.addAll(List.of(b1, b, c, y1, next));
    for (int i = 1; i < evaluated.size(); i++) {
      carry.add(x.get(11 + i).logical(LogicalFunction.AND, evaluated.get(i)));
    }
    return carry;
  }

  @Override
  public List<TensorType> dense() {
    return List.of(state(), state(), state());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    return Hermite.cubic(theta, point.h(), point.y(), dense.get(2), dense.get(0), dense.get(1));
  }

  @Override
  public int errorExponent() {
    return 3;
  }

  @Override
  public Work work() {
    return new Work.Counted();
  }
}
