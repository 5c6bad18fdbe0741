package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.method.RadauTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Steps of the Radau IIA method. Each attempt evaluates the Jacobian at its beginning and factors
/// a real and a complex matrix. It carries the field at the current state and the collocation
/// polynomial of the step before, which is continued for a first guess. Hairer, Wanner, Solving
/// Ordinary Differential Equations II, 2nd ed., section IV.8.
record RadauRule(FieldGraph field, Radau method) implements StepRule {
  private static final int SLOPE = 0;
  private static final int ETA = 1;
  private static final int SIZE = 2;
  private static final int POLYNOMIAL = 3;
  private static final int STAGES = 3;

  private static final int CONSTANTS = 4;

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  private RadauTableau tableau() {
    return method.tableau();
  }

  /// The field, the ratio of the last Newton iteration, the size of the step before (0: none), and
  /// its polynomial.
  @Override
  public List<TensorType> memory() {
    TensorType scalar = TensorType.scalar(state().dtype());
    List<TensorType> types = new ArrayList<>(List.of(state(), scalar, scalar));
    types.addAll(dense());
    return types;
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    Tensor f = Mass.of(field).times(derivative);
    List<Tensor> memory = new ArrayList<>(List.of(f, t.scalar(1), t.scalar(0)));
    memory.addAll(Collections.nCopies(STAGES, y.zeros()));
    return memory;
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    Tensor h = point.h();
    FieldJacobian jacobian = FieldJacobian.of(field);
    Tensor values = jacobian.at(point.t(), point.y(), point.p());
    StageMatrix real = jacobian.stage(values, h.times(1 / tableau().mu()));
    StageMatrix pair = jacobian.pair(values, h, tableau().alpha(), tableau().beta());
    Newton newton = solve(point, norm, real, pair);
    List<Tensor> z = stages(newton.x());
    Tensor y1 = point.y().plus(z.getLast());
    return trial(point, newton, z, y1, error(point, norm, real, z, y1), evaluationsBeside(norm));
  }

  @Override
  public Trial differentiable(StepPoint point, int derivatives) {
    List<Tensor> x = new ArrayList<>(List.of(point.t(), point.h(), point.y()));
    x.addAll(point.p());
    Newton newton =
        ImplicitFunction.solve(
            new CollocationEquation(field, tableau()),
            x,
            Tensor.concatenate(stages(guess(point))),
            point.h().scalar(Newton.RUNS),
            derivatives);
    List<Tensor> z = CollocationEquation.split(newton.x().getFirst(), field.dimension());
    return trial(point, newton, z, point.y().plus(z.getLast()), point.h().scalar(0), 1);
  }

  private Trial trial(
      StepPoint point,
      Newton newton,
      List<Tensor> z,
      Tensor y1,
      Tensor ifConverged,
      int evaluationsBeside) {
    Tensor h = point.h();
    Tensor one = h.scalar(1);
    Tensor converged = newton.state().compare(Comparison.EQ, Newton.CONVERGED);
    Tensor infinite = h.scalar(Double.POSITIVE_INFINITY);
    Tensor error = converged.select(ifConverged, infinite);
    List<Tensor> end = Stages.evaluate(field, point.t().plus(h), y1, point.p());
    List<Tensor> polynomial = polynomial(z);
    List<Tensor> memory = new ArrayList<>(List.of(end.getFirst(), newton.eta(), h));
    memory.addAll(polynomial);
    List<Tensor> retained = new ArrayList<>(point.memory());
    retained.set(ETA, converged.select(newton.eta(), one));
    return new Trial(
        y1,
        error,
        Optional.empty(),
        memory,
        retained,
        polynomial,
        Stages.both(newton.guards(), end.subList(1, end.size())),
        List.of(newton.iterations().times(STAGES).plus(evaluationsBeside), one, one.times(2)));
  }

  private static int evaluationsBeside(ErrorNorm norm) {
    return norm instanceof ErrorNorm.Ignored ? 1 : 2;
  }

  /// The stages of transformed ones.
  private List<Tensor> stages(List<Tensor> w) {
    List<Tensor> z = new ArrayList<>();
    for (int i = 0; i < STAGES; i++) {
      z.add(Stages.combine(w, tableau().stage(i)));
    }
    return z;
  }

  private List<Tensor> transformed(List<Tensor> z) {
    List<Tensor> w = new ArrayList<>();
    for (int i = 0; i < STAGES; i++) {
      w.add(Stages.combine(z, tableau().transformed(i)));
    }
    return w;
  }

  /// Coefficients of theta, theta^2, theta^3.
  private List<Tensor> polynomial(List<Tensor> z) {
    List<Tensor> coefficients = new ArrayList<>();
    for (int m = 0; m < STAGES; m++) {
      coefficients.add(Stages.combine(z, tableau().collocation(m)));
    }
    return coefficients;
  }

  /// The transformed stages if the solution went on as the polynomial of the step before.
  private List<Tensor> guess(StepPoint point) {
    Tensor before = point.memory().get(SIZE);
    Tensor none = before.compare(Comparison.EQ, 0);
    Tensor ratio = point.h().dividedBy(none.select(before.scalar(1), before));
    List<Tensor> q = point.memory().subList(POLYNOMIAL, POLYNOMIAL + STAGES);
    List<Tensor> z = new ArrayList<>();
    for (int i = 0; i < STAGES; i++) {
      Tensor theta = ratio.times(tableau().c(i)).plus(1);
      Tensor square = theta.times(theta);
      Tensor value = q.get(0).times(theta.minus(1));
      value = q.get(1).fma(square.minus(1), value);
      z.add(q.get(2).fma(square.times(theta).minus(1), value));
    }
    return transformed(z);
  }

  private Newton solve(StepPoint point, ErrorNorm norm, StageMatrix real, StageMatrix pair) {
    List<Tensor> constants =
        new ArrayList<>(List.of(point.t(), point.h(), point.y(), Newton.scale(norm, point.y())));
    constants.addAll(real.values());
    constants.addAll(pair.values());
    constants.addAll(point.p());
    return Newton.solve(
        Newton.Limits.of(norm, pair.roundsWrittenOut()),
        constants,
        guess(point),
        point.h().scalar(Newton.RUNS),
        point.memory().get(ETA).pow(0.8),
        field.guards().size(),
        (c, w) -> correct(norm, real, pair, c, w));
  }

  private Newton.Correction correct(
      ErrorNorm norm, StageMatrix realHere, StageMatrix pairHere, List<Tensor> c, List<Tensor> w) {
    int realEnd = CONSTANTS + realHere.values().size();
    int pairEnd = realEnd + pairHere.values().size();
    StageMatrix real = realHere.of(c.subList(CONSTANTS, realEnd));
    StageMatrix pair = pairHere.of(c.subList(realEnd, pairEnd));
    Tensor h = c.get(1);
    List<Tensor> z = stages(w);
    List<Tensor> slopes = new ArrayList<>();
    List<Tensor> guards = List.of();
    for (int i = 0; i < STAGES; i++) {
      List<Tensor> evaluated =
          Stages.evaluate(
              field,
              h.fma(h.scalar(tableau().c(i)), c.getFirst()),
              c.get(2).plus(z.get(i)),
              c.subList(pairEnd, c.size()));
      slopes.add(evaluated.getFirst().times(h));
      guards = Stages.both(guards, evaluated.subList(1, evaluated.size()));
    }
    List<Tensor> f = transformed(slopes);
    double alpha = tableau().alpha();
    double beta = tableau().beta();
    List<Tensor> m = w.stream().map(Mass.of(field)::times).toList();
    Tensor first = f.get(0).times(1 / tableau().mu()).minus(m.get(0));
    Tensor second = f.get(1).minus(m.get(1).times(alpha)).minus(m.get(2).times(beta));
    Tensor third = f.get(2).minus(m.get(2).times(alpha)).plus(m.get(1).times(beta));
    int d = field.dimension();
    Tensor both = pair.solve(Tensor.concatenate(second, third));
    List<Tensor> change = List.of(real.solve(first), both.slice(0, d), both.slice(d, 2 * d));
    Tensor squares = h.scalar(0);
    for (Tensor part : change) {
      Tensor size = Newton.weigh(norm, part, c.get(3));
      squares = squares.plus(size.times(size));
    }
    return new Newton.Correction(
        change, List.of(first, second, third), squares.times(1.0 / STAGES).sqrt(), guards);
  }

  /// The filtered estimate; if it asks for rejection, filtered once more, equation (8.20): a stiff
  /// component that was perturbed is no reason to reject.
  private Tensor error(
      StepPoint point, ErrorNorm norm, StageMatrix real, List<Tensor> z, Tensor y1) {
    return switch (norm) {
      case ErrorNorm.Ignored _ -> point.h().scalar(0);
      case ErrorNorm.Weighted weighted -> {
        Tensor h = point.h();
        Tensor weighed = Mass.of(field).times(Stages.combine(z, tableau().errorWeights()));
        Tensor once = filter(real, h, point.memory().get(SLOPE), weighed);
        Tensor there =
            Stages.evaluate(field, point.t(), point.y().plus(once), point.p()).getFirst();
        Tensor first = weighted.of(once, point.y(), y1);
        Tensor second = weighted.of(filter(real, h, there, weighed), point.y(), y1);
        yield first.compare(Comparison.GT, 1).select(second, first);
      }
    };
  }

  private Tensor filter(StageMatrix real, Tensor h, Tensor slope, Tensor weighed) {
    return real.solve(slope.fma(h, weighed).times(1 / tableau().mu()));
  }

  @Override
  public List<TensorType> dense() {
    return Collections.nCopies(STAGES, state());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    Tensor sum = dense.get(2).fma(theta, dense.get(1)).fma(theta, dense.get(0));
    return sum.fma(theta, point.y());
  }

  @Override
  public boolean isImplicit() {
    return true;
  }

  @Override
  public int errorExponent() {
    return RadauTableau.ESTIMATE_ORDER + 1;
  }

  @Override
  public Work work() {
    return new Work.Counted();
  }
}
